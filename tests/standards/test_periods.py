from datetime import date

import pytest

from comity.documents import FaultList
from comity.fault import Place
from comity.standards.periods import is_limited, read_period, refuse_overlaps, written_day
from comity.standards.roll import RollLine

A, B, C = date(2026, 1, 1), date(2026, 6, 1), date(2027, 1, 1)


def codes(faults):
    return [fault.code for fault in faults.faults]


def period(start, end):
    faults = FaultList("f")
    return read_period("A", (start, end), Place("f", 2), faults), codes(faults)


def test_no_date_is_no_limit():
    assert period("", " ") == ((date.min, date.max), [])
    assert (written_day(date.min), written_day(date.max)) == (None, None)
    assert written_day(A) == "2026-01-01"


@pytest.mark.parametrize("text", ["1.1.2026", "2026-02-30", "soon"])
def test_what_is_no_date_is_refused(text):
    assert period(text, "")[1] == ["standards.day"]


def test_a_period_ends_after_it_begins():
    assert period("2026-01-01", "2026-01-01")[1] == ["standards.empty_period"]


def overlaps(*lines):
    faults = FaultList("f")
    refuse_overlaps(lines, "f", faults)
    return codes(faults)


def test_a_party_has_one_line_a_day():
    one, two = RollLine("A", start=A, end=B, line=2), RollLine("a", start=B, end=C, line=3)
    assert overlaps(one, two) == []
    assert overlaps(one, RollLine("A", start=A, end=C, line=4)) == ["standards.roll_twice"]
    assert is_limited([one])
    assert not is_limited([RollLine("A")])
