"""Votes as they were cast, and the latest vote of each participant on each statement.

Everywhere in Comity +1 is agree, -1 disagree, 0 pass; a statement not seen has no cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["RowOrder", "Statement", "VoteLog", "VoteMatrix", "ascending"]

Int32: TypeAlias = NDArray[np.int32]
Int8: TypeAlias = NDArray[np.int8]
Int64: TypeAlias = NDArray[np.int64]
RowOrder: TypeAlias = Literal["first_vote", "content"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement people vote on; ``moderated`` is -1 rejected, 0 not yet, 1 accepted.

    A meta statement asks about the participant and not about the topic.
    """

    id: str
    text: str
    moderated: int = 0
    meta: bool = False
    language: str | None = None
    author: str | None = None


@dataclass(frozen=True, eq=False)
class VoteMatrix:
    """The latest votes, one cell per participant and statement, sorted by (row, column).

    ``row`` and ``column`` index ``participants`` and ``statements``; all three arrays have one
    item per cell. Statements without a vote keep their (empty) column.
    """

    participants: tuple[str, ...]
    statements: tuple[str, ...]
    row: Int32
    column: Int32
    value: Int8

    @property
    def shape(self) -> tuple[int, int]:
        """Return (participants, statements)."""
        return len(self.participants), len(self.statements)

    @cached_property
    def row_starts(self) -> Int64:
        """Return where each row begins in the cells, and the end: P + 1 positions."""
        starts = np.zeros(len(self.participants) + 1, dtype=np.int64)
        np.cumsum(self.votes_per_participant, out=starts[1:])
        return starts

    @cached_property
    def votes_per_participant(self) -> Int64:
        """Return the number of cells of each row, passes included."""
        return np.bincount(self.row, minlength=len(self.participants)).astype(np.int64, copy=False)

    def take(self, rows: ArrayLike) -> "VoteMatrix":
        """Return the matrix of the given rows, in that order; a row may come several times."""
        chosen = np.asarray(rows, dtype=np.int64)
        lengths = self.votes_per_participant[chosen]
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        cells = np.arange(total) + np.repeat(self.row_starts[chosen] - (ends - lengths), lengths)
        return VoteMatrix(
            participants=tuple(self.participants[index] for index in chosen.tolist()),
            statements=self.statements,
            row=np.repeat(np.arange(len(chosen), dtype=np.int32), lengths),
            column=self.column[cells],
            value=self.value[cells],
        )

    def select(self, kept: NDArray[np.bool_]) -> "VoteMatrix":
        """Return the matrix of the statements where ``kept`` (S,) holds; all rows remain."""
        cells = kept[self.column]
        renumbered = (np.cumsum(kept) - 1).astype(np.int32)
        return VoteMatrix(
            participants=self.participants,
            statements=tuple(np.array(self.statements, dtype=object)[kept].tolist()),
            row=self.row[cells],
            column=renumbered[self.column[cells]],
            value=self.value[cells],
        )


