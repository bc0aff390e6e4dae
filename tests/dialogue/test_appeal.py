"""Appeals: bounded words, an outcome with a reason of the closed list, canonical contents."""

import pytest

from comity.canonical import decode
from comity.dialogue import (
    CLEARED,
    LONGEST_APPEAL,
    OUTCOMES,
    REASONS,
    appeal_faults,
    appeal_payload,
    outcome_faults,
    outcome_payload,
)


def codes(faults) -> list[str]:
    return [fault.code for fault in faults]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It is about the question.", []),
        ("ا" * LONGEST_APPEAL, []),
        ("", ["dialogue.appeal_empty"]),
        (" \n ", ["dialogue.appeal_empty"]),
        ("a" * (LONGEST_APPEAL + 1), ["dialogue.appeal_long"]),
        ("pay \u202e001", ["dialogue.appeal_controls"]),
    ],
)
def test_the_words_of_an_appeal_are_bounded_and_plain(text, wanted):
    assert codes(appeal_faults(text)) == wanted


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_has_reasons_of_its_own(outcome):
    for reason in {*REASONS, *CLEARED}:
        wanted = [] if reason in OUTCOMES[outcome] else ["dialogue.appeal_outcome"]
        assert codes(outcome_faults(4, outcome, reason)) == wanted


def test_what_is_no_outcome_is_refused_whatever_the_reason():
    assert codes(outcome_faults(4, "accepted", "off_topic")) == ["dialogue.appeal_outcome"]
    assert not REASONS.keys() & CLEARED.keys()


def test_contents_are_canonical_and_name_the_statement():
    said = decode(appeal_payload(4, "Read it again."))
    assert said == {"v": 1, "statement": 4, "text": "Read it again."}
    ruled = decode(outcome_payload(4, "upheld", "off_topic"))
    assert ruled == {"v": 1, "statement": 4, "outcome": "upheld", "reason": "off_topic"}
