import pytest

from comity.dialogue.published_table import (
    HIDDEN,
    Line,
    read_count,
    read_counts,
    read_lines,
    shown,
    write_lines,
)
from comity.fault import RefusedError

HEADER = ("name", "agree")
LINE = Line(7, [])


def test_what_is_written_is_read_back_with_its_line_numbers():
    rows = [['a "quoted", name', "1"], ["two\nlines", ""], ["مرحبا", "3"]]
    lines = read_lines(write_lines(HEADER, rows), "t.csv", HEADER)
    assert [line.fields for line in lines] == rows
    assert [line.number for line in lines] == [2, 4, 5]


@pytest.mark.parametrize(
    "data", [b"", b"agree,name\n", b"name,agree\na\n", b"name,agree\na,1,2\n", b'name,agree\n"a,1',
             b"\xff"],
)  # fmt: skip
def test_another_table_is_refused(data):
    with pytest.raises(RefusedError, match="published_table"):
        read_lines(data, "t.csv", HEADER)


def test_hidden_counts_are_empty_fields():
    assert shown(HIDDEN) == ""
    assert shown(0) == "0"
    assert read_counts("t", LINE, ["", "", ""], 10) == (HIDDEN,) * 3
    assert read_counts("t", LINE, ["4", "5", "1"], 10) == (4, 5, 1)
    assert read_counts("t", LINE, ["0", "0", "0"], 10) == (0, 0, 0)


@pytest.mark.parametrize("fields", [["4", "5", "0"], ["", "5", "9"], ["20", "-1", "0"]])
def test_a_cell_that_must_not_be_published_is_refused(fields):
    with pytest.raises(RefusedError) as refused:
        read_counts("t.csv", LINE, fields, 10)
    assert refused.value.faults[0].place.line == 7


@pytest.mark.parametrize("field", ["", "-1", "+1", "1.0", "01", "1e3", "١", "9" * 40])
def test_a_count_is_written_in_one_way(field):
    with pytest.raises(RefusedError):
        read_count("t", LINE, field)
