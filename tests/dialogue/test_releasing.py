"""Whoever keeps all that was ever shown of a cell, and subtracts any two, finds no few people."""

from collections.abc import Callable, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue import NOBODY, Answered, ReleaseLedger, Snapshot, shown_of

STEP = 3
"""In the property tests: few people, so that many histories are tried."""
EVENTS = st.lists(
    st.tuples(st.integers(0, 11), st.integers(1, 2), st.sampled_from((-1, 0, 1))), max_size=90
)
Votes = dict[int, int]
Rule = Callable[[ReleaseLedger, int, list[Votes], Votes], bool]


def by_ledger(ledger: ReleaseLedger, cell: int, taken: list[Votes], now: Votes) -> bool:
    return cell in ledger.due()


def whenever_it_changed(ledger: ReleaseLedger, cell: int, taken: list[Votes], now: Votes) -> bool:
    """The naive counter: what is public is what was counted."""
    return now != taken[-1]


def after_so_many_changes(ledger: ReleaseLedger, cell: int, taken: list[Votes], now: Votes) -> bool:
    """A counter that looks at the last snapshot alone: changes back are changes too."""
    return differing(now, taken[-1]) >= STEP


def differing(one: Votes, other: Votes) -> int:
    """Return how many people voted otherwise in one than in the other, or in one alone."""
    return sum(one.get(who) != other.get(who) for who in one.keys() | other.keys())


def snapshots(events, rule: Rule) -> dict[int, list[Votes]]:
    """Return who voted what in each snapshot; somebody looks after each single vote."""
    ledger = ReleaseLedger(STEP)
    now: dict[int, Votes] = {1: {}, 2: {}}
    taken: dict[int, list[Votes]] = {1: [{}], 2: [{}]}
    for who, cell, vote in events:
        ledger.cast(f"p{who}", cell, vote)
        now[cell][who] = vote
        for each in (1, 2):
            if rule(ledger, each, taken[each], now[each]):
                counted = ledger.take(each)
                taken[each].append(dict(now[each]))
                votes = list(now[each].values())
                assert counted == Answered(votes.count(1), votes.count(-1), votes.count(0))
    return taken


def smallest(taken: Sequence[Votes]) -> int | None:
    gaps = [differing(one, other) for one, other in combinations(taken, 2) if one != other]
    return min(gaps, default=None)


@given(EVENTS)
def test_threat_T6_any_two_snapshots_differ_by_a_whole_step(events):
    for taken in snapshots(events, by_ledger).values():
        assert all(differing(one, other) >= STEP for one, other in combinations(taken, 2))


# Three come, each of them changes; then two change back while a fourth comes.
BACK = [(0, 1), (1, 1), (2, 1), (0, -1), (1, -1), (2, -1), (0, 1), (1, 1), (3, 1), (4, 1), (5, 1)]
WATCHED = [(who, 1, vote) for who, vote in BACK]


@pytest.mark.parametrize(("rule", "found"), [(whenever_it_changed, 1), (after_so_many_changes, 2)])
def test_threat_T6_counters_without_the_ledger_tell_of_few(rule, found):
    assert smallest(snapshots(WATCHED, rule)[1]) == found
    assert smallest(snapshots(WATCHED, by_ledger)[1]) == STEP


@given(EVENTS)
def test_what_comes_after_the_close_differs_by_a_step_from_what_was_shown(events):
    """Where nobody changed back: the report counts everybody, and was never shown before."""
    first = {(who, cell): vote for who, cell, vote in reversed(events)}
    events = [(who, cell, vote) for (who, cell), vote in reversed(first.items())]
    for cell, taken in snapshots(events, by_ledger).items():
        last = {who: vote for who, each, vote in events if each == cell}
        held = [Snapshot(cell, place, NOBODY) for place in range(1, len(taken))]
        shown = shown_of(held)
        if shown is not None:
            assert differing(taken[shown.seq], last) >= STEP


def test_the_newest_snapshot_is_held_back():
    one, two, three = (Snapshot(1, seq, Answered(seq, 0, 0)) for seq in (10, 20, 30))
    assert shown_of([]) is None
    assert shown_of([one]) is None
    assert shown_of([one, two, three]) == two


@given(EVENTS)
def test_each_cell_is_due_by_its_own_votes_alone(events):
    alone = [event for event in events if event[1] == 1]
    assert snapshots(events, by_ledger)[1] == snapshots(alone, by_ledger)[1]


def test_counts_follow_the_latest_votes():
    ledger = ReleaseLedger(10)
    assert (ledger.people, ledger.cells) == (0, ())
    assert (ledger.counts(5), ledger.take(5)) == (NOBODY, NOBODY)
    for who, cell, vote in (("a", 5, 1), ("b", 5, -1), ("a", 5, 0), ("a", 3, 1)):
        ledger.cast(who, cell, vote)
    assert (ledger.people, ledger.cells) == (2, (5, 3))
    assert ledger.counts(5) == Answered(agree=0, disagree=1, passed=1)
    assert ledger.counts(5).seen == 2


def test_a_step_is_of_somebody():
    with pytest.raises(ValueError, match="one person"):
        ReleaseLedger(0)


def test_threat_T6_who_left_and_comes_back_does_not_count_as_one_more():
    """Nine who leave, come back and vote as before would tell of the one who came between."""
    ledger = ReleaseLedger(10)
    for person in "abcdefghij":
        ledger.cast(person, 1, 1)
    assert ledger.due() == [1]
    first = ledger.take(1)
    # Nine have left; what is left is counted again, and the snapshot taken again.
    again = ReleaseLedger(10)
    again.cast("j", 1, 1)
    again.take(1, first.seen)
    for number in range(18):
        again.cast(f"new {number}", 1, 1)
    assert again.due() == []
    again.cast("one more", 1, 1)
    assert again.due() == [1]
    # The control: told of nobody who went, it would be due by nine old ones and a new one.
    careless = ReleaseLedger(10)
    careless.cast("j", 1, 1)
    careless.take(1)
    for number in range(10):
        careless.cast(f"new {number}", 1, 1)
    assert careless.due() == [1]
