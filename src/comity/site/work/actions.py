"""Keeping what a person wants to keep of their own work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Acting
from comity.site.dialogue.actions import CLOSE
from comity.site.dialogue.queries import ConversationView, open_conversations
from comity.site.members.standing import require_in_force
from comity.site.work.models import Drawn, Notice, ReadMark, Reminding
from comity.site.work.queries import log_size, mark_of
from comity.site.work.queue import queue_reminders
from comity.site.work.reminders import due_hour, hours_of, waits_in
from comity.site.work.wishes import languages_of, who_asked
from comity.subject import Subject

__all__ = ["draw_reminders", "go_back", "mark_read", "set_reminders"]

NOT_READ: Final = FaultKind(
    "site.not_read",
    N_("the record has no {size} entries"),
    N_("one has read at most what is there"),
    N_("Load the page again, then mark it."),
)


@transaction.atomic
def mark_read(*, acting: Acting, size: int, now: datetime) -> None:
    """Keep that ``acting`` has read the first ``size`` entries (``records = none``: it is private).

    Of two pages the one that shows more counts: an older one takes nothing back.
    """
    if not 0 <= size <= log_size():
        raise refuse(NOT_READ.at(Place("size"), size=size))
    before = mark_of(acting.person)
    if size <= before.size:
        return
    ReadMark.objects.update_or_create(
        pk=acting.person,
        defaults={"size": size, "at": now, "before": before.size, "before_at": before.at},
    )


@transaction.atomic
def go_back(*, acting: Acting) -> None:
    """Take the last mark back (``records = none``: it is private)."""
    row = ReadMark.objects.filter(pk=acting.person, before__isnull=False).first()
    if row is None or row.before is None or row.before_at is None:
        return
    row.size, row.at, row.before, row.before_at = row.before, row.before_at, None, None
    row.save()


@transaction.atomic
def set_reminders(
    *, conversation: str, hours: Sequence[int], acting: Acting | None, now: datetime
) -> None:
    """Set at which hours before its close a conversation reminds.

    ``records = none``: whom the office reminds changes nothing of the conversation. Whoever may
    close it may set this.
    """
    require_in_force(acting, act=CLOSE, at=now, about=_about(conversation))
    said = " ".join(map(str, hours))
    Reminding.objects.update_or_create(pk=conversation, defaults={"hours": said})


def _about(conversation: str) -> tuple[Subject, Subject]:
    return (
        Subject("dialogue", "conversation", conversation),
        Subject("dialogue", "report", conversation),
    )


def draw_reminders(*, now: datetime) -> int:
    """Draw the reminders that are due, each once; return how many (``records = none``: private).

    Those of one hour of a conversation are written together, with the note that they were: after a
    stop in their midst none is there, and the next call draws all of them.
    """
    return sum(_draw(view, now) for view in open_conversations(now) if view.stage == "open")


def _draw(view: ConversationView, now: datetime) -> int:
    hours = due_hour(hours_of(view.id), view.terms.closes, now)
    if hours is None or Drawn.objects.filter(conversation=view.id, hours=hours).exists():
        return 0
    told = {one.acting.person: one.duties for one in waits_in(view, languages_of(), now)}
    for person in who_asked():
        told.setdefault(person, [])
    with transaction.atomic():
        drawn, new = Drawn.objects.get_or_create(
            conversation_id=view.id, hours=hours, defaults={"at": now}
        )
        if not new:
            return 0
        notices = [
            Notice(
                person_id=person,
                conversation_id=view.id,
                hours=drawn.hours,
                at=now,
                kinds=" ".join(duty.kind for duty in duties),
            )
            for person, duties in sorted(told.items())
        ]
        Notice.objects.bulk_create(notices)
        queue_reminders(notices, now)
    return len(notices)
