import subprocess
import sys
from datetime import UTC, datetime

import pytest

from comity.language import clean_text
from comity.oversight import Machine, accept, encode_asked
from comity.render import LANGUAGES, quotation_marks, summary_asked, voice
from tests.render.sample import sample
from tools.tree import ROOT

EXAMPLE = ROOT / "examples" / "plugins" / "template" / "draft.py"
MACHINE = Machine("plug-in template", "none", "1", "", "", datetime(2026, 11, 27, tzinfo=UTC))


def asked(code="en"):
    return summary_asked(sample(), voice(LANGUAGES[code]), "members")


def test_figures_stand_as_in_a_sentence_and_sources_as_they_were_written():
    found = asked()
    assert found.figures["participants"] == "902"
    assert found.figures["votes"] == "8,766"
    assert found.figures["statement.3.agree"] == "85% (83–87%, n\u00a0782)"
    assert {one.id for one in found.sources if one.finding == "common_ground"} == set(
        sample()["common_ground"]
    )
    assert {one.id for one in found.sources if one.finding == "difference"} == set(
        sample()["differences"]
    )
    assert "Las pequeñas empresas" in next(one.text for one in found.sources if one.id == "3")


def test_what_a_moderator_rejected_and_what_rests_on_too_few_is_not_among_it():
    report = sample()
    rejected = {str(one["id"]) for one in report["statements"] if one["moderated"] < 0}
    assert rejected
    assert not rejected & {one.id for one in asked().sources}
    assert not [name for name in asked().figures if name.split(".")[1:2] in ([r] for r in rejected)]
    report["statements"][0]["agree_share"] = {"value": None, "n": None, "low": None, "high": None}
    hidden = summary_asked(report, voice(LANGUAGES["en"]), "members")
    assert f"statement.{report['statements'][0]['id']}.agree" not in hidden.figures


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_reference_plug_in_is_accepted_in_every_language(code):
    given = asked(code)
    done = subprocess.run(
        [sys.executable, "-I", str(EXAMPLE)],
        input=encode_asked(given),
        capture_output=True,
        check=True,
    )
    marks = quotation_marks(voice(LANGUAGES[code]))
    found = accept(given, done.stdout, MACHINE, marks)
    assert given.figures["participants"] in found.text
    quoted = next(one for one in given.sources if one.finding == "common_ground")
    assert marks[0] + quoted.text + marks[1] in found.text
    assert len(found.not_cited) == len(given.sources) - 1
    assert not clean_text(found.text).removed
