"""The passkeys of people, as values and as rows that are in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from comity.record.passkeys import Passkey
from comity.site.members.models import PasskeyRow

__all__ = [
    "PasskeyLine",
    "active_passkeys",
    "as_passkey",
    "note_use",
    "own_passkeys",
    "passkey_in_use",
]


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """A passkey as its owner sees it."""

    id: str
    name: str
    host: str
    at: datetime
    used: datetime | None
    entry: int | None


def active_passkeys(person: str) -> QuerySet[PasskeyRow]:
    """Return the passkeys of a person that were not revoked, whose account is open.

    One whose entry was erased serves no more: nobody could check what is signed with it.
    """
    rows = PasskeyRow.objects.filter(person=person, passkeyendrow=None, person__closingrow=None)
    return rows.filter(person__human=True, entry__payload__isnull=False).order_by("at", "id")


def passkey_in_use(passkey: str) -> PasskeyRow | None:
    """Return the passkey with this id where it may be used, else None."""
    row = PasskeyRow.objects.filter(pk=passkey).first()
    return None if row is None else active_passkeys(row.person_id).filter(pk=passkey).first()


def own_passkeys(person: str) -> Sequence[PasskeyLine]:
    """Return the passkeys of a person for the page on which they are kept."""
    return [
        PasskeyLine(row.id, row.name, row.host, row.at, row.used, row.entry.idx)
        for row in active_passkeys(person).select_related("entry")
    ]


def as_passkey(row: PasskeyRow) -> Passkey:
    """Return a row as the value that signatures are checked by."""
    return Passkey(bytes(row.credential), row.person_id, row.host, row.algorithm, bytes(row.public))


def note_use(row: PasskeyRow, count: int, now: datetime) -> bool:
    """Note that a passkey was used; return False where its device counts and went back.

    A count that goes back means that there are two of a device of which there should be one. Of
    two uses with one count one wins.
    """
    still = PasskeyRow.objects.filter(pk=row.pk, passkeyendrow=None)
    rising = still.filter(Q(count=0) | Q(count__lt=count))
    return rising.update(count=count, used=now) == 1
