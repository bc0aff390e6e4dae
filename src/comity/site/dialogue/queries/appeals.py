"""What pages may know of appeals, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Q, QuerySet

from comity.record import parse_entry
from comity.site.dialogue.models import AppealRow
from comity.site.dialogue.queries.conversation import StatementLine
from comity.site.members.holders import holders_of
from comity.site.members.queries import mandate_with

__all__ = [
    "AppealCounts",
    "AppealLine",
    "WaitingAppeal",
    "appeal_counts",
    "appeals_of",
    "others_who_decide",
    "waiting_appeals",
]

DECIDED_BY: Final = "dialogue.decide_appeal"


@dataclass(frozen=True, slots=True)
class AppealCounts:
    """How many appeals there were, how many of them wait, and how many were overturned."""

    all: int
    waiting: int
    overturned: int


@dataclass(frozen=True, slots=True)
class AppealLine:
    """An appeal as its author reads it: its words, where it stands, and why it was decided so."""

    text: str
    state: str
    reason: str
    day: date
    decided: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingAppeal:
    """An appeal that somebody has to decide on: who rejected the statement, and why.

    ``author`` is the pseudonym the statement came by.
    """

    line: StatementLine
    text: str
    reason: str
    day: date
    rejected_by: str
    author: str


def appeal_counts(conversation: str) -> AppealCounts:
    """Return what is public of the appeals of a conversation."""
    found = AppealRow.objects.filter(statement__conversation=conversation).aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(state="waiting") & ~Q(statement__text="")),
        overturned=Count("pk", filter=Q(state="overturned")),
    )
    return AppealCounts(**found)


def appeals_of(conversation: str, author: str) -> Mapping[int, AppealLine]:
    """Return the appeals of one pseudonym by the number of the statement."""
    rows = AppealRow.objects.filter(statement__conversation=conversation, statement__author=author)
    return {
        row.statement.number: AppealLine(
            row.text, row.state, row.reason, row.day, row.decided.at if row.decided else None
        )
        for row in rows.select_related("statement", "decided")
    }


def waiting_appeals(conversation: str) -> Sequence[WaitingAppeal]:
    """Return the appeals that nobody has decided on, the oldest first."""
    rows = _waiting(conversation).select_related("statement", "against").order_by("pk")
    return [
        WaitingAppeal(
            StatementLine(row.statement.number, row.statement.text, row.statement.language),
            row.text,
            row.statement.reason,
            row.day,
            _decider(row),
            row.statement.author,
        )
        for row in rows
    ]


def others_who_decide(persons: Sequence[str], at: datetime) -> bool:
    """Return whether there is anybody besides each of ``persons`` who may decide on an appeal."""
    able = holders_of(DECIDED_BY, at)
    return all(able - {person} for person in persons)


def _waiting(conversation: str) -> QuerySet[AppealRow]:
    rows = AppealRow.objects.filter(statement__conversation=conversation, state="waiting")
    return rows.exclude(statement__text="")


def _decider(row: AppealRow) -> str:
    """Return the person who rejected the statement; empty where the mandate is not known."""
    mandate = mandate_with(parse_entry(bytes(row.against.leaf)).mandate or "")
    return "" if mandate is None else mandate.holder
