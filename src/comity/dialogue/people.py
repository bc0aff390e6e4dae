"""What is declared of the participants: their tier, and the classes they belong to.

A tier says how somebody's identity was checked (anonymous, verified, accredited, delegation). Tiers
are never added up: one of them shapes a report, the others stand beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from comity.dialogue.reading_fields import Labels, shown
from comity.dialogue.votes import VoteLog
from comity.documents import FaultList, Table, read_table
from comity.fault import N_, FaultKind, Place, refuse
from comity.language import clean_text
from comity.statistics import Integers

__all__ = [
    "FILE",
    "People",
    "class_numbers",
    "nobody_declared",
    "read_people",
    "refuse_undeclared",
    "votes_of",
]

LONGEST: Final = 200
FILE: Final = "file"
"""The tier of a user's own file, where nothing is declared."""

PEOPLE_COLUMNS: Final = FaultKind(
    "dialogue.people_columns",
    N_("the first line names {found}"),
    N_("a file of people has participant, tier, and a column for each class asked for"),
    N_("Missing: {missing}. Add the column, or correct its name."),
)
NO_CLASS: Final = FaultKind(
    "dialogue.class_column",
    N_("“{column}” is asked for as a class"),
    N_("a class is a column of its own, asked for once: not the participant, not the tier"),
    N_("Leave it out. Tiers have a table of their own."),
)
PERSON_TWICE: Final = FaultKind(
    "dialogue.person_twice",
    N_("participant {participant} already stands on line {first}"),
    N_("each participant has one tier, and one class in each column"),
    N_("Remove one of the lines."),
)
BAD_NAME: Final = FaultKind(
    "dialogue.people_name",
    N_("{column} is “{value}”"),
    N_("a tier or class has at most 200 characters, all of them visible; a tier has at least 1"),
    N_("Correct it."),
)
NOT_DECLARED: Final = FaultKind(
    "dialogue.person_missing",
    N_("{count} participants who voted have no line, the first is {participant}"),
    N_("everybody who voted is in the file of people"),
    N_("Add them, if need be as the tier “anonymous”."),
)
WHICH_TIER: Final = FaultKind(
    "dialogue.tier_needed",
    N_("the file has the tiers {tiers}, and the one asked for is “{found}”"),
    N_("tiers are never added up: one of them shapes groups and headline"),
    N_("Name one of them: --tier NAME."),
)


@dataclass(frozen=True, slots=True)
class People:
    """The tier of each participant, and by column the class of each who has one."""

    tier: Mapping[str, str]
    classes: Mapping[str, Mapping[str, str]]

    @property
    def tiers(self) -> tuple[str, ...]:
        """Return the names of the tiers, sorted."""
        return tuple(sorted(set(self.tier.values())))

    def shaping(self, asked: str | None) -> str:
        """Return the tier that shapes the report: the one asked for, or the only one.

        Raises ``RefusedError`` if there is no such tier or several to choose from.
        """
        tiers = self.tiers
        if asked is None and len(tiers) == 1:
            return tiers[0]
        if asked is None or asked not in tiers:
            named = ", ".join(shown(tier) for tier in tiers)
            raise refuse(WHICH_TIER.at(Place("--tier"), tiers=named, found=asked or ""))
        return asked


def read_people(data: bytes, name: str = "people.csv", classes: Sequence[str] = ()) -> People:
    """Return what ``participant,tier[,…]`` declares, with the columns ``classes``.

    Without a column ``tier`` everybody is in the tier ``file``. An empty field is no class. Raises
    ``RefusedError`` with all faults of the file.
    """
    faults = FaultList(name)
    table = read_table(data, name)
    columns = _columns(table, classes)
    ids = Labels(name, table.columns[columns.participant], faults)
    first: dict[str, int] = {}
    tiers: dict[str, str] = {}
    classed: dict[str, dict[str, str]] = {by: {} for by in classes}
    for line, fields in table.records(faults):
        number = ids.number(fields[columns.participant], line)
        if number < 0:
            continue
        who = ids.label(number)
        if who in first:
            place = Place(name, line)
            faults.add(PERSON_TWICE.at(place, participant=who, first=first[who]))
            continue
        first[who] = line
        record = _Record(table, line, fields)
        tiers[who] = _tier(record, columns.tier, faults)
        for by, position in zip(classes, columns.classes, strict=True):
            classed[by][who] = _name(record, position, faults)
    faults.refuse_any()
    return People(tiers, classed)


