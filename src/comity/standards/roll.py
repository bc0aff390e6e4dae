"""The roll: who may vote on a day, from each party's dated status."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.documents import FaultList, Table, read_table, write_rows
from comity.fault import N_, FaultKind, Place, refuse
from comity.standards.columns import misspelt
from comity.standards.parties import party_key, party_name
from comity.standards.periods import (
    NO_DAY,
    is_limited,
    read_period,
    refuse_overlaps,
    written_day,
)
from comity.standards.plain_lines import refuse_unplain
from comity.standards.rules import STATUSES

__all__ = ["Roll", "RollLine", "read_roll", "roll_lines"]

COLUMNS: Final = ("party", "status", "from", "to", "sets")

ROLL_COLUMNS: Final = FaultKind(
    "standards.roll_columns",
    N_("the first line names {found}"),
    N_("a roll has the column party, and may have status, from, to and sets"),
    N_("Correct the first line, or begin with one such as: party,status,from,to,sets."),
)
ROLL_STATUS: Final = FaultKind(
    "standards.roll_status",
    N_("the status is “{value}”"),
    N_("a status is one of: {known}"),
    N_("Correct it; an empty one means member."),
)


@dataclass(frozen=True, slots=True)
class RollLine:
    """That a party has a status from a day until the day before ``end``, and is in some sets."""

    party: str
    status: str = "member"
    start: date = date.min
    end: date = date.max
    sets: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Roll:
    """The lines of a roll, and what they say on one day."""

    lines: tuple[RollLine, ...]
    name: str = "roll.csv"

    @property
    def dated(self) -> bool:
        """Tell whether any line is limited in time."""
        return is_limited(self.lines)

    def on(self, day: date | None) -> dict[str, RollLine]:
        """Return each party's line on ``day`` by its key.

        Raises ``RefusedError`` where a day is needed and not given.
        """
        if day is None and self.dated:
            raise refuse(NO_DAY.at(Place(self.name)))
        return {
            party_key(each.party): each
            for each in self.lines
            if day is None or each.start <= day < each.end
        }


def read_roll(data: bytes, name: str = "roll.csv") -> Roll:
    """Return the roll in ``data``; raise ``RefusedError`` with every fault of the file."""
    table = read_table(data, name)
    if table.find("party") is None or misspelt(table.keys, COLUMNS):
        found = ", ".join(table.columns)
        raise refuse(ROLL_COLUMNS.at(Place(name, line=1), found=found))
    faults = FaultList(name)
    lines = [_line(table, line, fields, faults) for line, fields in table.records(faults)]
    refuse_overlaps(lines, name, faults)
    faults.refuse_any()
    return Roll(tuple(lines), name)


def roll_lines(roll: Roll) -> bytes:
    """Return the roll as it is published: by party and day."""
    ordered = sorted(roll.lines, key=lambda each: (party_key(each.party), each.start))
    return write_rows(
        COLUMNS,
        [
            [
                each.party,
                each.status,
                written_day(each.start),
                written_day(each.end),
                " ".join(each.sets),
            ]
            for each in ordered
        ],
    )


def _line(table: Table, line: int, fields: list[str], faults: FaultList) -> RollLine:
    def cell(column: str) -> str:
        index = table.find(column)
        return "" if index is None else fields[index].strip()

    def place(column: str) -> Place:
        return Place(table.name, line=line, column=column)

    status = cell("status") or "member"
    if status not in STATUSES:
        faults.add(ROLL_STATUS.at(place("status"), value=status, known=", ".join(STATUSES)))
    party = party_name(cell("party"))
    shown = {column: cell(column) for column in ("party", "sets")}
    refuse_unplain(shown, Place(table.name, line), faults)
    start, end = read_period(party, (cell("from"), cell("to")), place("from"), faults)
    return RollLine(party, status, start, end, tuple(sorted(cell("sets").split())), line)
