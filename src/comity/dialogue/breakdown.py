"""Votes by something declared of the voters, a tier or a class: cells that may be published.

A cell of too few votes is hidden, and with it enough others that subtraction gives nothing away
(``comity.dialogue.classes``). The table that leaves is CSV, so that anybody can read it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.classes import ClassTable
from comity.dialogue.published_table import (
    HIDDEN,
    Line,
    read_count,
    read_counts,
    read_lines,
    refuse_line,
    shown,
    write_lines,
)
from comity.fault import N_, phrase
from comity.statistics import Integers

__all__ = ["TIER", "Breakdown", "breakdowns_csv", "read_breakdowns"]

Leaning: TypeAlias = NDArray[np.int8]

TIER: Final = "tier"
HEADER: Final = (
    "statement",
    "by",
    "name",
    "people",
    "agree",
    "disagree",
    "pass",
    "leaning",
)
LEANINGS: Final = {"agree": 1, "disagree": -1, "": 0}
WORDS: Final = {1: "agree", -1: "disagree", 0: ""}


@dataclass(frozen=True, eq=False)
class Breakdown:
    """The cells of C names (tiers, or the classes of one column) and S statements.

    Counts are (C, S), ``people`` (C,), all -1 where hidden. ``leaning`` (C, S) is 1 or -1 where
    more than half of a hidden cell agree or disagree, 0 where that is not told.
    """

    by: str
    names: tuple[str, ...]
    people: Integers
    agree: Integers
    disagree: Integers
    passed: Integers
    leaning: Leaning

    @classmethod
    def of(cls, by: str, table: ClassTable) -> "Breakdown":
        """Return what of a table is published."""
        return cls(
            by=by,
            names=table.classes,
            people=table.people,
            agree=table.agree,
            disagree=table.disagree,
            passed=table.passed,
            leaning=table.leaning,
        )

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Return which cells (C, S) have counts."""
        return self.agree >= 0


def breakdowns_csv(tables: Iterable[Breakdown], statements: Sequence[str]) -> bytes:
    """Return the tables as ``statement,by,name,people,agree,disagree,pass,leaning``.

    A hidden number is an empty field. There is a line for every cell, hidden or not.
    """
    return write_lines(HEADER, (line for table in tables for line in _lines(table, statements)))


def read_breakdowns(
    data: bytes, path: str, statements: Sequence[str], minimum: int
) -> tuple[Breakdown, ...]:
    """Return the tables that ``breakdowns_csv`` wrote for these statements.

    Raises ``RefusedError`` where a line is missing or unknown, and where a cell that is shown has
    fewer than ``minimum`` votes: such a table may not be published.
    """
    lines = read_lines(data, path, HEADER)
    width = len(statements)
    if width == 0 or len(lines) % width:
        if lines:
            raise refuse_line(
                path, lines[-1], phrase(N_("there is not a line for every statement"))
            )
        return ()
    blocks = [
        _read_block(path, lines[at : at + width], statements, minimum)
        for at in range(0, len(lines), width)
    ]
    tables = tuple(_joined(by, list(some)) for by, some in groupby(blocks, lambda one: one.by))
    named = [(one.by, one.name) for one in blocks]
    if len(set(named)) < len(named) or len({table.by for table in tables}) < len(tables):
        raise refuse_line(path, None, phrase(N_("a name stands twice")))
    return tables


class _Block(NamedTuple):
    """The lines of one name: its people, and its cells by statement."""

    by: str
    name: str
    people: int
    counts: list[tuple[int, int, int]]
    leaning: list[int]


def _lines(table: Breakdown, statements: Sequence[str]) -> Iterator[Sequence[object]]:
    for row, name in enumerate(table.names):
        people = shown(int(table.people[row]))
        for column, statement in enumerate(statements):
            parts = (table.agree, table.disagree, table.passed)
            counts = (shown(int(part[row, column])) for part in parts)
            leaning = WORDS[int(table.leaning[row, column])]
            yield [statement, table.by, name, people, *counts, leaning]


def _read_block(path: str, lines: list[Line], statements: Sequence[str], minimum: int) -> _Block:
    _statement, by, name, people = lines[0].fields[:4]
    counts, leaning = [], []
    for line, statement in zip(lines, statements, strict=True):
        fields = line.fields
        if fields[:4] != [statement, by, name, people]:
            raise refuse_line(
                path, line, phrase(N_("it is not the next statement of the same name"))
            )
        cell = read_counts(path, line, fields[4:7], minimum)
        if fields[7] not in LEANINGS or (fields[7] and cell[0] != HIDDEN):
            raise refuse_line(path, line, phrase(N_("only a hidden cell leans to a side")))
        counts.append(cell)
        leaning.append(LEANINGS[fields[7]])
    number = read_count(path, lines[0], people) if people else HIDDEN
    if HIDDEN < number < minimum:
        raise refuse_line(
            path, lines[0], phrase(N_("it speaks of fewer than {minimum} people"), minimum=minimum)
        )
    return _Block(by, name, number, counts, leaning)


def _joined(by: str, blocks: list[_Block]) -> Breakdown:
    counts = np.array([block.counts for block in blocks], dtype=np.int64)
    return Breakdown(
        by=by,
        names=tuple(block.name for block in blocks),
        people=np.array([block.people for block in blocks], dtype=np.int64),
        agree=counts[:, :, 0],
        disagree=counts[:, :, 1],
        passed=counts[:, :, 2],
        leaning=np.array([block.leaning for block in blocks], dtype=np.int8),
    )
