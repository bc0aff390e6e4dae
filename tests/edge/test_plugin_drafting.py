"""What a plug-in drafts is checked on the one way that all drafts go."""

from datetime import UTC, datetime

import pytest

from comity.canonical import sha256_hex
from comity.edge import draft_summary, plugin_drafting
from comity.fault import RefusedError
from comity.oversight import encode_asked
from tests.edge.plugins import install
from tests.oversight.test_answering import ASKED, HONEST, MARKS, PEOPLE, answer

NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
def says(tmp_path, monkeypatch):
    """Draft by a plug-in that answers with the pieces given, as if it were run."""

    def drafted(*pieces, **changes):
        monkeypatch.setattr(plugin_drafting, "run_plugin", lambda *_, **__: answer(*pieces))
        return draft_summary(install(tmp_path, "", **changes), ASKED, MARKS, NOW)

    return drafted


def test_what_is_true_is_a_draft_that_names_its_machine_and_what_it_was_asked(says):
    drafted, accepted = says(*HONEST)
    assert drafted.draft == drafted.text == accepted.text
    assert [one.kind for one in accepted.pieces] == ["words", "figure", "words", "quote", "words"]
    assert drafted.machine.system == "plug-in hostile"
    assert drafted.machine.prompt_digest == sha256_hex(encode_asked(ASKED))
    assert drafted.machine.at == NOW


def test_threat_T11_what_is_made_up_is_no_draft(says):
    with pytest.raises(RefusedError) as error:
        says({**PEOPLE, "text": "903"})
    assert [one.code for one in error.value.faults] == ["oversight.number_differs"]


def test_a_plug_in_below_whose_ceiling_it_is_not_is_never_run(says):
    with pytest.raises(RefusedError) as error:
        says(*HONEST, ceiling="public")
    assert error.value.faults[0].code == "oversight.plugin_ceiling"
