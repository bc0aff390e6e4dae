from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.people import STATUSES, History, StatusChange

DAY = date(2026, 1, 1)
DAYS = st.integers(0, 60).map(lambda n: DAY + timedelta(days=n))
CHANGES = st.lists(
    st.builds(StatusChange, st.sampled_from(STATUSES), DAYS, st.just("letter"), st.integers(0, 9)),
    unique_by=lambda one: one.order,
    max_size=9,
)


def test_a_status_holds_from_its_day_until_the_next_begins():
    signed, in_force = (
        StatusChange("signed", DAY, "depositary 1"),
        StatusChange("in_force", DAY + timedelta(days=30), "depositary 2"),
    )
    history = History.of([in_force, signed])
    assert history.at(DAY - timedelta(days=1)) is None
    assert history.at(DAY) == signed
    assert history.at(DAY + timedelta(days=29)) == signed
    assert history.at(DAY + timedelta(days=30)) == in_force


def test_of_two_for_one_day_the_one_recorded_later_counts():
    first = StatusChange("signed", DAY, "letter", 1)
    corrected = StatusChange("observer", DAY, "letter", 2)
    assert History.of([corrected, first]).at(DAY) == corrected


@given(CHANGES, DAYS, st.randoms())
def test_people_status_is_a_function_of_the_day_whatever_the_order(changes, day, random):
    shuffled = list(changes)
    random.shuffle(shuffled)
    found = History.of(changes).at(day)
    assert found == History.of(shuffled).at(day)
    assert (found is None) == all(one.since > day for one in changes)
    assert found is None or found.since <= day


@given(CHANGES, DAYS)
def test_people_a_later_change_never_alters_an_earlier_day(changes, day):
    before = History.of(changes).at(day)
    later = StatusChange("withdrawn", day + timedelta(days=1), "letter", 99)
    assert History.of([*changes, later]).at(day) == before


@pytest.mark.parametrize("wrong", [("ruling", "letter"), ("signed", " ")])
def test_an_unknown_status_and_one_without_source_are_refused(wrong):
    status, source = wrong
    with pytest.raises(ValueError, match="status"):
        StatusChange(status, DAY, source)
