from datetime import date

import pytest

from comity.fault import RefusedError
from comity.standards.roll import read_roll, roll_lines

FILE = b"""party,status,from,to,sets
Alpha,member,,,p-member region/east
Beta,suspended,2026-01-01,2026-07-01,
Beta,member,2026-07-01,,region/west
Gamma,,2026-03-01,,
"""


def on(day, data=FILE):
    return {line.party: line.status for line in read_roll(data).on(day).values()}


def test_a_status_holds_from_its_day_until_the_day_before_the_other():
    assert on(date(2026, 6, 30)) == {"Alpha": "member", "Beta": "suspended", "Gamma": "member"}
    assert on(date(2026, 7, 1))["Beta"] == "member"
    assert on(date(2026, 2, 28)) == {"Alpha": "member", "Beta": "suspended"}


def test_a_dated_roll_needs_a_day():
    with pytest.raises(RefusedError, match=r"standards\.roll_needs_day"):
        on(None)
    assert on(None, b"party\nAlpha\n") == {"Alpha": "member"}


def test_other_columns_are_passed_over():
    assert on(None, b"party,note,status\nA,x,observer\n") == {"A": "observer"}


def test_sets_are_names_apart():
    [alpha, *_] = read_roll(FILE).lines
    assert alpha.sets == ("p-member", "region/east")


def test_as_published_it_is_ordered_and_reads_the_same():
    published = roll_lines(read_roll(FILE))
    assert roll_lines(read_roll(published)) == published
    lines = FILE.splitlines(keepends=True)
    assert roll_lines(read_roll(b"".join([lines[0], *reversed(lines[1:])]))) == published


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"name,status\nA,member\n", "roll_columns"),
        (b"party,form\nA,2026-01-01\n", "roll_columns"),
        (b"party,status\nA,friend\n", "roll_status"),
        (b"party,from\nA,soon\n", "day"),
        (b"party\nA\na\n", "roll_twice"),
    ],
)
def test_what_is_no_roll_is_refused(data, code):
    with pytest.raises(RefusedError, match=rf"standards\.{code}"):
        read_roll(data)
