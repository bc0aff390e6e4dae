"""Lines that hold from one day until another: read, checked, and one at most per party and day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Final, Protocol

from comity.documents import FaultList
from comity.fault import N_, FaultKind, Place
from comity.standards.parties import party_key

__all__ = [
    "NO_DAY",
    "Dated",
    "is_limited",
    "read_period",
    "refuse_overlaps",
    "written_day",
]

DAY: Final = FaultKind(
    "standards.day",
    N_("the date is “{value}”"),
    N_("a date is written as year-month-day, such as 2026-11-27"),
    N_("Correct it, or leave it empty where there is no such limit."),
)
NO_TIME: Final = FaultKind(
    "standards.empty_period",
    N_("{party} is listed from {start} to {end}"),
    N_("a period begins before it ends; its last day is the one before “to”"),
    N_("Correct the dates."),
)
TWICE: Final = FaultKind(
    "standards.roll_twice",
    N_("{party} has two lines for one day; the other is line {line}"),
    N_("on any day a party has one status"),
    N_("Let the earlier period end on the day on which the later one begins."),
)
NO_DAY: Final = FaultKind(
    "standards.roll_needs_day",
    N_("the file says what holds from when to when, and no day is asked for"),
    N_("who may vote, and with which weight, is a matter of the day"),
    N_("Give the day of the decision: --at 2026-11-27."),
)


class Dated(Protocol):
    """A line about a party that holds from ``start`` until the day before ``end``."""

    @property
    def party(self) -> str:
        """Return the party's name."""

    @property
    def start(self) -> date:
        """Return the first day."""

    @property
    def end(self) -> date:
        """Return the day after the last."""

    @property
    def line(self) -> int:
        """Return the line of the file."""


def is_limited(lines: Iterable[Dated]) -> bool:
    """Tell whether any line is limited in time."""
    return any((each.start, each.end) != (date.min, date.max) for each in lines)


def read_period(
    party: str, texts: tuple[str, str], place: Place, faults: FaultList
) -> tuple[date, date]:
    """Return the days ``from`` and ``to`` that a line at ``place`` writes; none is no limit."""
    start = _day(texts[0], date.min, Place(place.name, place.line, "from"), faults)
    end = _day(texts[1], date.max, Place(place.name, place.line, "to"), faults)
    if start >= end:
        where = Place(place.name, place.line, "to")
        faults.add(NO_TIME.at(where, party=party, start=start, end=end))
    return start, end


def written_day(day: date) -> str | None:
    """Return a day as a file writes it; None for no limit."""
    return None if day in (date.min, date.max) else day.isoformat()


def refuse_overlaps(lines: Iterable[Dated], name: str, faults: FaultList) -> None:
    """Find fault with a party that has two lines for one day."""
    by_party: defaultdict[str, list[Dated]] = defaultdict(list)
    for each in lines:
        by_party[party_key(each.party)].append(each)
    for listed in by_party.values():
        for one, later in pairwise(sorted(listed, key=lambda each: each.start)):
            if later.start < one.end:
                place = Place(name, line=later.line)
                faults.add(TWICE.at(place, party=later.party, line=one.line))


def _day(text: str, empty: date, place: Place, faults: FaultList) -> date:
    if not text.strip():
        return empty
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        faults.add(DAY.at(place, value=text))
        return empty
