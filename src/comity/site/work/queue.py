"""Which letters are to go: each under a key of its own, so that none is queued or made twice."""

import hmac
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Acting
from comity.render import LANGUAGES
from comity.site.work.letters import address_of
from comity.site.work.models import Letter, Notice, Wish
from comity.site.work.queries import log_size, mark_of

__all__ = [
    "RHYTHMS",
    "choose",
    "confirm_address",
    "forget_leavers",
    "queue_digests",
    "queue_reminders",
    "read_in",
    "stop_mail",
]

RHYTHMS: Final = ("none", "day", "week")
MORNING: Final = 6
APART: Final = timedelta(hours=20)
VALID: Final = timedelta(days=1)
KEPT: Final = timedelta(days=40)
DIGITS: Final = 8
MOST_TRIES: Final = 5
MOST_CODES: Final = 3

BAD_ADDRESS: Final = FaultKind(
    "site.mail_address",
    N_("this is no mail address"),
    N_("mail goes to one address, such as name@example.org"),
    N_("Write it as others write to you, without a name before it."),
)
TOO_MANY: Final = FaultKind(
    "site.mail_codes",
    N_("{most} codes were sent today"),
    N_("a day brings so many codes at most, so that nobody is sent mail they did not ask for"),
    N_("Look for the letters that were sent, or try again tomorrow."),
)
WRONG_CODE: Final = FaultKind(
    "site.mail_code_wrong",
    N_("this is not the code that was sent, or it is too old"),
    N_("a code is valid for a day and for {most} tries"),
    N_("Enter the code of the newest letter, or have another one sent."),
)


@transaction.atomic
def choose(*, acting: Acting, address: str, rhythm: str, reminders: bool, now: datetime) -> None:
    """Keep what ``acting`` wants to be told; a new address is sent a code first.

    ``records = none``: it is private. Raises ``RefusedError`` for what is no address.
    """
    row, _ = Wish.objects.get_or_create(pk=acting.person)
    plain = address_of(address) if address.strip() else ""
    if plain is None:
        raise refuse(BAD_ADDRESS.at(Place("address")))
    row.rhythm = rhythm if rhythm in RHYTHMS else "none"
    row.reminders = reminders
    if plain != row.address:
        row.address, row.confirmed, row.code = plain, False, ""
    if plain and not row.confirmed and not row.code:
        _send_code(row, now)
    row.save()


@transaction.atomic
def read_in(*, acting: Acting, language: str) -> None:
    """Keep in which language ``acting`` wants letters (``records = none``: it is private)."""
    if language in LANGUAGES:
        Wish.objects.update_or_create(pk=acting.person, defaults={"language": language})


def confirm_address(*, acting: Acting, code: str, now: datetime) -> None:
    """Take the address as that of ``acting``, who entered the code that was sent there.

    ``records = none``: it is private. A wrong one is counted, whatever becomes of the request.
    """
    with transaction.atomic():
        row = Wish.objects.filter(pk=acting.person).first()
        right = row is not None and _is_right(row, code.strip(), now)
        if row is not None and right:
            row.confirmed, row.code, row.tries = True, "", 0
            row.save()
        elif row is not None:
            row.tries += 1
            row.code = row.code if row.tries < MOST_TRIES else ""
            row.save()
    if not right:
        raise refuse(WRONG_CODE.at(Place("code"), most=MOST_TRIES))


@transaction.atomic
def stop_mail(*, acting: Acting) -> None:
    """Send ``acting`` no more mail, and forget the address (``records = none``: it is private)."""
    Letter.objects.filter(person=acting.person, sent_at=None).delete()
    Wish.objects.filter(pk=acting.person).update(
        address="", confirmed=False, code="", rhythm="none"
    )


def queue_reminders(notices: Iterable[Notice], now: datetime) -> None:
    """Queue a letter for each notice whose reader wants it; in the transaction that drew them."""
    wished = Wish.objects.filter(confirmed=True, reminders=True)
    readers = set(wished.values_list("pk", flat=True))
    for notice in notices:
        if notice.person_id in readers:
            key = f"reminder:{notice.person_id}:{notice.conversation_id}:{notice.hours}"
            Letter.objects.get_or_create(
                key=key,
                defaults={
                    "person_id": notice.person_id,
                    "kind": "reminder",
                    "start": notice.pk,
                    "at": now,
                },
            )


def queue_digests(*, now: datetime) -> int:
    """Queue each digest that is due, once; return how many (``records = none``: private)."""
    day = now.astimezone(UTC)
    if day.hour < MORNING:
        return 0
    year, week, _ = day.isocalendar()
    named = {"day": f"{day:%Y-%m-%d}", "week": f"{year}-W{week:02}"}
    rows = Wish.objects.filter(confirmed=True, person__closingrow=None).exclude(rhythm="none")
    return sum(
        _queue_digest(person, named[rhythm], now)
        for person, rhythm in rows.order_by("pk").values_list("pk", "rhythm")
    )


@transaction.atomic
def _queue_digest(person: str, named: str, now: datetime) -> bool:
    earlier = Letter.objects.filter(person=person, kind="digest").order_by("-at")
    last = earlier.first()
    if last is not None and last.at > now - APART:
        return False
    start = mark_of(person).size if last is None else last.size
    wanted = {"person_id": person, "kind": "digest", "at": now, "start": start, "size": log_size()}
    _, new = Letter.objects.get_or_create(key=f"digest:{person}:{named}", defaults=wanted)
    return new


@transaction.atomic
def forget_leavers(*, now: datetime) -> None:
    """Forget addresses of closed accounts and erased people, and letters that went long ago."""
    gone = Wish.objects.filter(Q(person__closingrow__isnull=False) | Q(person__name=""))
    Letter.objects.filter(person__in=list(gone.values_list("pk", flat=True))).delete()
    gone.delete()
    Letter.objects.filter(at__lt=now - KEPT).delete()


def _send_code(row: Wish, now: datetime) -> None:
    today = f"code:{row.pk}:{now.astimezone(UTC):%Y-%m-%d}"
    sent = Letter.objects.filter(key__startswith=today).count()
    if sent >= MOST_CODES:
        raise refuse(TOO_MANY.at(Place("address"), most=MOST_CODES))
    row.code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    row.code_at, row.tries = now, 0
    Letter.objects.create(key=f"{today}:{sent}", person_id=row.pk, kind="code", at=now)


def _is_right(row: Wish, code: str, now: datetime) -> bool:
    if not row.code or row.code_at is None or now - row.code_at > VALID:
        return False
    return hmac.compare_digest(row.code.encode(), code.encode())
