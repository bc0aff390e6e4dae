"""The rule of restatements, and who subtracts one release from another."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.restating import (
    Counts,
    Restated,
    could_be_said,
    counts_left,
    is_shown_anew,
    restate,
    seen_in,
)
from comity.dialogue.votes import VoteLog
from comity.fault import RefusedError

LEAST = 10
STATEMENTS = ("1", "2", "3")


def one(before: Counts | None, now: Counts, *, erased: bool = False) -> Restated:
    gone = frozenset({"1"} if erased else ())
    (found,) = restate({"1": before}, {"1": now}, gone, min_changes=LEAST, minimum_cell=10)
    return found


@pytest.mark.parametrize(
    ("before", "now", "state"),
    [
        ((20, 10, 5), (14, 7, 4), "restated"),
        ((20, 10, 5), (14, 8, 4), "stands"),
        ((20, 10, 5), (20, 10, 5), "stands"),
        ((8, 4, 3), (3, 1, 1), "hidden"),
        ((8, 4, 3), (0, 0, 0), "restated"),
        ((4, 4, 3), (3, 3, 3), "stands"),
        (None, (40, 0, 0), "hidden"),
        (None, (0, 0, 0), "hidden"),
    ],
)
def test_a_figure_is_shown_anew_only_once_ten_have_gone(before, now, state):
    found = one(before, now)
    assert found.state == state
    assert found.counts == (now if state == "restated" else None)


def test_that_nobody_and_that_few_went_is_told_by_the_same_word():
    assert one((20, 10, 5), (20, 10, 5)) == one((20, 10, 5), (11, 10, 5))


def test_an_erased_statement_keeps_its_line_and_no_figure():
    assert one((20, 10, 5), (4, 4, 4), erased=True) == Restated("1", "erased")


@pytest.mark.parametrize("now", [(21, 0, 0), (10, 11, 0), (0, 0, 6)])
def test_votes_that_came_are_refused(now):
    with pytest.raises(RefusedError, match="restatement_grew"):
        one((20, 10, 5), now)
    assert not is_shown_anew((20, 10, 5), now, LEAST)


def test_other_statements_are_refused():
    with pytest.raises(RefusedError, match="restatement_statements"):
        restate({"1": None}, {"2": (1, 1, 1)}, frozenset(), min_changes=10, minimum_cell=10)


def test_the_last_vote_of_each_person_is_counted_on_each_statement():
    log = VoteLog.of(["a", "b", "a", "c"], ["1", "1", "1", "2"], [1, 0, -1, 1], [1, 2, 3, 4])
    assert counts_left(log, ["1", "2", "3"]) == {"1": (0, 1, 1), "2": (1, 0, 0), "3": (0, 0, 0)}


# People as their votes on three statements (None: not voted), and who leaves before each release.
VOTE = st.sampled_from((0, 1, 2, None))
PEOPLE = st.lists(st.tuples(VOTE, VOTE, VOTE), min_size=0, max_size=70)
WAVES = st.lists(st.integers(0, 14), min_size=1, max_size=6)


def counted(people: Sequence[tuple[int | None, ...]]) -> dict[str, Counts]:
    found = {}
    for column, statement in enumerate(STATEMENTS):
        votes = [person[column] for person in people]
        found[statement] = (votes.count(0), votes.count(1), votes.count(2))
    return found


def released(people, waves: Sequence[int], least: int = LEAST) -> list[dict[str, Counts | None]]:
    """Return what is shown of each statement at each release; those in front leave first."""
    first = counted(people)
    shown = {key: None if 0 < seen_in(c) < LEAST else c for key, c in first.items()}
    releases = [dict(shown)]
    for wave in waves:
        people = people[wave:]
        said = restate(shown, counted(people), frozenset(), min_changes=least, minimum_cell=LEAST)
        shown = {each.statement: each.standing(shown[each.statement]) for each in said}
        releases.append(dict(shown))
    return releases


def isolated(releases: Sequence[dict[str, Counts | None]]) -> set[int]:
    """Return of how many people an adversary learns the votes who subtracts any two releases."""
    sizes = set()
    for earlier, later in combinations(releases, 2):
        for statement in STATEMENTS:
            old, new = earlier[statement], later[statement]
            if old is not None and new is not None:
                sizes.add(sum(abs(a - b) for a, b in zip(old, new, strict=True)))
    return sizes - {0}


@given(PEOPLE, WAVES)
def test_threat_T7_subtracting_two_releases_never_tells_of_fewer_than_ten(people, waves):
    assert all(size >= LEAST for size in isolated(released(people, waves)))


@given(PEOPLE, WAVES)
def test_what_was_hidden_once_is_never_shown_again(people, waves):
    releases = released(people, waves)
    for earlier, later in combinations(releases, 2):
        assert all(later[key] is None for key in STATEMENTS if earlier[key] is None)


@given(PEOPLE, WAVES)
def test_a_figure_that_is_shown_speaks_of_ten_people_or_of_nobody(people, waves):
    for release in released(people, waves):
        assert all(c is None or seen_in(c) == 0 or seen_in(c) >= LEAST for c in release.values())


def test_threat_T7_control_without_the_rule_one_persons_votes_are_told():
    """The same people and waves, shown anew whatever changed: here somebody left alone."""
    people = [(0, 1, 2)] * 40
    assert isolated(released(people, (1, 11), least=0)) == {1, 11, 12}
    assert isolated(released(people, (1, 11))) == {12}


def test_threat_T7_few_who_leave_at_a_time_are_told_of_together():
    people = [(0, None, 2), (1, None, 2)] * 20
    releases = released(people, (3, 3, 3, 3))
    assert [release["1"] for release in releases] == [
        (20, 20, 0), (20, 20, 0), (20, 20, 0), (20, 20, 0), (14, 14, 0),
    ]  # fmt: skip
    assert {release["2"] for release in releases} == {(0, 0, 0)}


def small():
    return st.tuples(*[st.integers(0, 14)] * 3)


@given(small(), small(), small(), st.integers(0, 3))
def test_what_is_said_follows_from_the_votes_then_and_from_none_that_are_left(before, a, b, more):
    then = tuple(min(pair) for pair in zip(before, a, strict=True))
    now = tuple(min(pair) for pair in zip(then, b, strict=True))
    said, least = one(before, then), {"min_changes": LEAST, "minimum_cell": 10}
    gone = seen_in(then) - seen_in(now)
    assert could_be_said(said, before, now, gone + more, **least)
    # Where nobody has gone, only what the rule says of these votes follows.
    assert could_be_said(said, before, now, 0, **least) == (said == one(before, now))


@pytest.mark.parametrize("state", ["restated", "stands"])
def test_of_a_hidden_figure_nothing_else_follows(state):
    least = {"min_changes": LEAST, "minimum_cell": 10}
    for said in (Restated("1", "hidden"), Restated("1", "erased")):
        assert could_be_said(said, None, (1, 1, 1), 0, **least)
    assert not could_be_said(Restated("1", state), None, (1, 1, 1), 9, **least)
