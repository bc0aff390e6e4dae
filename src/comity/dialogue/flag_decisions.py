"""What humans decided on flagged near duplicates: dismissed or upheld, by whom, when and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from re import compile as pattern
from typing import Final, Literal, NamedTuple, TypeAlias

from comity.dialogue.published_table import write_lines
from comity.dialogue.reading_fields import shown
from comity.documents import CsvLimits, FaultList, Table, read_table
from comity.fault import N_, FaultKind, Place, refuse
from comity.language import clean_text

__all__ = ["FlagDecision", "Ruling", "decision_lines", "read_flag_decisions"]

Ruling: TypeAlias = Literal["dismissed", "upheld"]

HEADER: Final = ("component", "decision", "by", "at", "reason")
LIMITS: Final = CsvLimits(bytes=10_000_000, rows=100_000)
LONGEST_NAME: Final = 200
LONGEST_REASON: Final = 2000
TIME: Final = pattern(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?")

COLUMNS: Final = FaultKind(
    "dialogue.flag_columns",
    N_("the first line names {found}"),
    N_("a file of decisions has component, decision, by, at and reason"),
    N_("Missing: {missing}. Add the column, or correct its name."),
)
UNKNOWN: Final = FaultKind(
    "dialogue.flag_unknown",
    N_("component “{component}” is not flagged in these votes"),
    N_("a decision is about a component that the report of the same votes and rule names"),
    N_("Take the name from the report. If votes or rule have changed, decide anew."),
)
TWICE: Final = FaultKind(
    "dialogue.flag_twice",
    N_("component {component} is already decided on line {first}"),
    N_("each component has one decision, the one that holds"),
    N_("Remove one of the lines."),
)
WRONG_RULING: Final = FaultKind(
    "dialogue.flag_decision",
    N_("decision is “{value}”"),
    N_("a flag is “dismissed” (honest people who vote alike) or “upheld”"),
    N_("Write one of the two words. Leave the line out while nobody has decided."),
)
WRONG_TEXT: Final = FaultKind(
    "dialogue.flag_text",
    N_("{column} is “{value}”"),
    N_("it says who decided or why in one line of at most {most} characters, all of them visible"),
    N_("Correct it. It is published: name an office rather than a person."),
)
WRONG_TIME: Final = FaultKind(
    "dialogue.flag_time",
    N_("at is “{value}”"),
    N_("it says when it was decided: a day such as 2026-03-01, or 2026-03-01T12:00Z"),
    N_("Correct it."),
)


@dataclass(frozen=True, slots=True)
class FlagDecision:
    """A human's decision on one flagged component: it weighs in full again, or as one person."""

    component: str
    ruling: Ruling
    by: str
    at: str
    reason: str


def read_flag_decisions(
    data: bytes, name: str, components: Iterable[str]
) -> tuple[FlagDecision, ...]:
    """Return the decisions of a file, by component; ``components`` are those that are flagged.

    Raises ``RefusedError`` with all faults of the file.
    """
    table = read_table(data, name, LIMITS)
    reading = _Reading(table, _columns(table), frozenset(components))
    for line, fields in table.records(reading.faults):
        reading.take(line, fields)
    reading.faults.refuse_any()
    decided = (decision for _line, decision in reading.found.values())
    return tuple(sorted(decided, key=lambda each: each.component))


def decision_lines(decisions: Sequence[FlagDecision] = ()) -> bytes:
    """Return decisions as they are published: one line for each component, by component."""
    ordered = sorted(decisions, key=lambda each: each.component)
    return write_lines(
        HEADER, ((one.component, one.ruling, one.by, one.at, one.reason) for one in ordered)
    )


class _Columns(NamedTuple):
    component: int
    decision: int
    by: int
    at: int
    reason: int


def _columns(table: Table) -> _Columns:
    found = [table.find(name) for name in HEADER]
    missing = [name for name, position in zip(HEADER, found, strict=True) if position is None]
    if missing:
        named = shown(", ".join(table.columns))
        raise refuse(COLUMNS.at(Place(table.name, 1), found=named, missing=", ".join(missing)))
    return _Columns(*(position or 0 for position in found))


class _Reading:
    """One file being read: what was found, with its line, and what is at fault."""

    def __init__(self, table: Table, columns: _Columns, components: frozenset[str]) -> None:
        self.table = table
        self.columns = columns
        self.components = components
        self.faults = FaultList(table.name)
        self.found: dict[str, tuple[int, FlagDecision]] = {}

    def take(self, line: int, fields: list[str]) -> None:
        """Keep the decision of a line, or add its faults."""
        before = len(self.faults)
        columns = self.columns
        decision = FlagDecision(
            self._component(line, fields[columns.component].strip()),
            self._ruling(line, fields[columns.decision].strip()),
            self._text(line, "by", fields[columns.by], LONGEST_NAME),
            self._time(line, fields[columns.at].strip()),
            self._text(line, "reason", fields[columns.reason], LONGEST_REASON),
        )
        if len(self.faults) == before:
            self.found[decision.component] = (line, decision)

    def _place(self, line: int, column: str) -> Place:
        return Place(self.table.name, line, column)

    def _component(self, line: int, component: str) -> str:
        place = self._place(line, "component")
        if component not in self.components:
            self.faults.add(UNKNOWN.at(place, component=shown(component)))
        elif component in self.found:
            first = self.found[component][0]
            self.faults.add(TWICE.at(place, component=component, first=first))
        return component

    def _ruling(self, line: int, value: str) -> Ruling:
        if value == "dismissed":
            return "dismissed"
        if value != "upheld":
            self.faults.add(WRONG_RULING.at(self._place(line, "decision"), value=shown(value)))
        return "upheld"

    def _text(self, line: int, column: str, field: str, most: int) -> str:
        clean = clean_text(field)
        text = clean.text.strip()
        if clean.removed or not text.isprintable() or not 1 <= len(text) <= most:
            place = self._place(line, column)
            self.faults.add(WRONG_TEXT.at(place, column=column, value=shown(text), most=most))
        return text

    def _time(self, line: int, value: str) -> str:
        if not _is_time(value):
            self.faults.add(WRONG_TIME.at(self._place(line, "at"), value=shown(value)))
        return value


def _is_time(value: str) -> bool:
    if not (value.isascii() and TIME.fullmatch(value)):
        return False
    try:
        datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return False
    return True