@dataclass(frozen=True, eq=False)
class VoteLog:
    """Every vote cast, in the order of the log, revotes included.

    ``participant`` and ``statement`` index the labels ``participants`` and ``statements``;
    ``time`` is in whole units of any clock (0 throughout where none is known).
    """

    participants: tuple[str, ...]
    statements: tuple[str, ...]
    participant: Int32
    statement: Int32
    value: Int8
    time: Int64

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together; readers report faults of files before."""
        if len({len(self.participant), len(self.statement), len(self.value), len(self.time)}) > 1:
            raise ValueError("participant, statement, value and time differ in length")
        if len(self.value) and not (self.value.min() >= -1 and self.value.max() <= 1):
            raise ValueError("a vote is 1, 0 or -1")

    def __len__(self) -> int:
        """Return the number of votes cast."""
        return len(self.value)

    @classmethod
    def of(
        cls,
        participants: Sequence[str] | Sequence[int],
        statements: Sequence[str] | Sequence[int],
        values: ArrayLike,
        times: ArrayLike | None = None,
    ) -> "VoteLog":
        """Return the log of parallel columns: who, on what, which vote, and when if known.

        Ids may be whole numbers; their labels are these in figures.
        """
        who, participant = _numbered(participants)
        what, statement = _numbered(statements)
        cast = np.asarray(values, dtype=np.int8)
        moments = np.zeros(len(cast), np.int64) if times is None else np.asarray(times, np.int64)
        return cls(who, what, participant, statement, cast, moments)

    def matrix(self, order: RowOrder = "first_vote") -> VoteMatrix:
        """Return the latest vote of everybody on everything.

        The last vote by time wins, among equal times the last in the log. Rows are those who
        voted: by their first vote in time (``first_vote``, as the incumbent has them), or by what
        they voted (``content``), so that neither ids nor the order of the input matter. Columns
        are all statements of the log, ascending.
        """
        by_time = _stable_order_of_times(self.time)
        participant = self.participant[by_time]
        rows, row_of = _first_come(participant, len(self.participants))
        columns = ascending(self.statements)
        column_of = np.empty(len(columns), dtype=np.int32)
        column_of[columns] = np.arange(len(columns), dtype=np.int32)
        row, column, value = _last_in_each_cell(
            row_of[participant],
            column_of[self.statement[by_time]],
            self.value[by_time],
            len(columns),
        )
        matrix = VoteMatrix(
            participants=tuple(self.participants[index] for index in rows.tolist()),
            statements=tuple(self.statements[index] for index in columns),
            row=row,
            column=column,
            value=value,
        )
        return matrix if order == "first_vote" else matrix.take(_content_order(matrix))


def ascending(labels: Sequence[str]) -> list[int]:
    """Return the positions of ``labels`` in ascending order: as numbers if all are whole numbers.

    >>> ascending(["10", "9"]), ascending(["10", "9", "a"])
    ([1, 0], [0, 1, 2])
    """
    if all(label.isdecimal() and label.isascii() for label in labels):
        return sorted(range(len(labels)), key=lambda index: (int(labels[index]), labels[index]))
    return sorted(range(len(labels)), key=labels.__getitem__)


def _numbered(labels: Sequence[str] | Sequence[int]) -> tuple[tuple[str, ...], Int32]:
    """Return the distinct labels by first appearance, and each label's number."""
    distinct: list[str | int] = list(dict.fromkeys(labels))
    number = {label: index for index, label in enumerate(distinct)}
    place = np.fromiter(map(number.__getitem__, labels), np.int32, len(labels))
    return tuple(map(str, number)), place


def _stable_order_of_times(time: Int64) -> Int64 | slice:
    if len(time) < 2 or bool(np.all(time[1:] >= time[:-1])):
        return slice(None)
    return _stable_order(time)


def _first_come(participant: Int32, count: int) -> tuple[Int64, Int32]:
    """Return the participants by first appearance, and each participant's place (or -1)."""
    first = np.full(count, -1, dtype=np.int64)
    # Of repeated positions the last assigned stays: backwards, that is the first appearance.
    first[participant[::-1]] = np.arange(len(participant))[::-1]
    present = np.flatnonzero(first >= 0)
    rows = present[_stable_order(first[present])]
    place = np.full(count, -1, dtype=np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    return rows, place


def _last_in_each_cell(
    row: Int32, column: Int32, value: Int8, width: int
) -> tuple[Int32, Int32, Int8]:
    """Return the cells sorted by row and column, each with the last of its values."""
    cell = row.astype(np.int64)
    cell *= width
    cell += column
    cell, place = _sorted(cell)
    last = np.ones(len(cell), dtype=np.bool_)
    np.not_equal(cell[1:], cell[:-1], out=last[:-1])
    if not last.all():
        cell, place = cell[last], place[last]
    rows = cell // max(1, width)
    cell -= rows * width
    return rows.astype(np.int32), cell.astype(np.int32), value[place]


def _stable_order(keys: Int64) -> Int64:
    """Return the stable order of whole numbers."""
    return _sorted(keys)[1]


def _sorted(keys: Int64) -> tuple[Int64, Int64]:
    """Return whole numbers in ascending order and where each came from, equal ones in order.

    Key and place are sorted as one number where both fit into 63 bits: plain numbers are what
    numpy sorts fastest, several times faster than places by their keys.
    """
    if not len(keys):
        return keys, np.zeros(0, dtype=np.int64)
    bits = len(keys).bit_length()
    least, most = int(keys.min()), int(keys.max())
    if (most - least).bit_length() + bits > 63:
        order = np.argsort(keys, kind="stable")
        return keys[order], order
    packed = keys - least
    packed <<= bits
    packed |= np.arange(len(keys))
    packed.sort()
    place = packed & ((1 << bits) - 1)
    packed >>= bits
    packed += least
    return packed, place


def _content_order(matrix: VoteMatrix) -> list[int]:
    """Return the rows sorted by their (column, value) sequences; equal rows are interchangeable."""
    tokens = (matrix.column.astype(">u4") * 3 + (matrix.value + 1)).astype(">u4").tobytes()
    ends = (matrix.row_starts * 4).tolist()
    keys = [tokens[start:end] for start, end in pairwise(ends)]
    return sorted(range(len(keys)), key=keys.__getitem__)
