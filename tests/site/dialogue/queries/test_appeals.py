"""What pages know of appeals: counts for everybody, words for who decides, one's own."""

import pytest

from comity.site.dialogue.queries import (
    appeal_counts,
    appeals_of,
    conversation_with,
    others_who_decide,
    waiting_appeals,
)
from tests.site.dialogue.actions.test_appeals import judge
from tests.site.dialogue.world import (
    ID,
    MODERATOR,
    NOW,
    SECOND,
    appeal,
    opened,
    rejected,
    voter,
)
from tests.site.members.factories import revoke

pytestmark = pytest.mark.django_db


@pytest.fixture
def appealed(log, instance):
    """Three rejections: one overturned, one upheld, one that waits; a fourth without an appeal."""
    opened(instance)
    for number in (1, 2, 3):
        appeal(instance, number, rejected(instance, number, f"Thing {number}."), f"Why {number}.")
    rejected(instance, 4, "Thing 4.")
    judge("overturned", "understood", number=4)
    judge("upheld", "several", number=5)
    return instance


def test_counts_are_of_all_that_was_rejected(appealed):
    counts = appeal_counts(ID)
    assert (counts.all, counts.waiting, counts.overturned) == (3, 1, 1)
    assert conversation_with(ID, NOW).rejected == 4


def test_whoever_decides_reads_words_reason_and_who_rejected(appealed):
    [one] = waiting_appeals(ID)
    assert (one.line.number, one.text, one.reason) == (6, "Why 3.", "off_topic")
    assert (one.rejected_by, one.author) == (MODERATOR.person, voter(appealed, 3))


def test_authors_find_their_own(appealed):
    found = appeals_of(ID, voter(appealed, 2))
    assert [(number, one.state, one.reason) for number, one in found.items()] == [
        (5, "upheld", "several")
    ]
    assert appeals_of(ID, voter(appealed, 9)) == {}


def test_a_second_person_is_needed_where_only_the_rejecting_one_may(appealed):
    assert others_who_decide([MODERATOR.person], NOW)
    assert not others_who_decide([SECOND.person], NOW)
    assert others_who_decide([], NOW)
    revoke(SECOND.mandates[0].id)
    assert not others_who_decide([MODERATOR.person], NOW)
