"""Drafts by a plug-in on a site: what is accepted stands in the draft, what is refused nowhere."""

import json
import shutil
from dataclasses import replace

import pytest

from comity.edge import installed_plugins
from comity.edge import plugin_drafting as module
from comity.fault import RefusedError
from comity.oversight import SUMMARY, decode_reviewed
from comity.site.dialogue.actions import ACT, Drafting, draft_by_plugin, members_to_sign
from comity.site.dialogue.actions.plugin_drafting import ONE_AT_A_TIME
from comity.site.dialogue.models import Statement
from comity.site.dialogue.queries import draft_of
from comity.site.dialogue.tasks import draft_now
from comity.site.record.models import Entry
from tests.canaries import CANARIES
from tests.edge.plugins import install
from tests.edge.test_plugin_process import confines
from tests.site.dialogue.closed import WORDS, close_with_words
from tests.site.dialogue.world import ID, LATER
from tests.site.members.factories import acting_as, revoke, somebody
from tools.tree import ROOT

pytestmark = pytest.mark.django_db
EXAMPLE = ROOT / "examples" / "plugins" / "template"


@pytest.fixture
def drafted(log, instance):
    """A closed conversation whose report is computed and drafted by the template."""
    close_with_words(instance)
    draft_now(instance, ID, "en")
    return draft_of(ID)


@pytest.fixture(autouse=True)
def secretary(log):
    """Somebody who may sign reports."""
    return somebody("secretary", ACT, person="p-9")


def by(instance, plugin, acting="p-9"):
    drafting = Drafting(plugin, instance.draft_folder)
    who = acting_as(acting) if isinstance(acting, str) else acting
    draft_by_plugin(conversation=ID, drafting=drafting, acting=who, now=LATER)


def says(instance, monkeypatch, *pieces):
    """Have a plug-in of the test answer with ``pieces``, as if it were run."""
    told = {}

    def run(plugin, request, *, waived):
        told.update(json.loads(request))
        return json.dumps({"v": 1, "segments": pieces}).encode()

    monkeypatch.setattr(module, "run_plugin", run)
    by(instance, install(instance.plugin_folder, ""))
    return told


def refused(instance, monkeypatch, *pieces):
    with pytest.raises(RefusedError) as error:
        says(instance, monkeypatch, *pieces)
    return error.value.faults[0]


@confines
def test_the_reference_plug_in_drafts_from_the_numbers(drafted, instance):
    shutil.copytree(EXAMPLE, instance.plugin_folder / "template")
    for folder in (instance.plugin_folder, instance.plugin_folder / "template"):
        folder.chmod(0o755)
    (plugin,), _ = installed_plugins(instance.plugin_folder)
    before = Entry.objects.count()
    by(instance, plugin)
    found = draft_of(ID)
    assert found.summary.draft.startswith("People: 30\nVotes: 120\n")
    machine = found.summary.machine
    assert (machine.system, machine.version) == ("plug-in template", "1")
    assert plugin.manifest.digest in machine.parameters
    assert len(found.not_cited) == 3
    assert Entry.objects.count() == before
    members = members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    assert decode_reviewed(members[SUMMARY]).machine == machine


def test_without_a_plug_in_the_template_drafts_and_nothing_is_left_out(drafted, instance):
    assert installed_plugins(instance.plugin_folder) == ([], [])
    assert drafted.not_cited is None
    assert drafted.summary.machine.model == "template"


def test_a_plug_in_sees_what_is_computed_and_no_vote_and_no_name(drafted, instance, monkeypatch):
    told = says(instance, monkeypatch, {"words": "Mine."})
    assert set(told) == {"v", "task", "note", "language", "information", "figures", "sources"}
    assert told["information"] == "members"
    assert WORDS in {one["text"] for one in told["sources"]}
    assert draft_of(ID).not_cited == tuple(one["id"] for one in told["sources"])


def test_a_plug_in_whose_ceiling_is_lower_is_given_nothing(drafted, instance, monkeypatch):
    monkeypatch.setattr(module, "run_plugin", lambda *_, **__: pytest.fail("it was run"))
    with pytest.raises(RefusedError) as error:
        by(instance, install(instance.plugin_folder, "", ceiling="public"))
    assert error.value.faults[0].code == "oversight.plugin_ceiling"


