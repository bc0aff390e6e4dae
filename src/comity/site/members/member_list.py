"""A list of parties, people and mandates as a file has it: read whole, or refused by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, get_args

from comity.documents import CsvLimits, FaultList, Grid, Table, is_workbook, read_table
from comity.edge import read_workbook
from comity.fault import N_, FaultKind, Place, refuse
from comity.people import STATUSES, PartyKind
from comity.site.members import indico
from comity.site.members.permissions import role_table

__all__ = ["COLUMNS", "Heading", "Line", "heading_of", "read_member_list"]

COLUMNS: Final = ("party", "kind", "status", "since", "source", "cap", "name", "role", "until")
LIMITS: Final = CsvLimits(bytes=10_000_000, rows=20_000, columns=200, characters=1_000)
KINDS: Final = get_args(PartyKind)
FORMULA: Final = ("=", "+", "-", "@", "\t")
LONGEST: Final = 200
MOST_ACCOUNTS: Final = 500
USUAL: Final = {"kind": "state", "status": "in_force", "cap": "10"}

NO_COLUMN: Final = FaultKind(
    "people.list_column",
    N_("there is no column “{column}”"),
    N_("a list has a column for the party, and may have those of name, role, until and others"),
    N_("Say which column it is, or give one value to all rows; the command: --map and --set."),
)
NOT_OURS: Final = FaultKind(
    "people.list_unknown_column",
    N_("“{column}” is no column of such a list"),
    N_("--map and --set name one of: {columns}"),
    N_("Write, for example, --map party=Country or --set until=2027-06-30."),
)
BAD_CELL: Final = FaultKind(
    "people.list_cell",
    N_("“{column}” is “{value}”"),
    N_("it is {rule}"),
    N_("Correct the row; nobody of the list is entered until all of it can be."),
)
RULES: Final = {
    "party": N_("the name of the party, of at most 200 signs, and no formula"),
    "name": N_("the name of a person, of at most 200 signs, and no formula"),
    "kind": N_("one of: state, organisation, observer, entity, person"),
    "status": N_("one of the statuses of the page of members, such as in_force"),
    "since": N_("a day, such as 2026-01-31"),
    "source": N_("where it can be looked up, in at most 200 signs"),
    "cap": N_("how many accounts the party may have, from 0 to 500"),
    "role": N_("a role that people hold, such as delegate or head_of_delegation"),
    "until": N_("the last day of the mandate, in the future, such as 2027-06-30"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a party and, where ``name`` is not empty, somebody of it, with a role or without.

    ``person`` is the id that somebody is entered under; empty for a random one.
    """

    place: Place
    party: str
    kind: PartyKind
    status: str
    since: date
    source: str
    cap: int
    name: str = ""
    role: str = ""
    until: datetime | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a file: key and name of each, and the keys of ours that are known there."""

    columns: tuple[tuple[str, str], ...]
    known: Mapping[str, str]


def heading_of(data: bytes, file: str) -> Heading:
    """Return the columns of ``data``; raise ``RefusedError`` where it is no table."""
    table = _table(data, file)
    own = {column: column for column in COLUMNS if table.find(column) is not None}
    named = tuple(zip(table.keys, table.columns, strict=True))
    return Heading(named, {**own, **indico.known_columns(table)})


def read_member_list(
    data: bytes,
    file: str,
    *,
    mapping: Mapping[str, str],
    given: Mapping[str, str],
    now: datetime,
) -> tuple[Line, ...]:
    """Return the rows of ``data``; raise ``RefusedError`` with every fault, by row.

    ``mapping`` names columns of the file by ours, ``given`` are values for all rows that have none.
    """
    strange = [name for name in (*mapping, *given) if name not in COLUMNS]
    if strange:
        listed = ", ".join(COLUMNS)
        raise refuse(*(NOT_OURS.at(Place(file), column=one, columns=listed) for one in strange))
    table = _table(data, file)
    at = _columns(table, {**indico.known_columns(table), **mapping}, given)
    state = table.find(indico.STATE) if indico.is_indico(table) else None
    faults, lines = FaultList(file), list[Line]()
    usual = {**USUAL, "since": now.date().isoformat(), "source": file, **given}
    for number, record in table.records(faults):
        place = Place(table.name, number)
        if state is not None and not indico.takes_part(record[state], place, faults):
            continue
        cells = {column: record[index].strip() for column, index in at.items()}
        whole = {column: cells.get(column) or usual.get(column, "") for column in COLUMNS}
        line = _line(whole, place, faults, now)
        if line is not None:
            lines.append(line)
    faults.refuse_any()
    return tuple(lines)


def _table(data: bytes, file: str) -> Table | Grid:
    if indico.is_json(data):
        return indico.from_json(data, file, LIMITS.rows, LIMITS.characters)
    return (
        read_workbook(data, file, LIMITS) if is_workbook(data) else read_table(data, file, LIMITS)
    )


def _columns(
    table: Table | Grid, mapping: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, int]:
    """Return where each of our columns stands, or raise for the first that has to and does not."""
    at = dict[str, int]()
    for column in COLUMNS:
        named = mapping.get(column, column)
        found = table.find(named.strip().lower().replace(" ", "-").replace("_", "-"))
        if found is not None:
            at[column] = found
        elif column in mapping or (column == "party" and column not in given):
            raise refuse(NO_COLUMN.at(Place(table.name, 1), column=named))
    return at


def _line(cells: Mapping[str, str], place: Place, faults: FaultList, now: datetime) -> Line | None:
    since, end = _day(cells["since"]), _end(cells["until"])
    right = {
        "party": _is_name(cells["party"]),
        "name": not cells["name"] or _is_name(cells["name"]),
        "kind": cells["kind"] in KINDS,
        "status": cells["status"] in STATUSES,
        "since": since is not None,
        "source": 0 < len(cells["source"]) <= LONGEST,
        "cap": cells["cap"].isascii() and cells["cap"].isdigit() and len(cells["cap"]) < 4,
        "role": not cells["role"] or role_table().role(cells["role"]) is not None,
        "until": not cells["role"] or (end is not None and end > now),
    }
    if right["cap"]:
        right["cap"] = int(cells["cap"]) <= MOST_ACCOUNTS
    wrong = [column for column, is_right in right.items() if not is_right]
    for column in wrong:
        told = {"value": cells[column], "rule": RULES[column]}
        faults.add(BAD_CELL.at(place, column=column, **told))
    if wrong or since is None:
        return None
    kind: PartyKind = cells["kind"]  # type: ignore[assignment]  # checked above
    told_of = (cells["name"], cells["role"] if cells["name"] else "", end)
    return Line(
        place, cells["party"], kind, cells["status"], since, cells["source"], int(cells["cap"]),
        *told_of,
    )  # fmt: skip


def _is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST and not text.startswith(FORMULA) and text.isprintable()


def _end(last_day: str) -> datetime | None:
    """Return the end of a day, in UTC; None where there is none, as after the last that can be."""
    day = _day(last_day)
    try:
        return None if day is None else datetime.combine(day, time(), UTC) + timedelta(days=1)
    except OverflowError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
