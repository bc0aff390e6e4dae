import pytest

from comity.canonical import encode
from comity.documents import FaultList
from comity.fault import Place, RefusedError
from comity.standards.ballots import read_ballots
from comity.standards.decision import Finding
from comity.standards.plain_lines import is_plain_line, refuse_unplain
from comity.standards.roll import read_roll
from comity.standards.rule_reading import read_decision_rule
from comity.standards.weights import read_weights
from tests.standards.votes import decided, members

PLAIN = ("Côte d'Ivoire", "جمهورية", "中国", "Viet Nam", "")
DECEIVING = ("A\u202eB", "A\u200bB", "A\x1b[2J", "A\nB", "A\tB", "Ä\nB", "\u2066A")


@pytest.mark.parametrize("text", PLAIN)
def test_names_of_all_scripts_are_plain(text):
    assert is_plain_line(text)


@pytest.mark.parametrize("text", DECEIVING)
def test_what_would_hide_or_turn_words_is_not(text):
    assert not is_plain_line(text)
    faults = FaultList("f")
    refuse_unplain({"party": text, "reason": "plain"}, Place("f", 3), faults)
    [fault] = faults.faults
    assert (fault.place.line, fault.place.column) == (3, "party")


NAME = "Fran\u200bce"


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (read_ballots, f"party,vote\n{NAME},Y\n"),
        (read_ballots, f"party,vote,reason\nFrance,N,{NAME}\n"),
        (read_ballots, f"party,vote,by\nFrance,N,{NAME}\n"),
        (read_roll, f"party\n{NAME}\n"),
        (read_weights, f"party,population\n{NAME},1\n"),
    ],
)
def test_a_party_has_no_second_name_that_looks_the_same(read, data):
    with pytest.raises(RefusedError, match=r"standards\.unplain_text"):
        read(data.encode(), "file.csv")
    assert read(data.replace("\u200b", "").encode(), "file.csv")


def test_titles_and_rules_are_plain_too():
    with pytest.raises(RefusedError, match=r"standards\.rule_member"):
        read_decision_rule(encode(members(title=NAME)))
    with pytest.raises(RefusedError, match=r"standards\.rule_member"):
        read_decision_rule(encode(members(notes=["\x1b[2J"])))
    with pytest.raises(RefusedError, match=r"standards\.parameters"):
        decided(b"party,vote\nA,Y\n", encode(members()), finding=Finding(NAME, "consensus"))
