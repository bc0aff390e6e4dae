"""The counted cells of a conversation as published: a table and a summary, and read back."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from comity.canonical import NotCanonicalError, decode
from comity.dialogue.cells import Cells, Summary, letter
from comity.dialogue.published_table import (
    HIDDEN,
    Line,
    read_counts,
    read_lines,
    refuse_line,
    shown,
    write_lines,
)
from comity.dialogue.structure import from_json
from comity.dialogue.tally import Tally
from comity.dialogue.votes import Statement
from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.statistics import Integers

__all__ = ["cells_csv", "read_cells", "read_summary"]

HEADER: Final = ("cell", "agree", "disagree", "pass")
EVERYBODY: Final = "everybody"
MOST_GROUPS: Final = 26

WRONG_SUMMARY: Final = FaultKind(
    "dialogue.published_summary",
    N_("the summary cannot be used: {reason}"),
    N_("it is canonical JSON with the members it was published with, and speaks of nobody alone"),
    N_("Take the file as it was published."),
)


def cells_csv(cells: Cells) -> bytes:
    """Return ``cell,agree,disagree,pass``: every statement of everybody, then of each group.

    A cell is named ``statement/everybody`` or ``statement/A``. Hidden numbers are empty fields.
    """
    return write_lines(HEADER, _lines(cells))


def read_summary(data: bytes, path: str, minimum: int) -> Summary:
    """Return the summary in ``data``; ``RefusedError`` if it is none that may be published."""
    try:
        summary = from_json(Summary, decode(data))
    except (NotCanonicalError, ValueError) as error:
        raise refuse(WRONG_SUMMARY.at(Place(path), reason=str(error))) from error
    reason = _wrong(summary, minimum)
    if reason:
        raise refuse(WRONG_SUMMARY.at(Place(path), reason=reason))
    return summary


def read_cells(
    data: bytes, path: str, statements: tuple[Statement, ...], summary: Summary, minimum: int
) -> Cells:
    """Return the cells of a table that ``cells_csv`` wrote; ``statements`` are ascending.

    Raises ``RefusedError`` where it is another table, and for a cell of fewer than ``minimum``.
    """
    groups, width = len(summary.groups.sizes), len(statements)
    names = [EVERYBODY, *(letter(group) for group in range(groups))]
    wanted = [f"{statement.id}/{name}" for name in names for statement in statements]
    lines = read_lines(data, path, HEADER)
    if len(lines) != len(wanted):
        raise refuse_line(
            path,
            None,
            phrase(N_("it has {count} cells, not {wanted}"), count=len(lines), wanted=len(wanted)),
        )
    counts = [_read(path, line, name, minimum) for line, name in zip(lines, wanted, strict=True)]
    table = np.array(counts, dtype=np.int64).reshape(groups + 1, width, 3)
    hidden = table[:, :, 0] == HIDDEN
    plain = np.where(hidden[:, :, None], 0, table)
    return Cells(
        statements=statements,
        total=_tally(plain[0]),
        hidden=hidden[0],
        by_group=_tally(plain[1:]),
        group_hidden=hidden[1:],
        summary=summary,
    )


def _lines(cells: Cells) -> Iterator[Sequence[object]]:
    yield from _part(cells, EVERYBODY, cells.total, cells.hidden)
    for group in range(len(cells.summary.groups.sizes)):
        counts = cells.by_group
        part = Tally(counts.agree[group], counts.disagree[group], counts.passed[group])
        yield from _part(cells, letter(group), part, cells.group_hidden[group])


def _part(
    cells: Cells, name: str, counts: Tally, hidden: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> Iterator[Sequence[object]]:
    for column, statement in enumerate(cells.statements):
        parts = (counts.agree, counts.disagree, counts.passed)
        told = (shown(HIDDEN if hidden[column] else int(part[column])) for part in parts)
        yield [f"{statement.id}/{name}", *told]


def _read(path: str, line: Line, name: str, minimum: int) -> tuple[int, int, int]:
    if line.fields[0] != name:
        raise refuse_line(path, line, phrase(N_("the cell is not {name}"), name=name))
    return read_counts(path, line, line.fields[1:], minimum)


def _tally(counts: Integers) -> Tally:
    return Tally(counts[..., 0], counts[..., 1], counts[..., 2])


def _wrong(summary: Summary, minimum: int) -> str:
    """Return what may not be published in a summary, or "" if all of it may."""
    groups = summary.groups
    if len(groups.sizes) > MOST_GROUPS or len(groups.sizes) != len(groups.jaccard):
        return phrase(N_("the groups do not fit together"))
    if any(size < minimum for size in groups.sizes):
        return phrase(N_("a group has fewer than {minimum} people"), minimum=minimum)
    if not summary.map.binned or any(spot.n < minimum for spot in summary.map.points):
        return phrase(N_("the map shows places of fewer than {minimum} people"), minimum=minimum)
    return ""
