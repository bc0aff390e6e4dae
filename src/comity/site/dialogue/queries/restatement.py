"""What is known of restatements of a report, as plain values, and when the next is possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db.models import Max

from comity.canonical import decode
from comity.dialogue import (
    Counts,
    RestatementRule,
    first_scheduled,
    read_restatement_rule,
    tier_of,
)
from comity.edge import shipped
from comity.record import parse_vkey
from comity.site.dialogue.models import (
    PublishedReport,
    Restatement,
    RestatementDraft,
    Statement,
    VoteLine,
)
from comity.site.dialogue.queries.tiers import shaping_tier
from comity.site.record.models import Entry

__all__ = [
    "Release",
    "RestatementView",
    "Restating",
    "erased_statements",
    "has_lost_votes",
    "last_release",
    "newest_restatements",
    "restatement_rule",
    "restatement_with",
    "restatements_of",
    "restating_of",
]

ERASED: Final = "dialogue.erase_votes"
RULE: Final = ("restatement", 1)
ANSWERS: Final = ("agree", "disagree", "pass")


@dataclass(frozen=True, slots=True)
class Release:
    """The figures of a report as they were shown last: by itself, or by a restatement.

    ``standing`` holds each statement's counts in the report's order, None where hidden.
    """

    report: Mapping[str, Any]
    published: str
    digest: str
    at: datetime
    participants: int
    standing: Mapping[str, Counts | None]


@dataclass(frozen=True, slots=True)
class Restating:
    """When a report may be restated next: from ``on``; ``few`` if too few have gone so far.

    ``drawn`` tells whether one is drawn up and waits for a signature.
    """

    on: date
    due: bool
    few: bool
    drawn: bool

    @property
    def possible(self) -> bool:
        """Return whether a restatement may be drawn up now."""
        return self.due and not self.few and not self.drawn


@dataclass(frozen=True, slots=True)
class RestatementView:
    """A published restatement with all its page shows; ``entry`` is None until sequenced."""

    id: str
    report: str
    symbol: str
    title: str
    at: datetime
    result: Mapping[str, Any]
    digest: str
    bundle_size: int
    simulated: bool
    signer: str
    role: str
    strength: str
    entry: int | None
    vkey: str

    @property
    def day(self) -> date:
        """Return the scheduled date that it bears."""
        return date.fromisoformat(self.result["date"])

    @property
    def restated(self) -> Sequence[str]:
        """Return the statements whose figures are shown anew."""
        return [one["id"] for one in self.result["statements"] if one["state"] == "restated"]

    @property
    def command(self) -> str:
        """Return the line that recomputes it from its bundle, under this site's key."""
        return f"comity verify {self.id}.zip --key {self.vkey}"

    @property
    def open_ballots(self) -> bool:
        """Return False: the votes that are left are given to auditors alone, of every report."""
        return False

    @property
    def origin(self) -> str:
        """Return the name of the record it is entered in."""
        return parse_vkey(self.vkey).name


def restatement_rule() -> tuple[bytes, RestatementRule]:
    """Return the rule of restatements in use, as bytes and as read."""
    data = shipped("dialogue", *RULE)
    return data, read_restatement_rule(data, RULE[0])


def restatements_of(report: str) -> Sequence[RestatementView]:
    """Return the restatements of a report, newest first."""
    rows = Restatement.objects.filter(restates=report).order_by("-entry_id")
    return [_view(row) for row in rows.select_related("signoff", "entry__log")]


def newest_restatements() -> Sequence[RestatementView]:
    """Return the newest restatement of each report that has one."""
    newest = Restatement.objects.values("restates").annotate(newest=Max("entry_id"))
    rows = Restatement.objects.filter(entry__in=newest.values("newest")).order_by("pk")
    return [_view(row) for row in rows.select_related("signoff", "entry__log")]


def restatement_with(restatement: str) -> RestatementView | None:
    """Return the restatement with this id, or None."""
    rows = Restatement.objects.filter(pk=restatement).select_related("signoff", "entry__log")
    row = rows.first()
    return None if row is None else _view(row)


def last_release(report: str) -> Release | None:
    """Return the figures of a report as they were shown last; None where there is no report."""
    row = PublishedReport.objects.filter(pk=report).first()
    if row is None:
        return None
    first: Any = decode(bytes(row.report))
    newest = Restatement.objects.filter(restates=row).order_by("-entry_id").first()
    if newest is None:
        people = first["participation"]["participants"]
        shown = {str(one["id"]): _counts(one) for one in first["statements"]}
        return Release(first, row.digest, row.digest, row.published_at, people, shown)
    result: Any = decode(bytes(newest.restatement))
    shown = {one["id"]: _standing(one) for one in result["statements"]}
    people, at = result["participants"], newest.published_at
    return Release(first, row.digest, newest.digest, at, people, shown)


def restating_of(report: str, at: datetime) -> Restating | None:
    """Return when a report may be restated next; None where it is not published."""
    release = last_release(report)
    if release is None:
        return None
    _, rule = restatement_rule()
    on = first_scheduled(rule, release.at.astimezone(UTC).date())
    few = release.participants - _left(report) < rule.min_changes
    drawn = RestatementDraft.objects.filter(pk=report).exists()
    return Restating(on, on <= at.astimezone(UTC).date(), few, drawn)


def erased_statements(report: str) -> frozenset[str]:
    """Return the statements of a report’s conversation whose words are gone."""
    rows = Statement.objects.filter(conversation=report, text="")
    return frozenset(str(number) for number in rows.values_list("number", flat=True))


def has_lost_votes(shown: RestatementView) -> bool:
    """Tell whether votes that a restatement was made from were taken out since."""
    if _left(shown.report) < int(shown.result["participants"]):
        return True
    made = Restatement.objects.filter(pk=shown.id).values("entry")[:1]
    gone = Entry.objects.filter(act=ERASED, subject=f"dialogue:votes:{shown.report}")
    return gone.filter(pk__gt=made).exists()


def _left(report: str) -> int:
    lines = VoteLine.objects.filter(conversation=report).values_list("voter", flat=True)
    tier = shaping_tier(report)
    return sum(tier_of(voter) == tier for voter in lines.distinct())


def _standing(one: Mapping[str, Any]) -> Counts | None:
    """Return the figure of a statement that stands after a restatement."""
    if one["state"] == "stands":
        return _counts(one["before"])
    return _counts(one["now"]) if one["state"] == "restated" else None


def _counts(figures: Mapping[str, Any]) -> Counts | None:
    agree, disagree, passed = (figures[answer] for answer in ANSWERS)
    return None if agree is None else (agree, disagree, passed)


def _view(row: Restatement) -> RestatementView:
    result: Any = decode(bytes(row.restatement))
    return RestatementView(
        id=row.id,
        report=row.restates_id,
        symbol=row.symbol,
        title=row.title,
        at=row.published_at,
        result=result,
        digest=row.digest,
        bundle_size=row.bundle_size,
        simulated=row.simulated,
        signer=row.signoff.name,
        role=row.signoff.role,
        strength=row.signoff.strength,
        entry=row.entry.idx,
        vkey=row.entry.log.vkey,
    )
