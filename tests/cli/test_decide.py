import json

import pytest

from tests.cli.own_bundle import run
from tests.standards.votes import ballots, parties


@pytest.fixture
def close(tmp_path):
    file = tmp_path / "close.csv"
    file.write_bytes(ballots(parties(Y=92, N=46, A=25)))
    return file


def decide(file, *arguments):
    return run(file.parent / "home", "decide", file, *arguments)


def test_decide_D1_exactly_two_thirds_by_command_line(close):
    found = json.loads(decide(close, "--rule", "unga-important-question", "--json").output)
    test = found["tests"][0]
    assert found["outcome"] == "adopted"
    assert (test["base_value"], test["required"], test["had"]) == (138, 92, 92)
    assert found["title"] == "close"
    assert "what_if" not in found


def test_decide_D7_the_sentence_says_counts_base_required_rule_and_roll(close):
    roll = close.parent / "roll.csv"
    named = parties(Y=92, N=46, A=25, X=30)
    roll.write_text("\n".join(["party,from", *(f"{party},1990-01-01" for party in named)]))
    arguments = ("--rule", "unga-important-question", "--roll", roll, "--at", "1997-12-15")
    told = decide(close, *arguments).output
    for words in (
        *("92 for, 46 against, 25 abstaining", "30 absent", "138 members present and voting"),
        *("at least 2/3 of these: 92", "Quorum: 163 of 193", "unga-important-question"),
        *("version 1", "15 December 1997"),
    ):
        assert words in told
    assert "Adopted." in told


def test_what_if_is_marked_as_exploration(close):
    told = decide(close, "--rule", "unga-simple-majority", "--what-if", "all")
    assert "None of these is a result" in told.output
    assert "wto-consensus/1" in told.output
    asked = ("--rule", "unga-simple-majority", "--what-if", "all", "--json")
    found = json.loads(decide(close, *asked).output)["what_if"]
    assert found["kind"] == "exploration"
    assert len(found["outcomes"]) > 10


def test_refused_attempts_are_listed(close):
    roll = close.parent / "roll.csv"
    roll.write_text("party,status\nY0,member\nY1,suspended\n")
    told = decide(close, "--rule", "unga-simple-majority", "--roll", roll).output
    assert "Y1: Y (suspended)" in told
    assert "162 ballots are kept outside these counts." in told


def test_a_finding_has_its_finder(close):
    asked = ("--rule", "ietf-rough-consensus")
    assert decide(close, *asked, "--finding", "consensus").exit_code == 2
    found = decide(close, *asked, "--finding", "consensus", "--found-by", "The chair", "--json")
    assert json.loads(found.output)["outcome"] == "not_determinable"


BAD = {
    "ballot_twice": ("party,vote\nA,Y\nA,N\n", []),
    "vote": ("party,vote\nA,yes\n", []),
    "rule": ("party,vote\nA,Y\n", ["--rule", "no-such-rule"]),
}


@pytest.mark.parametrize(("data", "more"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_and_nothing_is_written(tmp_path, data, more):
    file = tmp_path / "b.csv"
    file.write_text(data)
    asked = more or ["--rule", "unga-simple-majority"]
    found = decide(file, *asked, "--out", tmp_path / "out")
    assert found.exit_code == 2
    assert "Nothing was written." in found.stderr
    assert not (tmp_path / "out").exists()


def test_decide_D7_the_folder_verifies_offline(close):
    out = close.parent / "out"
    told = decide(close, "--rule", "unga-important-question", "--out", out, "--lang", "fr")
    assert f"comity verify {out / 'decision.zip'}" in told.output
    checked = run(close.parent / "home", "verify", out / "decision.zip")
    assert (checked.exit_code, "163 ballots" in checked.output) == (0, True)
    assert run(close.parent / "elsewhere", "verify", out / "decision.zip").exit_code == 5
