import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents import (
    CsvLimits,
    FaultList,
    numbers,
    read_filled_cells,
    read_integer_columns,
    read_table,
)


def columns_of(data: bytes, wanted: tuple[int, ...] = (0, 2)) -> list[list[int]] | None:
    found = read_integer_columns(read_table(data, "f.csv"), wanted)
    return None if found is None else [column.tolist() for column in found]


def test_plain_numbers_are_read() -> None:
    data = b"a,b,c\n1,any text,-1\n20,,0\n123456789012345678,x,7"
    assert columns_of(data) == [[1, 20, 123456789012345678], [-1, 0, 7]]
    assert columns_of(data.replace(b"\n", b"\r\n")) == columns_of(data)
    assert columns_of(b"\xef\xbb\xbf" + data) == columns_of(data)


@pytest.mark.parametrize(
    "line",
    [
        b'"1",x,2',  # a quotation mark
        b"1,\xc3\xa9,2",  # beyond ASCII
        b"1,x",  # ragged
        b"1,x,2,3",
        b"1,x,2,3\n1,x",  # ragged, but as many fields as there should be
        b"1,x,2,3\n1,x\n,y,4",
        b"1,x,2\n",  # a blank line
        b",,",
        b",x,2",  # an empty number
        b"01,x,2",  # not the canonical form
        b"-0,x,2",
        b"+1,x,2",
        b"-,x,2",
        b" 1,x,2",
        b"1.0,x,2",
        b"1e3,x,2",
        b"1234567890123456789,x,2",  # more than 18 digits
        b"1,x,2\r3,x,4",
        b"1," + b"x" * 10_001 + b",2",
    ],
)
def test_anything_unusual_is_left_to_the_careful_reader(line: bytes) -> None:
    assert columns_of(b"a,b,c\n5,y,6\n" + line + b"\n7,z,8\n") is None
    # The control: without the line the file is plain.
    assert columns_of(b"a,b,c\n5,y,6\n7,z,8\n") == [[5, 7], [6, 8]]


def test_a_header_over_two_lines_is_unusual() -> None:
    assert columns_of(b'a,"b\nb",c\n1,2,3\n') is None


def test_no_data_is_left_to_the_careful_reader() -> None:
    assert columns_of(b"a,b,c\n") is None
    assert columns_of(b"a,b,c") is None


def test_too_many_rows_are_left_to_the_careful_reader() -> None:
    table = read_table(b"a,b\n1,2\n3,4\n", "f.csv", CsvLimits(rows=1))
    assert read_integer_columns(table, (0,)) is None


@pytest.mark.parametrize("piece", [16, 23, 64, 1 << 20])
def test_the_size_of_pieces_changes_nothing(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"{n},text {n % 7},{n % 3 - 1}" for n in range(200)]
    data = ("a,b,c\n" + "\n".join(lines) + "\n").encode()
    monkeypatch.setattr(numbers, "PIECE", piece)
    assert columns_of(data) == [list(range(200)), [n % 3 - 1 for n in range(200)]]


def test_a_line_longer_than_a_piece_is_unusual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "PIECE", 16)
    assert columns_of(b"a,b,c\n1,a long text in between,2\n3,,4\n") is None


def test_filled_cells_of_a_block() -> None:
    table = read_table(b"p,g,10,11,12\n7,,1,,-1\n8,,,,\n9,,,0,\n", "f.csv")
    found = read_filled_cells(table, 2)
    assert found is not None
    assert [part.tolist() for part in found] == [[0, 0, 2], [0, 2, 1], [1, -1, 0]]


def test_a_block_with_anything_else_is_left_to_the_careful_reader() -> None:
    assert read_filled_cells(read_table(b"p,10\n7,x\n", "f.csv"), 1) is None


FIELD = st.one_of(
    st.integers(-(10**19), 10**19).map(str),
    st.sampled_from(["", "0", "00", "-", "-0", " 1", "1 ", "+1", "1.0", "é", "x", '"1"', "١"]),
)


@given(st.lists(st.tuples(FIELD, FIELD), max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_either_nothing_or_what_the_careful_reader_gives(
    rows: list[tuple[str, str]], end: str
) -> None:
    data = ("a,b" + end + "".join(f"{a},{b}{end}" for a, b in rows)).encode()
    table = read_table(data, "f.csv")
    found = read_integer_columns(table, (0, 1))
    if found is None:
        return
    faults = FaultList("f.csv")
    careful = [fields for _, fields in table.records(faults)]
    assert len(faults) == 0
    assert np.array(found).T.tolist() == [[int(a), int(b)] for a, b in careful]
    assert all(str(int(field)) == field for fields in careful for field in fields)
