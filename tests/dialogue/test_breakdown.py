import numpy as np
import pytest

from comity.dialogue.breakdown import TIER, Breakdown, breakdowns_csv, read_breakdowns
from comity.dialogue.classes import by_class
from comity.fault import RefusedError
from tests.dialogue.worlds import camps

MATRIX = camps(2, people=60, statements=8, seen=0.7)[0].matrix("content")
NUMBERS = np.minimum(np.arange(60) // 8, 3)
NAMES = ("a", "b, c", "d", 'e "f"')
STATEMENTS = MATRIX.statements


def table(by=TIER, minimum=10):
    return Breakdown.of(by, by_class(MATRIX, NUMBERS, NAMES, minimum, "protected"))


def written(*tables):
    return breakdowns_csv(tables, STATEMENTS)


def test_what_is_written_is_read_back():
    made = table(), table("country", 20)
    back = read_breakdowns(written(*made), "t.csv", STATEMENTS, 10)
    assert [each.by for each in back] == [TIER, "country"]
    for one, other in zip(made, back, strict=True):
        assert one.names == other.names
        for part in ("people", "agree", "disagree", "passed", "leaning", "shown"):
            assert np.array_equal(getattr(one, part), getattr(other, part)), part
    assert not made[0].shown.all()
    assert made[0].shown.any()


def test_no_table_is_a_header():
    assert read_breakdowns(written(), "t.csv", STATEMENTS, 10) == ()
    assert read_breakdowns(written(), "t.csv", (), 10) == ()


def test_what_may_not_be_published_is_refused():
    assert read_breakdowns(written(table(minimum=1)), "t.csv", STATEMENTS, 1)
    with pytest.raises(RefusedError, match="published_table"):
        read_breakdowns(written(table(minimum=1)), "t.csv", STATEMENTS, 10)


def lines():
    return written(table()).decode().splitlines()


def spoilt(change):
    rows = lines()
    change(rows)
    return ("\n".join(rows) + "\n").encode()


def set_field(rows, line, field, value):
    fields = rows[line].split(",")
    fields[field] = value
    rows[line] = ",".join(fields)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.pop(),
        lambda rows: rows.insert(2, rows.pop(1)),
        lambda rows: rows.extend(rows[1:9]),
        lambda rows: set_field(rows, 2, 3, "99"),
        lambda rows: set_field(rows, -1, 7, "maybe"),
        lambda rows: [set_field(rows, line, 3, "3") for line in range(1, 9)],
        lambda rows: [set_field(rows, line, 7, "agree") for line in range(1, 33)],
    ],
    ids=["short", "swapped", "twice", "people", "leaning", "few people", "shown leans"],
)
def test_another_table_is_refused(change):
    with pytest.raises(RefusedError, match="published_table"):
        read_breakdowns(spoilt(change), "t.csv", STATEMENTS, 10)


def test_lines_without_statements_are_refused():
    with pytest.raises(RefusedError):
        read_breakdowns(written(table()), "t.csv", (), 10)
