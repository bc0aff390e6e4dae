"""What changed in the record since a person said they had read it, by what it is about."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Max
from django.urls import reverse

from comity.people import Acting
from comity.site.members.models import PersonRow
from comity.site.record.models import Entry, Log
from comity.site.record.words import subject_path
from comity.site.work.models import ReadMark

__all__ = [
    "Changed",
    "Changes",
    "Mark",
    "Restated",
    "Told",
    "changes_between",
    "changes_since",
    "log_size",
    "mark_of",
]

FURTHEST: Final = 20_000
"""Entries that are looked through; what lies further back is in the record itself."""

OWN_ACTS: Final = "record."
CONVERSATION: Final = frozenset(("conversation", "report"))
"""Kinds of subjects with a page, the better one first in the alphabet."""

RESTATEMENT: Final = re.compile(r"(?P<report>.+)-(?P<day>\d{4}-\d{2}-\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to where somebody has read: ``size`` entries; ``at`` is when they said so, if they did."""

    size: int
    at: datetime
    said: bool
    back: bool = False

    @property
    def last(self) -> int:
        """Return the index of the last entry read."""
        return max(self.size - 1, 0)


@dataclass(frozen=True, slots=True)
class Told:
    """How many entries of one act there are, and the index of the newest."""

    act: str
    count: int
    index: int


@dataclass(frozen=True, slots=True)
class Restated:
    """A restatement of a report: the day it bears, and its page."""

    day: date
    path: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What happened around one thing; ``own`` says that it is in the reader's own scope.

    A report is one thing with its conversation, and with what restates its figures.
    """

    key: str
    title: str
    symbol: str
    path: str
    acts: Sequence[Told]
    index: int
    at: datetime
    own: bool
    restated: Sequence[Restated] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """All that happened from ``mark`` up to ``size`` entries; ``cut`` says that some is older."""

    mark: Mark
    size: int
    count: int
    groups: Sequence[Changed]
    cut: bool


def mark_of(person: str) -> Mark:
    """Return up to where ``person`` has read; before they say so, up to their own account."""
    row = ReadMark.objects.filter(pk=person).first()
    if row is not None:
        return Mark(row.size, row.at, said=True, back=row.before is not None)
    entry = PersonRow.objects.select_related("entry").get(pk=person).entry
    return Mark((entry.idx if entry.idx is not None else -1) + 1, entry.at, said=False)


def changes_since(acting: Acting, waiting: Iterable[str] = ()) -> Changes:
    """Return what the public record tells since ``acting`` read it, the latest first.

    ``waiting`` are the conversations in which something waits for the person. What the record
    notes about itself is left out.
    """
    mark = mark_of(acting.person)
    return _changes(acting, mark, log_size(), frozenset(waiting))


def changes_between(acting: Acting, start: int, size: int) -> Changes:
    """Return what the entries from index ``start`` up to ``size`` entries tell ``acting``."""
    mark = replace(mark_of(acting.person), size=start)
    return _changes(acting, mark, min(size, log_size()), frozenset())


def log_size() -> int:
    """Return how many entries have their place."""
    return max(Log.objects.values_list("size", flat=True), default=0)


def _changes(acting: Acting, mark: Mark, size: int, waiting: frozenset[str]) -> Changes:
    log = Log.objects.filter(size__gt=0).order_by("origin").first()
    start = max(mark.size, size - FURTHEST)
    rows = Entry.objects.filter(log=log, idx__gte=start, idx__lt=size)
    columns = ("subject", "symbol", "title", "act")
    found = (
        rows.exclude(act__startswith=OWN_ACTS)
        .order_by()
        .values(*columns)
        .annotate(count=Count("pk"), index=Max("idx"), latest=Max("at"))
    )
    groups = _grouped(list(found), acting, waiting)
    count = sum(told.count for group in groups for told in group.acts)
    return Changes(mark, size, count, groups, cut=start > mark.size)


def _grouped(
    rows: Sequence[dict[str, Any]], acting: Acting, waiting: frozenset[str]
) -> Sequence[Changed]:
    own, waiting = _own_subjects(acting), frozenset(map(_report_in, waiting))
    apart: dict[tuple[str, bool], list[dict[str, Any]]] = {}
    for row in rows:
        pillar, _, rest = row["subject"].partition(":")
        known = _report_in(rest.partition(":")[2]) if pillar == "dialogue" else pillar
        mine = known in waiting or row["subject"] in own
        apart.setdefault((known, mine), []).append(row)
    found = [_changed(known, mine, rows) for (known, mine), rows in apart.items()]
    return sorted(found, key=lambda one: (one.at, one.index), reverse=True)


def _changed(known: str, mine: bool, rows: list[dict[str, Any]]) -> Changed:  # noqa: FBT001 - half of the key
    newest = max(rows, key=lambda row: row["index"])
    named = max(
        rows, key=lambda row: (bool(row["title"]), not _is_restated(row["subject"]), row["index"])
    )
    members = newest["subject"].startswith("members:")
    return Changed(
        key=known,
        title="" if members else named["title"],
        symbol="" if members else named["symbol"],
        path=reverse("members") if members else _path(rows),
        acts=_told(rows),
        index=newest["index"],
        at=max(row["latest"] for row in rows),
        own=mine,
        restated=_restated(rows),
    )


def _report_in(known: str) -> str:
    """Return the report that a restatement with this id restates; else what is known."""
    match = RESTATEMENT.fullmatch(known)
    return match["report"] if match else known


def _is_restated(subject: str) -> bool:
    return subject.startswith("dialogue:restatement:")


def _restated(rows: Iterable[dict[str, Any]]) -> Sequence[Restated]:
    """Return the restatements among what rows are about, the newest first."""
    subjects = {row["subject"].split("@")[0] for row in rows if _is_restated(row["subject"])}
    found = [(RESTATEMENT.fullmatch(one), subject_path(one)) for one in subjects]
    told = [Restated(date.fromisoformat(one["day"]), path) for one, path in found if one and path]
    return sorted(told, key=lambda one: one.day, reverse=True)


def _told(rows: Iterable[dict[str, Any]]) -> Sequence[Told]:
    found: dict[str, Told] = {}
    for row in rows:
        before = found.get(row["act"], Told(row["act"], 0, -1))
        count, index = before.count + row["count"], max(before.index, row["index"])
        found[row["act"]] = Told(row["act"], count, index)
    return sorted(found.values(), key=lambda one: -one.index)


def _path(rows: Iterable[dict[str, Any]]) -> str:
    """Return the page of what it is about: of the conversation, where there is one."""
    subjects = {row["subject"].split("@")[0] for row in rows}
    with_page = sorted(one for one in subjects if one.split(":")[1] in CONVERSATION)
    return next(filter(None, map(subject_path, with_page)), "")


def _own_subjects(acting: Acting) -> frozenset[str]:
    """Return the subjects in the record that are about this person's party and mandates."""
    party = PersonRow.objects.values_list("party", flat=True).get(pk=acting.person)
    mandates = (f"members:mandate:{one.id}" for one in acting.mandates)
    return frozenset((f"members:party:{party}", *mandates))
