"""Delays: thirty days after, three months after and the first of the next month."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.standards import Delay, add_months
from tests.standards.histories import day


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-05-31", 3, "2026-08-31"),
        ("2026-12-31", 0, "2026-12-31"),
        ("2026-12-31", 1, "2027-01-31"),
    ],
)
def test_register_D6_months_end_on_the_same_number_or_the_last_day(start, months, end):
    assert add_months(day(start), months) == day(end)


def test_register_D6_days_are_counted_from_the_day_after():
    assert Delay(days=30).after(day("2016-10-05")) == day("2016-11-04")
    assert Delay(days=90).after(day("2004-11-18")) == day("2005-02-16")


def test_register_D6_the_first_of_the_next_month_comes_after_the_months():
    three = Delay(months=3, anchor="first_of_next_month")
    assert three.after(day("2026-11-30")) == day("2027-03-01")
    assert three.after(day("2026-05-31")) == three.after(day("2026-05-01")) == day("2026-09-01")
    assert Delay(anchor="first_of_next_month").after(day("2026-12-31")) == day("2027-01-01")


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 40), st.integers(0, 400))
def test_a_later_act_never_takes_effect_earlier(start, months, days):
    for anchor in ("day", "first_of_next_month"):
        delay = Delay(days, months, anchor)
        assert delay.after(start) <= delay.after(start + timedelta(days=1))
        assert delay.after(start) >= start
