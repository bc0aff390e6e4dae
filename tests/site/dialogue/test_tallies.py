import pytest

from comity.site.dialogue.models import Conversation
from comity.site.dialogue.tallies import MOST_KEPT, standing_of
from tests.site.dialogue.world import ID, opened, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(log, instance):
    """The code of a conversation that is open."""
    opened(instance)
    return Conversation.objects.get().code


def counts(code):
    found = standing_of(ID, code)
    tally = found.counts
    rows = zip(tally.agree, tally.disagree, tally.passed, strict=True)
    return {
        number: tuple(map(int, row)) for number, row in zip(found.statements, rows, strict=True)
    }


def test_counts_follow_the_votes_line_by_line(code, instance, django_assert_num_queries):
    assert counts(code) == {}
    vote(instance, 1, (1, 1), (2, -1))
    vote(instance, 2, (1, 1))
    assert counts(code) == {1: (2, 0, 0), 2: (0, 1, 0)}
    vote(instance, 1, (1, 0))
    with django_assert_num_queries(1):
        assert counts(code) == {1: (1, 0, 1), 2: (0, 1, 0)}
    assert (standing_of(ID, code).voters, standing_of(ID, code).lines) == (2, 4)


def test_they_are_what_counting_anew_gives(code, instance):
    for number in range(12):
        vote(instance, number % 5, (number % 3 + 1, number % 2))
        standing_of(ID, code)
    assert counts(code) == counts("another process")


def test_only_so_many_are_kept(code):
    for number in range(MOST_KEPT + 5):
        standing_of(ID, f"code {number}")
    assert standing_of(ID, code).lines == 0