@pytest.mark.parametrize(
    ("piece", "code"),
    [
        ({"quote": "4", "text": WORDS.replace("told", "sold")}, "quote_not_found"),
        ({"figure": "participants", "text": "31"}, "number_differs"),
        ({"words": "All 30 agree."}, "number_in_words"),
    ],
)
def test_threat_T11_what_a_plug_in_makes_up_is_kept_nowhere(
    drafted, instance, monkeypatch, piece, code
):
    assert refused(instance, monkeypatch, piece).code == f"oversight.{code}"
    assert draft_of(ID) == drafted


def test_control_the_same_pieces_told_truly_are_kept(drafted, instance, monkeypatch):
    pieces = (
        {"quote": "4", "text": WORDS},
        {"words": " "},
        {"figure": "participants", "text": "30"},
    )
    says(instance, monkeypatch, *pieces)
    assert draft_of(ID).summary.text == f"“{WORDS}” 30"


def test_threat_T11_canaries_among_the_statements_change_nothing_of_what_is_kept(
    log, instance, monkeypatch
):
    """The control is the test above: with plain words the same answer makes the same draft."""
    monkeypatch.setattr("tests.site.dialogue.closed.WORDS", CANARIES[36])
    close_with_words(instance)
    draft_now(instance, ID, "en")
    told = says(instance, monkeypatch, {"words": "We heard "}, {"figure": "votes", "text": "120"})
    assert CANARIES[36] in {one["text"] for one in told["sources"]}
    assert CANARIES[36] not in told["note"]
    assert draft_of(ID).summary.text == "We heard 120"


def test_threat_T3_nobody_without_a_mandate_in_force_has_it_drafted(
    drafted, instance, monkeypatch, secretary
):
    monkeypatch.setattr(module, "run_plugin", lambda *_, **__: b'{"v":1,"segments":[]}')
    plugin = install(instance.plugin_folder, "")
    for nobody in (None, replace(secretary, mandates=())):
        with pytest.raises(RefusedError) as error:
            by(instance, plugin, nobody)
        assert error.value.faults[0].code.startswith("people.")

    def revoked_meanwhile(*_, **__):
        for mandate in secretary.mandates:
            revoke(mandate.id)
        return b'{"v":1,"segments":[{"words":"Mine."}]}'

    monkeypatch.setattr(module, "run_plugin", revoked_meanwhile)
    with pytest.raises(RefusedError) as error:
        by(instance, plugin)
    assert error.value.faults[0].code == "people.no_mandate"
    assert draft_of(ID) == drafted


def test_threat_T7_what_is_erased_while_a_plug_in_writes_comes_back_in_no_draft(
    drafted, instance, monkeypatch
):
    def erased_meanwhile(*_, **__):
        Statement.objects.filter(number=4).update(text="")
        return b'{"v":1,"segments":[{"words":"Mine."}]}'

    monkeypatch.setattr(module, "run_plugin", erased_meanwhile)
    with pytest.raises(RefusedError) as error:
        by(instance, install(instance.plugin_folder, ""))
    assert error.value.faults[0].code == "dialogue.draft_stale"
    assert draft_of(ID).summary == drafted.summary


def test_one_is_drafted_at_a_time(drafted, instance, monkeypatch):
    plugin = install(instance.plugin_folder, "")
    with ONE_AT_A_TIME, pytest.raises(RefusedError) as error:
        by(instance, plugin)
    assert error.value.faults[0].code == "dialogue.plugin_busy"
    monkeypatch.setattr(module, "run_plugin", lambda *_, **__: b"nonsense")
    with pytest.raises(RefusedError):
        by(instance, plugin)
    assert not ONE_AT_A_TIME.locked()


def test_where_the_report_is_not_computed_there_is_nothing_to_draft_from(log, instance):
    close_with_words(instance)
    with pytest.raises(RefusedError) as error:
        by(instance, install(instance.plugin_folder, ""))
    assert error.value.faults[0].code == "dialogue.draft_missing"
