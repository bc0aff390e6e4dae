"""How many people of each declared class came early, in the middle and late: as it is published.

The table says nothing of votes. A class of fewer people than the minimum is counted with others, so
that no line speaks of so few.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from comity.dialogue.arrival import THIRDS, arrivals, by_third
from comity.dialogue.people import class_numbers
from comity.dialogue.published_table import Line, read_count, read_lines, refuse_line, write_lines
from comity.dialogue.votes import VoteLog
from comity.fault import N_, phrase
from comity.statistics import Integers

__all__ = ["ArrivalTable", "arrival_lines", "arrival_table", "read_arrivals"]

HEADER: Final = ("by", "class", "first", "middle", "last")
OTHERS: Final = ""
"""The name under which small classes are counted together."""


@dataclass(frozen=True, eq=False)
class ArrivalTable:
    """People (C, 3) of each class, a tier or one of the column ``by``, by third of arrival.

    ``names`` are sorted; "", if it is there, stands last for small classes together.
    """

    by: str
    names: tuple[str, ...]
    people: Integers


def arrival_table(log: VoteLog, by: str, declared: Mapping[str, str], minimum: int) -> ArrivalTable:
    """Return when the classes that ``declared`` gives participants came, by their first votes.

    People without a class are left out. Classes below ``minimum`` are put together, and with them
    the next smallest until they are enough; where all together are too few the
    table says nobody.
    """
    numbers, names = class_numbers(log.participants, declared)
    counts = by_third(numbers, arrivals(log))
    sizes = counts.sum(axis=1)
    small = _small(sizes, minimum)
    kept = [(names[row], counts[row]) for row in np.flatnonzero(~small) if sizes[row]]
    rest = counts[small].sum(axis=0)
    if rest.sum() >= minimum or not kept:
        kept.append((OTHERS, rest if rest.sum() >= minimum else np.zeros_like(rest)))
    people = [row for _, row in kept]
    return ArrivalTable(by, tuple(name for name, _ in kept), np.array(people).reshape(-1, THIRDS))


def arrival_lines(tables: Iterable[ArrivalTable] = ()) -> bytes:
    """Return the tables as CSV: a line for each class, people by third of the arrivals."""
    return write_lines(
        HEADER,
        (
            (table.by, name, *people)
            for table in tables
            for name, people in zip(table.names, table.people.tolist(), strict=True)
        ),
    )


def read_arrivals(data: bytes, path: str, minimum: int) -> tuple[ArrivalTable, ...]:
    """Return the tables in ``data``; ``RefusedError`` for a line of fewer than ``minimum``."""
    lines = read_lines(data, path, HEADER)
    tables = [
        _table(by, list(part), path, minimum)
        for by, part in groupby(lines, key=lambda line: line.fields[0])
    ]
    if len({table.by for table in tables}) < len(tables):
        raise refuse_line(path, None, phrase(N_("the lines of one column stand apart")))
    return tuple(tables)


def _small(sizes: Integers, minimum: int) -> np.typing.NDArray[np.bool_]:
    """Return which classes (C,) are put together: all below ``minimum``, and enough others."""
    small = (sizes > 0) & (sizes < minimum)
    while 0 < sizes[small].sum() < minimum and not small.all():
        rest = np.where(small | (sizes == 0), np.iinfo(np.int64).max, sizes)
        if rest.min() == np.iinfo(np.int64).max:
            break
        small[int(rest.argmin())] = True
    return np.asarray(small, dtype=np.bool_)


def _table(by: str, lines: list[Line], path: str, minimum: int) -> ArrivalTable:
    names = tuple(line.fields[1] for line in lines)
    named = [name for name in names if name != OTHERS]
    if named != sorted(set(named)) or OTHERS in names[:-1]:
        raise refuse_line(path, lines[0], phrase(N_("its classes are not in order")))
    rows = [[read_count(path, line, field) for field in line.fields[2:]] for line in lines]
    for line, row in zip(lines, rows, strict=True):
        nobody = not sum(row) and names == (OTHERS,)
        if sum(row) < minimum and not nobody:
            raise refuse_line(
                path, line, phrase(N_("the line speaks of fewer than {minimum}"), minimum=minimum)
            )
    return ArrivalTable(by, names, np.array(rows, dtype=np.int64))
