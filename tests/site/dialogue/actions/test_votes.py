from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.edge import verify_signature
from comity.fault import RefusedError
from comity.record import verify_intake
from comity.site.dialogue.actions import CAST, MOST_AT_ONCE, Voting, Written, write_votings
from comity.site.dialogue.models import VoteLine
from comity.site.dialogue.queries import conversation_with, votes_of
from comity.site.record.attempts import attempts_on
from comity.site.record.intake import intake_of
from comity.site.record.models import SealedBallot
from tests.site.dialogue.world import ID, NOW, cast, opened, submit, vote, voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(log, instance):
    """A conversation that is open."""
    return opened(instance)


def mine(instance, number):
    return dict(votes_of(conversation_with(ID, NOW), voter(instance, number)))


def test_the_last_vote_counts_and_every_line_stays(live, instance):
    vote(instance, 1, (1, 1), (2, -1))
    vote(instance, 1, (1, 0))
    assert mine(instance, 1) == {1: 0, 2: -1}
    assert list(VoteLine.objects.order_by("seq").values_list("seq", "vote")) == [
        (1, 1),
        (2, -1),
        (3, 0),
    ]


def test_a_bad_vote_costs_only_itself(live, instance):
    written = [Written("1", "1"), Written("2", "2"), Written("99", "1"), Written("x", "1")]
    kept = cast(instance, 1, written)
    assert kept.kept == {1: 1}
    assert [(fault.code, fault.place.name) for fault in kept.faults] == [
        ("dialogue.vote_unreadable", "statement 2"),
        ("dialogue.vote_statement_unknown", "statement 99"),
        ("dialogue.vote_statement_unknown", "statement x"),
    ]
    assert mine(instance, 1) == {1: 1}


def test_a_statement_that_waits_is_not_voted_on(live, instance):
    number = submit(instance, 2, "Ask them.")
    assert vote(instance, 1, (number, 1)).kept == {}


def test_it_is_where_moderation_comes_after(log, instance):
    opened(instance, moderation="after")
    number = submit(instance, 2, "Ask them.")
    assert vote(instance, 1, (number, 1)).kept == {number: 1}


@pytest.mark.parametrize("away", [timedelta(days=-2), timedelta(days=7)])
def test_votes_count_from_the_opening_to_the_close(live, instance, away):
    with pytest.raises(RefusedError) as error:
        vote(instance, 1, (1, 1), now=NOW + away)
    assert error.value.faults[0].code == "dialogue.not_open"
    assert not VoteLine.objects.exists()
    (attempt,) = attempts_on("dialogue:conversation:dia-7")
    assert (attempt.kind, attempt.reason, attempt.count) == (CAST, "dialogue.not_open", 1)


def test_too_many_at_once_are_refused_whole(live, instance):
    written = [Written("1", "1")] * (MOST_AT_ONCE + 1)
    with pytest.raises(RefusedError):
        cast(instance, 1, written)
    assert not VoteLine.objects.exists()


def test_how_a_statement_came_to_be_shown_is_kept(live, instance):
    written = [Written("1", "1", 125_000), Written("2", "0")]
    cast(instance, 1, written)
    assert dict(VoteLine.objects.values_list("statement", "propensity")) == {1: 125_000, 2: None}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from([-1, 0, 1])), max_size=20
    )
)
def test_whoever_votes_in_any_order_the_last_of_each_counts(live, instance, acts):
    before = {number: mine(instance, number) for number in (1, 2, 3)}
    for number, statement, value in acts:
        vote(instance, number, (statement, value))
        before[number][statement] = value
    assert {number: mine(instance, number) for number in (1, 2, 3)} == before


def test_what_was_kept_is_signed_for_and_sealed(live, instance):
    done = vote(instance, 1, (1, 1), (2, -1))
    note = verify_intake(done.note, intake_of(instance.key_file).key, verify_signature)
    assert note.ballots == tuple(sorted(done.leaves))
    assert note.subject == "dialogue:conversation:dia-7"
    assert SealedBallot.objects.count() == 2
    # A vote nobody could keep is not signed for.
    assert vote(instance, 1, (99, 1)).note == b""


def test_many_people_are_written_together(live, instance):
    votings = [
        Voting(ID, voter(instance, number), (Written("1", "1"), Written("2", "0")), NOW)
        for number in range(5)
    ]
    late = Voting(ID, voter(instance, 9), (Written("1", "1"),), NOW + timedelta(days=30))
    with transaction.atomic():
        done = write_votings([*votings, late])
    assert [len(one.leaves) for one in done] == [2, 2, 2, 2, 2, 0]
    assert done[-1].stage == "ended"
    assert list(VoteLine.objects.order_by("seq").values_list("seq", flat=True)) == [*range(1, 11)]


def test_people_who_are_written_together_cost_no_statement_more_than_one(live, instance):
    def queries(people):
        votings = [Voting(ID, voter(instance, one), (Written("1", "1"),), NOW) for one in people]
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            write_votings(votings)
        return len(asked)

    # Two of them ask who voted before, and count those who did not; one holds the row, where that
    # is no file.
    held = int(connection.features.has_select_for_update)
    assert queries(range(1)) == 4 + 2 + held
    assert queries(range(1, 10)) == 4 + 2 + held
