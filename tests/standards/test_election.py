import pytest

from comity.fault import RefusedError
from comity.standards.election import ElectionBallot, count_election
from comity.standards.rules import Election, Share

TWO_THIRDS = Election("at_least", Share(2, 3), 2, 3, "lot")


def count(votes, *, papers=100, invalid=0, abstentions=0, seats=1):
    return count_election(TWO_THIRDS, ElectionBallot(papers, invalid, abstentions, seats, votes))


def test_decide_D1_the_base_is_those_voting_and_changes_from_ballot_to_ballot():
    first = count(
        {"Estonia": 111, "Romania": 78, "Georgia": 1, "Latvia": 1}, papers=193, abstentions=2
    )
    assert (first.voting, first.required, first.elected) == (191, 128, ())
    assert first.restricted_to == ("Estonia", "Romania")
    second = count({"Estonia": 132, "Romania": 58}, papers=193, invalid=1, abstentions=2)
    assert (second.required, second.elected) == (127, ("Estonia",))


def test_more_than_enough_over_the_line_gives_the_highest():
    found = count({"A": 90, "B": 80, "C": 70}, seats=3, papers=90)
    assert found.elected == ("A", "B", "C")
    two = count({"A": 70, "B": 68, "C": 62}, seats=2)
    assert (two.elected, two.restricted_to) == (("A", "B"), ())


def test_equals_at_the_line_are_not_told_apart_by_name():
    found = count_election(
        Election("more_than", Share(1, 2), 2, 3, "lot"),
        ElectionBallot(100, 0, 0, 2, {"A": 70, "C": 65, "B": 65}),
    )
    assert (found.elected, found.restricted_to, found.tied) == (("A",), ("B", "C"), ("B", "C"))


def test_equals_at_the_cut_of_the_next_ballot_all_stand():
    found = count({"A": 40, "B": 20, "C": 20, "D": 20})
    assert found.restricted_to == ("A", "B", "C", "D")
    assert found.tied == ("B", "C", "D")


def test_nobody_voting_elects_nobody():
    found = count({"A": 0}, papers=5, abstentions=5)
    assert (found.required, found.elected) == (None, ())


@pytest.mark.parametrize(
    ("votes", "more"),
    [
        ({"A": 101}, {}),
        ({"A": -1}, {}),
        ({"A": 60, "B": 60}, {}),
        ({}, {"invalid": 101}),
        ({}, {"seats": 0}),
    ],
)
def test_counts_that_cannot_be_are_refused(votes, more):
    with pytest.raises(RefusedError, match=r"standards\.election_count"):
        count(votes, **more)
