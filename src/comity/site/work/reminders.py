"""When a conversation reminds, whom, and of what: hours before its close, and who has not acted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from comity.canonical import decode
from comity.edge import shipped
from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Acting, Mandate, Party
from comity.render import LANGUAGES
from comity.site.dialogue.queries import ConversationView, duties_in
from comity.site.members.duties import Duty
from comity.site.members.models import MandateRow
from comity.site.members.permissions import may_administer
from comity.site.members.queries import acting_as, party_with
from comity.site.work.models import Notice, Reminding

__all__ = [
    "NoticeLine",
    "Outstanding",
    "Waits",
    "default_hours",
    "due_hour",
    "hours_of",
    "notices_of",
    "outstanding",
    "read_hours",
    "waits_in",
]

VERSION: Final = 1
MOST: Final = 6
LONGEST: Final = 24 * 60
FORM: Final = re.compile(r"[0-9]{1,4}", re.ASCII)
SHOWN: Final = 10

BAD_HOURS: Final = FaultKind(
    "site.reminder_hours",
    N_("the hours are “{value}”"),
    N_("hours before the close are at most {most} whole numbers from 1 to {longest}"),
    N_("Write them as 72, 24, or leave the field empty for no reminder."),
)


@dataclass(frozen=True, slots=True)
class Waits:
    """For whom something waits in a conversation, and what."""

    acting: Acting
    duties: Sequence[Duty]


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Who has not acted yet: party, role, and the name for who administers that party."""

    party: Party
    role: str
    name: str
    kinds: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A reminder as its reader sees it."""

    conversation: str
    title: str
    hours: int
    closes: datetime


@cache
def default_hours() -> tuple[int, ...]:
    """Return the hours of the version in use, for conversations that have none of their own."""
    found: Any = decode(shipped("dialogue", "reminders", VERSION))
    return tuple(found["hours"])


def read_hours(text: str) -> tuple[int, ...]:
    """Return the hours that were written, the longest first; refuse what are none."""
    words = text.replace(",", " ").replace("،", " ").replace("、", " ").split()
    wrong = BAD_HOURS.at(Place("hours"), value=text[:40], most=MOST, longest=LONGEST)
    if len(words) > MOST or not all(FORM.fullmatch(word) for word in words):
        raise refuse(wrong)
    found = tuple(sorted({int(word) for word in words}, reverse=True))
    if any(not 1 <= one <= LONGEST for one in found):
        raise refuse(wrong)
    return found


def hours_of(conversation: str) -> tuple[int, ...]:
    """Return at which hours before its close a conversation reminds, the longest first."""
    row = Reminding.objects.filter(pk=conversation).first()
    return default_hours() if row is None else tuple(int(one) for one in row.hours.split())


def due_hour(hours: Sequence[int], closes: datetime, now: datetime) -> int | None:
    """Return which hour's reminders are due: the latest that has come; None before and after.

    After a stop of the server only this one is drawn, not those that were missed as well.
    """
    if now >= closes:
        return None
    return min((one for one in hours if closes - timedelta(hours=one) <= now), default=None)


def waits_in(view: ConversationView, languages: dict[str, str], at: datetime) -> Sequence[Waits]:
    """Return for whom something waits in an open conversation, by their pseudonym.

    ``languages`` says in which language somebody reads, where it is known.
    """
    holders = MandateRow.objects.filter(start__lte=at, end__gt=at, revocationrow=None)
    people = sorted(set(holders.values_list("holder", flat=True)))
    found = []
    for person in people:
        who = acting_as(person)
        language = LANGUAGES[languages.get(person, "en")].tag
        duties = [] if who is None else duties_in(view, who, language, at)
        if who is not None and duties:
            found.append(Waits(who, duties))
    return found


def outstanding(view: ConversationView, officer: Acting, at: datetime) -> Sequence[Outstanding]:
    """Return who has not acted yet, for ``officer``: that something waits, never what they think.

    Names are told to who administers that party alone: others see its role.
    """
    found = []
    for one in waits_in(view, {}, at):
        kinds = tuple((duty.kind, duty.count) for duty in one.duties if duty.kind != "translate")
        running = [each for each in one.acting.mandates if _runs(each, at)]
        for mandate in running[:1] if kinds else ():
            party = party_with(mandate.role.party, at)
            if party is not None:
                name = one.acting.name if may_administer(officer, party.party.id, at) else ""
                found.append(Outstanding(party.party, mandate.role.title, name, kinds))
    return found


def _runs(mandate: Mandate, at: datetime) -> bool:
    in_time = mandate.start <= at < mandate.end
    return in_time and (mandate.revoked is None or at < mandate.revoked)


def notices_of(person: str, now: datetime) -> Sequence[NoticeLine]:
    """Return the reminders of conversations that close later than ``now``, the next close first.

    Of several about one conversation the latest.
    """
    rows = Notice.objects.filter(person=person, conversation__closes_at__gt=now)
    columns = ("conversation", "conversation__title", "hours", "conversation__closes_at")
    latest: dict[str, NoticeLine] = {}
    for row in rows.order_by("conversation__closes_at", "-hours").values_list(*columns)[:100]:
        latest[row[0]] = NoticeLine(*row)
    return list(latest.values())[:SHOWN]
