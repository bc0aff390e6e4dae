import pytest
from django.db import connection

from comity.site.dialogue.queries.conversation import conversation_with
from comity.site.dialogue.queries.own_votes import OWN_LINES, ballots_cast, votes_of
from tests.site.dialogue.world import ID, NOW, opened, vote, voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(log, instance):
    """A conversation that is open."""
    return opened(instance)


def test_the_last_vote_on_a_statement_counts_and_each_is_numbered(live, instance):
    vote(instance, 1, (1, 1), (2, -1))
    vote(instance, 2, (1, 0))
    vote(instance, 1, (1, -1))
    view = conversation_with(ID, NOW)
    assert votes_of(view, voter(instance, 1)) == {1: -1, 2: -1}
    assert ballots_cast(ID, voter(instance, 1)) == [1, 2, 4]
    assert votes_of(view, "nobody") == {}


def test_the_votes_of_one_are_found_without_looking_at_those_of_all(live):
    if connection.vendor != "sqlite":
        pytest.skip("the way of SQLite's planner")
    with connection.cursor() as cursor:
        plans = []
        for query in (OWN_LINES, f"{OWN_LINES} ORDER BY seq"):
            cursor.execute(f"EXPLAIN QUERY PLAN {query}", [ID, "p"])
            plans.append(cursor.fetchall()[0][3])
    assert "voter=?" in plans[0]
    assert "voter=?" not in plans[1]  # the control: put in order by SQLite
