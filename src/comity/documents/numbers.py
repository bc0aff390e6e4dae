"""A fast way through large CSV files of plain numbers, which steps aside for anything else.

It reads with numpy what `csv` would read record by record, thirty times faster, and gives up (by
returning None) at the first sight of a quotation mark, a byte beyond ASCII, a ragged line, a blank,
a sign or zero in front of a number: then the careful reader decides what that means.
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.documents.csv import Table

__all__ = ["read_filled_cells", "read_integer_columns"]

Int64: TypeAlias = NDArray[np.int64]
Bytes: TypeAlias = NDArray[np.uint8]

PIECE: Final = 1 << 23
LINE_FEED: Final = 10
MINUS: Final = 45
ZERO: Final = 48
MOST_DIGITS: Final = 18


class _UnusualError(Exception):
    """Something the fast way does not read."""


def read_integer_columns(table: Table, wanted: Sequence[int]) -> list[Int64] | None:
    """Return the columns at the positions ``wanted`` as integers, one item per line of data.

    Line ``i`` of the arrays is line ``i + 2`` of the file. Returns None where anything in the file
    is not of the plainest form; then `Table.records` tells what it is.
    """
    try:
        found = [_integers(*piece, wanted) for piece in _pieces(table)]
    except _UnusualError:
        return None
    if not found or sum(len(piece[0]) for piece in found) > table.limits.rows:
        return None
    return [np.concatenate([piece[index] for piece in found]) for index in range(len(wanted))]


def read_filled_cells(table: Table, first: int) -> tuple[Int64, Int64, Int64] | None:
    """Return (line, column, integer) of each cell that is not empty, in columns from ``first`` on.

    Lines and columns count from 0 at the first line of data and at ``first``. Returns None where
    anything in the file is not of the plainest form.
    """
    found: list[tuple[Int64, Int64, Int64]] = []
    lines = 0
    try:
        for data, starts, ends in _pieces(table):
            row, column = np.nonzero(ends[:, first:] > starts[:, first:])
            begin, end = starts[row, column + first], ends[row, column + first]
            found.append((row + lines, column, _parsed(data, begin, end)))
            lines += len(starts)
    except _UnusualError:
        return None
    if not found or lines > table.limits.rows:
        return None
    row, column, value = (np.concatenate(part) for part in zip(*found, strict=True))
    return row, column, value


def _pieces(table: Table) -> Iterator[tuple[Bytes, Int64, Int64]]:
    """Yield (bytes, field starts, field ends) of runs of whole lines; the latter are (lines, S)."""
    body = table.data.replace(b"\r\n", b"\n") if b"\r" in table.data else table.data
    if b'"' in body or b"\r" in body or not body.isascii():
        raise _UnusualError
    position = body.find(b"\n") + 1
    while 0 < position < len(body):
        end = _end_of_piece(body, position)
        data = np.frombuffer(body, dtype=np.uint8, count=end - position, offset=position)
        if data[-1] != LINE_FEED:
            data = np.append(data, np.uint8(LINE_FEED))
        yield data, *_fields(data, table)
        position = end


def _end_of_piece(body: bytes, position: int) -> int:
    if position + PIECE >= len(body):
        return len(body)
    last = body.rfind(b"\n", position, position + PIECE)
    if last < 0:
        raise _UnusualError
    return last + 1


def _fields(data: Bytes, table: Table) -> tuple[Int64, Int64]:
    """Return where the fields start and end, (lines, columns); each line must have them all."""
    width = len(table.columns)
    stops = np.flatnonzero((data == ord(table.delimiter)) | (data == LINE_FEED))
    if len(stops) % width:
        raise _UnusualError
    ends = stops.reshape(-1, width)
    line_feeds = np.count_nonzero(data == LINE_FEED)
    if line_feeds != len(ends) or bool(np.any(data[ends[:, -1]] != LINE_FEED)):
        raise _UnusualError
    starts = np.empty_like(stops)
    starts[0] = 0
    starts[1:] = stops[:-1] + 1
    lengths = stops - starts
    if lengths.max() > table.limits.characters or not bool(
        np.all(lengths.reshape(-1, width).any(1))
    ):
        raise _UnusualError
    return starts.reshape(-1, width), ends


def _integers(data: Bytes, starts: Int64, ends: Int64, wanted: Sequence[int]) -> list[Int64]:
    return [_parsed(data, starts[:, column], ends[:, column]) for column in wanted]


def _parsed(data: Bytes, start: Int64, end: Int64) -> Int64:
    """Return the integers written in ``data`` from ``start`` to ``end``, all in canonical form."""
    if not len(start):
        return np.zeros(0, dtype=np.int64)
    if bool(np.any(end <= start)):
        raise _UnusualError
    negative = data[start] == MINUS
    first = start + negative
    length = end - first
    longest = int(length.max())
    if int(length.min()) < 1 or longest > MOST_DIGITS:
        raise _UnusualError
    leading = data[first] == ZERO
    if bool(np.any(leading & ((length > 1) | negative))):
        raise _UnusualError
    total = _digits(data, first, length, longest)
    return np.where(negative, -total, total) if bool(negative.any()) else total


def _digits(data: Bytes, first: Int64, length: Int64, longest: int) -> Int64:
    total = np.zeros(len(first), dtype=np.int64)
    shortest = int(length.min())
    for offset in range(longest):
        if offset < shortest:
            digit = data[first + offset] - np.uint8(ZERO)
            total *= 10
            total += digit
        else:
            inside = length > offset
            digit = data[np.where(inside, first + offset, first)] - np.uint8(ZERO)
            total = np.where(inside, total * 10 + digit, total)
        if int(digit.max()) > 9:
            raise _UnusualError
    return total
