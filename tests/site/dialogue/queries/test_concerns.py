"""Moderators see concerns in steps, in an order that tells of nobody."""

import pytest

from comity.record import parse_entry
from comity.site.dialogue.queries import (
    ConcernCounts,
    concern_counts,
    concern_decisions,
    raised_concerns,
)
from comity.site.record.models import Entry
from tests.site.dialogue.actions.test_concerns import judge
from tests.site.dialogue.world import ID, SECOND, concern, entered, opened, submit, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(log, instance):
    """A conversation with moderation afterwards, in which 12 people have voted."""
    opened(instance, moderation="after")
    entered(SECOND.mandates[0], SECOND.name)
    for number in range(12):
        vote(instance, number, (1, 1))
    return instance


def test_most_steps_first_and_within_a_step_by_number(live):
    for number in range(9):
        concern(live, number, 2)
    concern(live, 0, 1)
    for number in range(10):
        concern(live, number, 3)
    assert [(one.line.number, one.at_least) for one in raised_concerns(ID)] == [
        (3, 10),
        (1, 0),
        (2, 0),
    ]


def test_reasons_and_words_stand_once_in_no_order_of_time(live):
    concern(live, 1, 1, "unclear", "Zeal.")
    concern(live, 2, 1, "personal", "Apples.")
    concern(live, 3, 1, "personal", "Apples.")
    [one] = raised_concerns(ID)
    assert (one.reasons, one.texts) == (["personal", "unclear"], ["Apples.", "Zeal."])


def test_one_that_nobody_accepted_yet_says_so(live):
    number = submit(live, 1, "Ask the fishermen too.")
    concern(live, 2, number)
    [one] = raised_concerns(ID)
    assert one.waits


def test_decisions_are_read_from_the_record(live):
    concern(live, 1, 1)
    concern(live, 1, 2)
    judge("kept", "understood")
    judge("rejected", "personal", number=2)
    told = [(one.number, one.decision, one.reason) for one in concern_decisions(ID)]
    assert told == [(1, "kept", "understood"), (2, "rejected", "personal")]
    assert raised_concerns(ID) == []


def test_the_public_count_is_that_of_entries_whatever_was_taken_back_or_erased(live):
    assert concern_counts(ID) == ConcernCounts(0, 0, 0)
    concern(live, 1, 1)
    concern(live, 1, 2)
    concern(live, 1, 2, "")
    judge("kept", "understood")
    assert concern_counts(ID) == ConcernCounts(raised=3, kept=1, rejected=0)
    assert concern_counts("dia-99") == ConcernCounts(0, 0, 0)
    entries = [parse_entry(bytes(leaf)) for leaf in Entry.objects.values_list("leaf", flat=True)]
    assert sum(one.act == "dialogue.raise_concern" for one in entries) == 3
