"""``comity silence replay``: the shipped example, as words and as JSON, and what is refused."""

import json

import pytest

from tests.cli.own_bundle import run
from tools.tree import ROOT

EXAMPLE = ROOT / "examples" / "silence" / "broken-twice.csv"


@pytest.fixture
def replay(tmp_path):
    def replayed(acts, *more, code=0):
        done = run(tmp_path / "home", "silence", "replay", acts, *more)
        assert done.exit_code == code, done.output
        return done.output

    return replayed


def test_silence_the_example_is_broken_twice_and_superseded(replay):
    told = replay(EXAMPLE, "--rule", "silence-procedure")
    assert "Outcome at 2026-09-16T10:00:01Z: superseded" in told
    assert "broken by Cindovar at 2026-09-04T15:59:59Z" in told
    assert "4 entitled, 3 acknowledged, 0 opened, 1 never reached" in told
    assert told.count("refused: standards.silence_after_deadline") == 1


def test_silence_the_same_as_json(replay):
    told = json.loads(replay(EXAMPLE, "--rule", "silence-procedure/1", "--json"))
    states = [each["state"] for each in told["steps"]]
    assert [
        each for each, before in zip(states, ["", *states], strict=False) if each != before
    ] == [*("open", "broken", "open", "broken", "superseded")]
    assert [part["state"] for part in told["outcome"]["rounds"]] == ["broken", "broken"]
    assert told["outcome"]["rule"]["id"] == "silence-procedure"


def test_silence_at_an_earlier_time_nothing_later_is_known(replay):
    told = replay(EXAMPLE, "--rule", "silence-procedure", "--at", "2026-09-02T00:00:00Z")
    assert "Outcome at 2026-09-02T00:00:00Z: open" in told
    assert "broken" not in told
    before = replay(EXAMPLE, "--rule", "silence-procedure", "--at", "2026-08-02T00:00:00Z")
    assert "There are no acts." in before


def test_silence_under_another_rule_the_opening_does_not_fit(replay):
    told = replay(EXAMPLE, "--rule", "silence-procedure-acknowledged")
    assert "refused: standards.silence_opening" in told


def test_silence_a_procedure_of_ones_own_is_a_file(replay, tmp_path):
    path = ROOT / "src/comity/data/standards/silence-procedure/1.json"
    own = tmp_path / "own.json"
    own.write_text(path.read_text(encoding="utf-8").replace("inclusive", "exclusive"), "utf-8")
    assert "superseded" in replay(EXAMPLE, "--rule", own)


def test_threat_T5_a_break_by_voice_with_one_officer_is_told_as_held(replay, tmp_path):
    acts = tmp_path / "acts.csv"
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()[:6]
    head = f"{lines[0]},channel,officers"
    more = "break,2026-09-02T10:00:00Z,Elbonne,,,,,,,,,,voice,Tomas Reyl@Averissa"
    acts.write_text("\n".join([head, *(f"{each},," for each in lines[1:]), more, ""]), "utf-8")
    told = replay(acts, "--rule", "silence-procedure")
    assert "held, until an officer admits it: a break of Elbonne" in told
    assert ": adopted" in told


def test_silence_what_is_no_rule_and_no_file_of_acts_is_refused(replay, tmp_path):
    for name in ("no-such", "silence", "silence-procedure/9"):
        assert "silence-procedure-acknowledged" in replay(EXAMPLE, "--rule", name, code=2)
    empty = tmp_path / "acts.csv"
    empty.write_text("act,at\n", "utf-8")
    assert "There are no acts." in replay(empty, "--rule", "silence-procedure")
    empty.write_text("act,at\nbreak,yesterday\n", "utf-8")
    replay(empty, "--rule", "silence-procedure", code=2)
