"""Acts of a silence procedure as a CSV file has them, one per line in the order of receipt."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from comity.documents import FaultList, Table, read_table
from comity.fault import N_, FaultKind, Place, refuse
from comity.standards.columns import misspelt
from comity.standards.parties import party_name
from comity.standards.plain_lines import refuse_unplain
from comity.standards.roll_call_channel import Officer
from comity.standards.silence_acts import SILENCE_ACTS, Addressee, SilenceAct

__all__ = ["read_silence_acts"]

ADDRESSEE: Final = "addressee"
TEXTS: Final = ("by", "number", "text", "about", "reason", "part", "evidence", "rule", "chair")
TIMES: Final = ("deadline", "attempted", "start", "end", "mandate_until")
COLUMNS: Final = (
    *("act", "at", "party", *TEXTS, *TIMES),
    *("channel", "officers", "staff", "region"),
)
INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)

NO_COLUMNS: Final = FaultKind(
    "standards.silence_columns",
    N_("the first line names {found}"),
    N_("acts of silence have act and at, and may have: {columns}"),
    N_("Correct the first line."),
)
UNKNOWN_ACT: Final = FaultKind(
    "standards.silence_act",
    N_("the act is “{value}”"),
    N_("an act is one of: {acts}"),
    N_("Correct the word; addressees stand above the line that opens the procedure."),
)
NO_INSTANT: Final = FaultKind(
    "standards.silence_instant",
    N_("{column} is “{value}”"),
    N_("times are those of UTC with seconds, such as 2026-10-30T21:00:00Z"),
    N_("Write it in this form; a local time is turned into UTC before it is entered."),
)


def read_silence_acts(data: bytes, name: str = "acts.csv") -> tuple[SilenceAct, ...]:
    """Return the acts in ``data`` in its order; raise ``RefusedError`` with every fault.

    Lines ``addressee`` give the parties and regions that the next line ``open`` addresses. What
    an act may not do is no fault here: the procedure keeps it, refused.
    """
    table = read_table(data, name)
    lacking = table.find("act") is None or table.find("at") is None
    if lacking or misspelt(table.keys, COLUMNS):
        told = {"found": ", ".join(table.columns)[:80], "columns": ", ".join(COLUMNS[2:])}
        raise refuse(NO_COLUMNS.at(Place(name, line=1), **told))
    faults = FaultList(name)
    acts: list[SilenceAct] = []
    addressees: list[Addressee] = []
    for line, fields in table.records(faults):
        cells = _cells(table, fields)
        place = Place(name, line)
        refuse_unplain(cells, place, faults)
        if cells["act"] == ADDRESSEE:
            addressees.append(Addressee(party_name(cells["party"]), cells["region"]))
        elif cells["act"] in SILENCE_ACTS:
            acts.append(_act(cells, addressees, place, faults))
        else:
            known = ", ".join((ADDRESSEE, *SILENCE_ACTS))
            faults.add(UNKNOWN_ACT.at(place, value=cells["act"], acts=known))
    faults.refuse_any()
    return tuple(acts)


def _cells(table: Table, fields: list[str]) -> dict[str, str]:
    """Return the known columns of one line; one that is not there is empty."""
    places = {column: table.find(column) for column in COLUMNS}
    return {
        column: "" if place is None else fields[place].strip() for column, place in places.items()
    }


def _act(
    cells: dict[str, str], addressees: Iterable[Addressee], place: Place, faults: FaultList
) -> SilenceAct:
    more: dict[str, Any] = {column: cells[column] for column in TEXTS}
    for column in TIMES:
        if cells[column]:
            more[column] = _instant(cells, column, place, faults)
    if cells["act"] == "open":
        more["addressees"] = tuple(addressees)
    return SilenceAct(
        kind=cells["act"],
        at=_instant(cells, "at", place, faults),
        party=party_name(cells["party"]),
        line=place.line or 0,
        channel=cells["channel"] or "web",
        officers=tuple(Officer(*_halves(each)) for each in _several(cells["officers"])),
        staff=tuple(_several(cells["staff"])),
        **more,
    )


def _instant(cells: dict[str, str], column: str, place: Place, faults: FaultList) -> datetime:
    value = cells[column]
    try:
        if INSTANT.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    where = Place(place.name, place.line, column)
    faults.add(NO_INSTANT.at(where, column=column, value=value))
    return datetime.min.replace(tzinfo=UTC)


def _several(value: str) -> list[str]:
    """Return what semicolons part."""
    return [each.strip() for each in value.split(";") if each.strip()]


def _halves(officer: str) -> tuple[str, str]:
    """Return name and party of an officer that is written ``name@party``."""
    name, _, party = officer.partition("@")
    return name.strip(), party.strip()
