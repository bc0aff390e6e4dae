"""``comity roll-call replay``: the shipped example, and its votes decided by a rule."""

import json

import pytest

from tests.cli.own_bundle import run
from tools.tree import ROOT

EXAMPLE = ROOT / "examples" / "roll-call" / "recorded-vote.csv"


@pytest.fixture
def told(tmp_path):
    def run_it(*arguments, code=0):
        done = run(tmp_path / "home", *arguments)
        assert done.exit_code == code, done.output
        return done.output

    return run_it


def test_roll_call_the_example_tells_result_footnote_and_refusals(told):
    words = told("roll-call", "replay", EXAMPLE)
    assert "Draft A/1 as a whole: closed" in words
    assert "  Y 2, N 0, A 1, P 0, absent 1" in words
    assert "Unofficial, with correction notes: Y 3, N 0, A 1, P 0, absent 0" in words
    assert "Elbonne voted absent and had intended Y" in words
    assert words.count("Refused: ballot") == 3


def test_roll_call_as_json_and_decided_by_a_rule(told, tmp_path):
    sheet = json.loads(told("roll-call", "replay", EXAMPLE, "--json"))
    assert sheet["votes"] == {"Averissa": "Y", "Belquoria": "Y", "Cindovar": "A"}
    ballots = tmp_path / "ballots.csv"
    told("roll-call", "replay", EXAMPLE, "--ballots", ballots)
    outcome = json.loads(told("decide", ballots, "--rule", "unga-important-question", "--json"))
    assert outcome["outcome"] == "adopted"
    assert outcome["counts"]["Y"] == 2


def test_roll_call_a_file_of_no_acts_is_told_and_a_wrong_one_refused(told, tmp_path):
    acts = tmp_path / "acts.csv"
    acts.write_text("act,at\n", "utf-8")
    assert "No question: draft" in told("roll-call", "replay", acts)
    acts.write_text("act,at\nvote,\n", "utf-8")
    told("roll-call", "replay", acts, code=2)
