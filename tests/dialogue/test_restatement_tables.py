import pytest

from comity.dialogue.restatement_tables import (
    read_restated,
    read_standing,
    restated_lines,
    standing_lines,
)
from comity.dialogue.restating import Restated
from comity.fault import RefusedError

BEFORE = {"1": (20, 10, 5), "2": None, "3": (0, 0, 0), "4": (12, 12, 12), "5": (9, 9, 9)}
SAID = (
    Restated("1", "restated", (14, 7, 4)),
    Restated("2", "hidden"),
    Restated("3", "stands"),
    Restated("4", "erased"),
    Restated("5", "hidden"),
)


def read(lines: bytes):
    return read_restated(lines, "r.csv", BEFORE, min_changes=10, minimum_cell=10)


def test_both_tables_are_read_back():
    assert dict(read_standing(standing_lines(BEFORE), "p.csv", 10)) == BEFORE
    assert tuple(read(restated_lines(SAID))) == SAID


@pytest.mark.parametrize(
    ("line", "instead", "reason"),
    [
        ("1,restated,14,7,4", "1,restated,14,8,4", "fewer than 10"),
        ("1,restated,14,7,4", "1,restated,21,2,1", "fewer than 10"),
        ("1,restated,14,7,4", "1,restated,3,3,3", "fewer than 10"),
        ("1,restated,14,7,4", "1,restated,,,", "counts"),
        ("1,restated,14,7,4", "1,stands,14,7,4", "counts"),
        ("1,restated,14,7,4", "1,told,,,", "a state"),
        ("1,restated,14,7,4", "6,restated,14,7,4", "not those"),
        ("2,hidden,,,", "2,restated,12,0,0", "hidden"),
        ("2,hidden,,,", "2,stands,,,", "hidden"),
        ("3,stands,,,", "3,restated,0,0,0", "fewer than 10"),
    ],
)
def test_what_must_not_be_published_is_refused(line, instead, reason):
    lines = restated_lines(SAID).decode()
    assert line in lines
    with pytest.raises(RefusedError) as raised:
        read(lines.replace(line, instead).encode())
    assert reason in raised.value.faults[0].values["reason"]


def test_figures_before_of_too_few_are_refused_and_so_is_a_statement_twice():
    with pytest.raises(RefusedError, match="published_table"):
        read_standing(standing_lines({"1": (1, 2, 3)}), "p.csv", 10)
    twice = standing_lines({"1": None}) + b"1,,,\n"
    with pytest.raises(RefusedError, match="published_table"):
        read_standing(twice, "p.csv", 10)
