"""Lines of a file of acts with times of receipt: texts, instants and officers, read or at fault."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from comity.documents import FaultList, read_table
from comity.fault import N_, FaultKind, Place, refuse
from comity.standards.columns import misspelt
from comity.standards.plain_lines import refuse_unplain
from comity.standards.roll_call_channel import Officer

__all__ = ["Cells", "instant", "officers", "received_lines", "several"]

Cells = Mapping[str, str]
"""One line: each known column by its name, empty where there is none."""

INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)

NO_COLUMNS: Final = FaultKind(
    "standards.received_columns",
    N_("the first line names {found}"),
    N_("acts have the columns act and at, and may have: {columns}"),
    N_("Correct the first line."),
)
NO_INSTANT: Final = FaultKind(
    "standards.received_at",
    N_("{column} is “{value}”"),
    N_("times are those of UTC with seconds, such as 2026-10-30T21:00:00Z"),
    N_("Write it in this form; a local time is turned into UTC before it is entered."),
)


def received_lines(
    data: bytes, name: str, columns: Sequence[str], faults: FaultList
) -> Iterator[tuple[Place, Cells]]:
    """Yield each line of acts with its place; refuse a file without the columns act and at.

    ``columns`` are all that are known, ``act`` and ``at`` first.
    """
    table = read_table(data, name)
    lacking = table.find("act") is None or table.find("at") is None
    keys = {column: column.replace("_", "-") for column in columns}
    if lacking or misspelt(table.keys, tuple(keys.values())):
        told = {"found": ", ".join(table.columns)[:80], "columns": ", ".join(columns[2:])}
        raise refuse(NO_COLUMNS.at(Place(name, line=1), **told))
    places = {column: table.find(key) for column, key in keys.items()}
    for line, fields in table.records(faults):
        place = Place(name, line)
        cells = {column: "" if at is None else fields[at].strip() for column, at in places.items()}
        refuse_unplain(cells, place, faults)
        yield place, cells


def instant(cells: Cells, column: str, place: Place, faults: FaultList) -> datetime:
    """Return the instant of UTC in ``column``; find fault with what is none."""
    value = cells[column]
    try:
        if INSTANT.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    where = Place(place.name, place.line, column)
    faults.add(NO_INSTANT.at(where, column=column, value=value))
    return datetime.min.replace(tzinfo=UTC)


def several(value: str) -> list[str]:
    """Return what semicolons part.

    >>> several("Ana; Ben;")
    ['Ana', 'Ben']
    """
    return [each.strip() for each in value.split(";") if each.strip()]


def officers(value: str) -> tuple[Officer, ...]:
    """Return the officers that are written ``name@party; name@party``."""
    halves = [each.partition("@") for each in several(value)]
    return tuple(Officer(name.strip(), party.strip()) for name, _, party in halves)
