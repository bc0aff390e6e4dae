"""A reason is a value: machines get its key, people its words in their language."""

import pytest

from comity.fault import Fault, Place
from comity.record.reason import Reason, ReasonKind, english, fault_reason, in_words

FAULT = Fault(
    "x.y", Place("votes.csv", line=3), "vote is {value}", "a vote is 1", "", {"value": "7"}
)


def loud(template: str) -> str:
    """Translate into a language of its own: what is not translated stays small."""
    return "".join(
        part if part.startswith("{") else part.upper()
        for part in template.replace("{", "\0{").replace("}", "}\0").split("\0")
    )


def test_a_reason_reads_in_english_and_in_any_other_language():
    inner = Reason("inner", "the votes give {given}", {"given": 5})
    reason = Reason("outer", "{file} differs: {why}", {"file": "a.csv", "why": inner})
    assert str(reason) == "a.csv differs: the votes give 5"
    assert in_words(reason, loud) == "a.csv DIFFERS: THE VOTES GIVE 5"
    assert in_words("as it is", loud) == "as it is"
    assert in_words(Reason("", ""), lambda _: "the header of a catalogue") == ""


def test_a_value_is_never_taken_for_a_template():
    reason = Reason("one", "{file} differs", {"file": "{file.__class__}"})
    assert in_words(reason, english) == "{file.__class__} differs"


def test_a_missing_value_hides_nothing_else():
    assert str(Reason("one", "{file}, line {line}", {"file": "a"})) == "a, line …"


def test_two_kinds_share_no_key():
    ReasonKind("tests_only", "once")
    with pytest.raises(ValueError, match="declared twice"):
        ReasonKind("tests_only", "twice")


def test_a_refusal_becomes_a_reason_that_can_be_translated():
    one = fault_reason([FAULT])
    assert str(one) == "votes.csv, line 3: vote is 7; a vote is 1"
    assert in_words(one, loud) == "votes.csv, LINE 3: VOTE IS 7; A VOTE IS 1"
    assert str(fault_reason([FAULT, FAULT, FAULT])).endswith("a vote is 1 (and 2 more)")
    assert one.values["found"].key == "x.y.found"
