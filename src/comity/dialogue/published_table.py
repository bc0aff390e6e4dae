"""Tables as they are published: written in one way and read back in no other."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse

__all__ = [
    "HIDDEN",
    "Line",
    "read_count",
    "read_counts",
    "read_lines",
    "refuse_line",
    "shown",
    "write_lines",
]

HIDDEN: Final = -1
LARGEST: Final = 10**9

WRONG_TABLE: Final = FaultKind(
    "dialogue.published_table",
    N_("{reason}"),
    N_("a published table has the lines and fields it was published with"),
    N_("Take the file as it was published."),
)


class Line(NamedTuple):
    """A line of a table: its number in the file, and its fields."""

    number: int
    fields: list[str]


def write_lines(header: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV, lines ended by a line feed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return out.getvalue().encode()


def read_lines(data: bytes, path: str, header: Sequence[str]) -> list[Line]:
    """Return the lines under ``header``; ``RefusedError`` if the file is not such a table."""
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
        rows = [Line(reader.line_num, fields) for fields in reader]
    except (csv.Error, UnicodeDecodeError) as error:
        raise refuse(WRONG_TABLE.at(Place(path), reason=str(error))) from error
    if not rows or rows[0].fields != list(header):
        raise refuse_line(
            path, None, phrase(N_("its columns are not {names}"), names=",".join(header))
        )
    for line in rows[1:]:
        if len(line.fields) != len(header):
            raise refuse_line(path, line, phrase(N_("the line has another number of fields")))
    return rows[1:]


def refuse_line(path: str, line: Line | None, reason: str) -> RefusedError:
    """Return the error to raise for a line (None: the file) that is not what was published."""
    return refuse(WRONG_TABLE.at(Place(path, line.number if line else None), reason=reason))


def shown(count: int) -> str:
    """Return a count as it is published: nothing where it is hidden."""
    return "" if count == HIDDEN else str(count)


def read_counts(path: str, line: Line, fields: Sequence[str], minimum: int) -> tuple[int, int, int]:
    """Return agree, disagree and pass of a cell, ``HIDDEN`` throughout where it is hidden.

    Raises ``RefusedError`` where only some are given, and where there are votes but fewer than
    ``minimum``: such a cell must not be published.
    """
    if not any(fields):
        return HIDDEN, HIDDEN, HIDDEN
    agree, disagree, passed = (read_count(path, line, field) for field in fields)
    if 0 < agree + disagree + passed < minimum:
        raise refuse_line(
            path, line, phrase(N_("the cell speaks of fewer than {minimum}"), minimum=minimum)
        )
    return agree, disagree, passed


def read_count(path: str, line: Line, field: str) -> int:
    """Return the whole number of a field, else raise ``RefusedError``."""
    plain = field.isascii() and field.isdecimal() and len(field) <= len(str(LARGEST))
    if not plain or str(int(field)) != field:
        raise refuse_line(path, line, phrase(N_("a count is a whole number")))
    return int(field)
