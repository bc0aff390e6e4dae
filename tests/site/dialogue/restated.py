"""A published report whose voters take out their votes, and its restatement, for tests."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from comity.canonical import sha256_hex
from comity.oversight import Person
from comity.people import Acting, Mandate, Role
from comity.record import MANIFEST, parse_manifest
from comity.site.dialogue.actions import (
    RESTATE,
    Kept,
    draw_up_restatement,
    drawn_up,
    publish_restatement,
    take_out,
)
from comity.site.dialogue.models import Restatement
from comity.site.record.models import Log
from comity.subject import Subject
from tests.site.conftest import sequence, sign_off
from tests.site.dialogue.audited import publish
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import ID, LATER, NOW, voter
from tests.site.members.factories import entered

__all__ = [
    "DUE",
    "MANDATE",
    "NEXT",
    "RESTATED",
    "draw_up",
    "leave",
    "publish_and_leave",
    "published_report",
    "restate_now",
    "restated_report",
    "signed",
]

DUE = datetime(2027, 1, 1, tzinfo=UTC)
NEXT = datetime(2027, 4, 1, tzinfo=UTC)
RESTATED = "dia-7-2027-01-01"
NAME = "Ilsa Verrane"
YEAR = timedelta(days=365)
MANDATE = Mandate(
    id="m-restates",
    holder="p-restates",
    role=Role("assembly", "secretary"),
    scope=frozenset({RESTATE}),
    start=NOW - YEAR,
    end=NOW + YEAR,
)


def published_report(instance, **terms) -> None:
    """Publish the report of a conversation in which 30 people voted on three statements."""
    close_voted(instance, **terms)
    publish(instance)


def leave(instance, *numbers: int, now: datetime = LATER) -> None:
    """Have people take out their votes."""
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    for number in numbers:
        who = voter(instance, number)
        take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=now)
    sequence(instance.log_folder)


def publish_and_leave(instance, people: int = 10, **terms) -> None:
    """Publish a report, and have so many people take out their votes."""
    published_report(instance, **terms)
    leave(instance, *range(people))


def draw_up(now: datetime = DUE) -> dict[str, bytes]:
    """Draw up a restatement, and return its members."""
    who = Acting(MANDATE.holder, NAME, (entered(MANDATE, NAME),))
    sealed = settings.COMITY.sealed_folder
    draw_up_restatement(report=ID, acting=who, sealed=sealed, now=now)
    return dict(drawn_up(ID) or {})


def signed(members, now: datetime = DUE, **changes):
    """Return the sign-off of what ``members`` hold."""
    of = parse_manifest(members[MANIFEST]).subject.id
    subject = Subject("dialogue", "restatement", of, sha256_hex(members[MANIFEST]))
    mandate = entered(changes.pop("mandate", MANDATE), NAME)
    said = {"id": f"s-{now:%Y%m%d}", "signer": Person(mandate.holder), "at": now}
    return sign_off(subject, act=RESTATE, mandate=mandate, **{**said, **changes})


def restate_now(instance, now: datetime = DUE) -> Restatement:
    """Restate the report, sequence, and return the row."""
    members = draw_up(now)
    made = publish_restatement(
        log=Log.objects.get(),
        report=ID,
        sign_off=signed(members, now),
        folder=instance.bundle_folder,
        now=now,
    )
    sequence(instance.log_folder)
    return Restatement.objects.get(pk=made)


def restated_report(instance, **terms) -> Restatement:
    """Publish a report, have ten leave, and restate it."""
    publish_and_leave(instance, **terms)
    return restate_now(instance)
