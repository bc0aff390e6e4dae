"""The history of acts out of a file, CSV or JSON, checked as a whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from comity.canonical import NotCanonicalError, decode
from comity.documents import FaultList, read_table, write_rows
from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.standards.acts import CONSENTS, Act
from comity.standards.acts_fields import COLUMNS, DAYS, TEXTS, Fields, column_key
from comity.standards.acts_order import find_disorder

__all__ = ["SCHEMA", "ActTerms", "acts_as_csv", "read_acts", "read_parties"]

SCHEMA: Final = "comity.standards.acts/1"

NO_COLUMNS: Final = FaultKind(
    "standards.acts_columns",
    N_("the first line names {found}"),
    N_("a file of acts has the columns party, act and date, and each measure of the rule"),
    N_("Missing: {missing}. Rename or add the columns."),
)
NO_PARTIES: Final = FaultKind(
    "standards.parties_columns",
    N_("the first line names {found}"),
    N_("a list of parties has a column party"),
    N_("Missing: {missing}. Rename or add the column."),
)
UNREADABLE: Final = FaultKind(
    "standards.acts_unreadable",
    N_("the acts cannot be read: {reason}"),
    N_("acts in JSON are an object with the schema {schema} and a list of acts, all texts"),
    N_("Compare with the reference page of the register, or give them as CSV."),
)

Row: TypeAlias = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ActTerms:
    """What the acts are checked against: the measures of a rule, and who is known, if anybody.

    ``weightless`` are parties that bring no measure. No act is older than ``opened``.
    """

    measures: tuple[str, ...] = ()
    weightless: frozenset[str] = frozenset()
    opened: date | None = None
    parties: frozenset[str] | None = None


ANY: Final = ActTerms()


def read_acts(data: bytes, name: str = "acts.csv", terms: ActTerms = ANY) -> tuple[Act, ...]:
    """Return every act of the file in its order, which is the order of the register.

    JSON is told by its first character. Columns that are neither known nor a measure of ``terms``
    are not read. Raises ``RefusedError`` with all faults of the file (1,000 at most).
    """
    faults = FaultList(name)
    if _is_json(data):
        columns, rows = _json_rows(data, name)
    else:
        table = read_table(data, name)
        columns, rows = table.columns, table.records(faults)
    layout = _Layout.of(columns, name, terms)
    acts = tuple(_acts(rows, layout, Fields(name, faults), faults))
    find_disorder(acts, Place(name), terms.opened, terms.parties, faults)
    faults.refuse_any()
    return acts


def acts_as_csv(data: bytes, name: str = "acts.json") -> bytes:
    """Return acts in JSON as the same in CSV, line by line; what is CSV stays as it is."""
    if not _is_json(data):
        return data
    columns, rows = _json_rows(data, name)
    return write_rows(columns, [row for _, row in rows])


def read_parties(data: bytes, name: str = "parties.csv") -> frozenset[str]:
    """Return the ids in the column party of the file; raise ``RefusedError`` with its faults."""
    faults, table = FaultList(name), read_table(data, name)
    place = table.find("party")
    if place is None:
        told = {"found": ", ".join(table.columns)[:80], "missing": "party"}
        raise refuse(NO_PARTIES.at(Place(name, line=1), **told))
    fields = Fields(name, faults)
    found = frozenset(fields.party(row[place], line) for line, row in table.records(faults))
    faults.refuse_any()
    return found


def _is_json(data: bytes) -> bool:
    return data.lstrip()[:1] in (b"{", b"[")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where what stands in a line."""

    party: int
    act: int
    day: int
    days: tuple[tuple[str, int], ...]
    texts: tuple[tuple[str, int], ...]
    total: int | None
    measures: tuple[tuple[str, int], ...]
    weightless: frozenset[str]

    @property
    def has_more(self) -> bool:
        """Tell whether there are other columns than every file has."""
        return bool(self.days or self.texts or self.measures) or self.total is not None

    @classmethod
    def of(cls, columns: Sequence[str], name: str, terms: ActTerms) -> "_Layout":
        """Return the layout of ``columns``; refuse those that lack what is needed."""
        keys = {column_key(column): place for place, column in enumerate(columns)}
        needed = ("party", "act", "date", *terms.measures)
        missing = [column for column in needed if column_key(column) not in keys]
        if missing:
            told = {"found": ", ".join(columns)[:80], "missing": ", ".join(missing)}
            raise refuse(NO_COLUMNS.at(Place(name, line=1), **told))
        return cls(
            party=keys["party"],
            act=keys["act"],
            day=keys["date"],
            days=tuple((column, keys[column]) for column in DAYS if column in keys),
            texts=tuple((column, keys[column]) for column in TEXTS if column in keys),
            total=keys.get("total"),
            measures=tuple((column, keys[column_key(column)]) for column in terms.measures),
            weightless=terms.weightless,
        )


def _acts(rows: Iterable[Row], layout: _Layout, fields: Fields, faults: FaultList) -> Iterator[Act]:
    more: dict[str, Any] = {}
    has_more = layout.has_more
    for line, row in rows:
        before = len(faults)
        party = fields.party(row[layout.party], line)
        kind = fields.act(row[layout.act], line)
        day = fields.day(row[layout.day], line)
        if has_more:
            more = _more(row, line, layout, fields)
        if layout.measures and kind in CONSENTS:
            more["measures"] = _measures(row, line, layout, fields, party)
        if len(faults) == before and kind is not None and day is not None:
            yield Act(party, kind, day, line, **more)


def _more(row: Sequence[str], line: int, layout: _Layout, fields: Fields) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column, place in layout.texts:
        if row[place]:
            found[column] = fields.text(row[place], line, column)
    for column, place in layout.days:
        if row[place]:
            found[column] = fields.day(row[place], line, column)
    if "towards" in found:
        found["towards"] = fields.party(found["towards"], line, "towards")
    if layout.total is not None and row[layout.total]:
        found["total"] = fields.whole(row[layout.total], line, "total")
    return found


def _measures(
    row: Sequence[str], line: int, layout: _Layout, fields: Fields, party: str
) -> Mapping[str, int]:
    found = {}
    for column, place in layout.measures:
        if row[place]:
            found[column] = fields.whole(row[place], line, column)
        elif party not in layout.weightless:
            fields.missing(line, column, party)
    return found


def _json_rows(data: bytes, name: str) -> tuple[Sequence[str], Iterable[Row]]:
    """Return columns and rows of acts in JSON; the n-th act is line n."""
    try:
        value: Any = decode(data)
    except NotCanonicalError as error:
        raise refuse(UNREADABLE.at(Place(name), reason=error, schema=SCHEMA)) from error
    known = isinstance(value, Mapping) and value.get("schema") == SCHEMA
    acts = value.get("acts") if known else None
    if not isinstance(acts, list) or not all(_is_flat(one) for one in acts):
        reason = phrase(N_("it has another form"))
        raise refuse(UNREADABLE.at(Place(name), reason=reason, schema=SCHEMA))
    columns = list(dict.fromkeys([*COLUMNS[:3], *(key for one in acts for key in one)]))
    rows = ([str(one.get(column, "")) for column in columns] for one in acts)
    return columns, enumerate(rows, start=1)


def _is_flat(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(one, str | int) and not isinstance(one, bool) for one in value.values()
    )
