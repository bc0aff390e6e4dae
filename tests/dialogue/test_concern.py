"""Concerns: a reason of the published list, bounded words, a decision with a reason, steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import decode
from comity.dialogue import (
    CLEARED,
    CONCERN_DECISIONS,
    CONCERN_STEP,
    LONGEST_CONCERN,
    REASONS,
    concern_decision_faults,
    concern_decision_payload,
    concern_faults,
    concern_payload,
    stepped,
)


def codes(faults) -> list[str]:
    return [fault.code for fault in faults]


@pytest.mark.parametrize(
    ("reason", "text", "wanted"),
    [
        ("personal", "", []),
        ("personal", "It names my neighbour.", []),
        ("personal", "a" * (LONGEST_CONCERN + 1), ["dialogue.concern_long"]),
        ("personal", "pay \u202e001", ["dialogue.concern_controls"]),
        ("understood", "", ["dialogue.concern_reason"]),
        ("", "", ["dialogue.concern_reason"]),
    ],
)
def test_a_concern_has_a_published_reason_and_few_words(reason, text, wanted):
    assert codes(concern_faults(reason, text)) == wanted


@pytest.mark.parametrize("decision", CONCERN_DECISIONS)
def test_each_decision_has_reasons_of_its_own(decision):
    for reason in {*REASONS, *CLEARED}:
        fits = reason in CONCERN_DECISIONS[decision]
        wanted = [] if fits else ["dialogue.concern_decision"]
        assert codes(concern_decision_faults(4, decision, reason)) == wanted
    assert codes(concern_decision_faults(4, "hidden", "personal")) == ["dialogue.concern_decision"]


def test_contents_are_canonical_and_name_the_statement():
    said = decode(concern_payload(4, "personal", "Words."))
    assert said == {"v": 1, "statement": 4, "reason": "personal", "text": "Words."}
    ruled = decode(concern_decision_payload(4, "kept", "understood"))
    assert ruled == {"v": 1, "statement": 4, "decision": "kept", "reason": "understood"}


@given(st.integers(0, 10**6))
def test_small_counts_are_not_told(count):
    assert stepped(count) % CONCERN_STEP == 0
    assert 0 <= count - stepped(count) < CONCERN_STEP