def nobody_declared(log: VoteLog) -> People:
    """Return the people of a log of whom nothing is declared: all in the tier ``file``."""
    return People(dict.fromkeys(log.participants, FILE), {})


def refuse_undeclared(log: VoteLog, people: People, name: str) -> None:
    """Raise ``RefusedError`` if somebody voted who is not in the file of people called ``name``."""
    voted = np.unique(log.participant).tolist()
    missing = [log.participants[who] for who in voted if log.participants[who] not in people.tier]
    if missing:
        raise refuse(NOT_DECLARED.at(Place(name), count=len(missing), participant=missing[0]))


def votes_of(log: VoteLog, people: People, tier: str) -> VoteLog:
    """Return the votes of one tier; statements keep their columns, voted on or not."""
    inside = np.array([people.tier[who] == tier for who in log.participants], dtype=np.bool_)
    number = (np.cumsum(inside) - 1).astype(np.int32)
    kept = inside[log.participant]
    return VoteLog(
        participants=tuple(np.array(log.participants, dtype=object)[inside].tolist()),
        statements=log.statements,
        participant=number[log.participant[kept]],
        statement=log.statement[kept],
        value=log.value[kept],
        time=log.time[kept],
    )


def class_numbers(
    participants: Sequence[str], declared: Mapping[str, str]
) -> tuple[Integers, tuple[str, ...]]:
    """Return each participant's place (P,) among the sorted names, -1 for none, and the names."""
    found = [declared.get(who, "") for who in participants]
    names = tuple(sorted({name for name in found if name}))
    place = {name: index for index, name in enumerate(names)}
    return np.array([place.get(name, -1) for name in found], dtype=np.int64), names


class _Columns(NamedTuple):
    participant: int
    tier: int | None
    classes: tuple[int, ...]


class _Record(NamedTuple):
    table: Table
    line: int
    fields: list[str]


def _columns(table: Table, classes: Sequence[str]) -> _Columns:
    participant, tier = table.find("participant", "voter-id", "row"), table.find("tier")
    positions = [_column(table, by) for by in classes]
    wanted = zip(("participant", *classes), (participant, *positions), strict=True)
    missing = ", ".join(shown(by) for by, position in wanted if position is None)
    if missing:
        found = shown(", ".join(table.columns))
        raise refuse(PEOPLE_COLUMNS.at(Place(table.name, 1), found=found, missing=missing))
    taken = [participant, tier]
    for by, position in zip(classes, positions, strict=True):
        if position in taken:
            raise refuse(NO_CLASS.at(Place(table.name, 1), column=by))
        taken.append(position)
    return _Columns(participant or 0, tier, tuple(each or 0 for each in positions))


def _column(table: Table, name: str) -> int | None:
    """Return the position of a column by its name as written, but for case."""
    spelled = [column.strip().casefold() for column in table.columns]
    return spelled.index(name.strip().casefold()) if name.strip().casefold() in spelled else None


def _tier(record: _Record, position: int | None, faults: FaultList) -> str:
    if position is None:
        return FILE
    tier = _name(record, position, faults)
    if not tier:
        place = Place(record.table.name, record.line, "tier")
        faults.add(BAD_NAME.at(place, column="tier", value=""))
    return tier


def _name(record: _Record, position: int, faults: FaultList) -> str:
    name = clean_text(record.fields[position]).text.strip()
    if len(name) > LONGEST or not name.isprintable():
        column = record.table.columns[position]
        place = Place(record.table.name, record.line, column)
        faults.add(BAD_NAME.at(place, column=column, value=shown(name)))
    return name
