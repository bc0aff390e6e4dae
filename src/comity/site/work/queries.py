"""What changed in the record since a person said they had read it, by what it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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
class Changed:
    """What happened around one thing; ``own`` says that it is in the reader's own scope."""

    key: str
    title: str
    symbol: str
    path: str
    acts: Sequence[Told]
    index: int
    at: datetime
    own: bool


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
    own = _own_subjects(acting)
    apart: dict[tuple[str, bool], list[dict[str, Any]]] = {}
    for row in rows:
        pillar, _, rest = row["subject"].partition(":")
        known = rest.partition(":")[2] if pillar == "dialogue" else pillar
        mine = known in waiting or row["subject"] in own
        apart.setdefault((known, mine), []).append(row)
    found = [_changed(known, mine, rows) for (known, mine), rows in apart.items()]
    return sorted(found, key=lambda one: (one.at, one.index), reverse=True)


def _changed(known: str, mine: bool, rows: list[dict[str, Any]]) -> Changed:  # noqa: FBT001 - half of the key
    newest = max(rows, key=lambda row: row["index"])
    named = max(rows, key=lambda row: (bool(row["title"]), row["index"]))
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
    )


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
