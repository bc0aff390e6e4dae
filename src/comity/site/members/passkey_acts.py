"""What a person may do with passkeys of their own: register and revoke, an entry each.

The entry is sealed like that of a mandate and opened until it has to be erased: without the public
key nobody could check what was signed with it (``records = one``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from comity.canonical import Json
from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Mandate, Role
from comity.record.passkeys import REGISTER, REVOKE, Passkey, passkey_members
from comity.site.members.app_codes import has_app
from comity.site.members.credentials import codes_left
from comity.site.members.entering import HOLDER, Told, enter
from comity.site.members.models import Account, PasskeyEndRow, PasskeyRow
from comity.site.members.passkeys import active_passkeys
from comity.site.record.models import Log
from comity.subject import Subject

__all__ = ["MOST", "Made", "end_passkeys", "register_passkey", "revoke_passkey"]

MOST: Final = 10
LONGEST_NAME: Final = 60

THERE: Final = FaultKind(
    "people.passkey_exists",
    N_("this passkey was registered before"),
    N_("a passkey is registered once, for one person, and a revoked one is never taken back"),
    N_("Make a new one on the device."),
)
TOO_MANY: Final = FaultKind(
    "people.passkeys_many",
    N_("you have {most} passkeys"),
    N_("a person has at most {most}"),
    N_("Remove one that you no longer use."),
)
LAST: Final = FaultKind(
    "people.passkey_last",
    N_("this passkey is all that lets you sign in: no code is left"),
    N_("the last means of signing in is not removed"),
    N_("Print new codes first."),
)
NOT_YOURS: Final = FaultKind(
    "people.passkey_unknown",
    N_("you have no such passkey"),
    N_("a person removes passkeys of their own, once"),
    N_("Look at the list again."),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that was just made, what its owner calls it, how often its device has signed."""

    passkey: Passkey
    name: str
    count: int


@transaction.atomic
def register_passkey(*, log: Log, account: Account, made: Made, now: datetime) -> str:
    """Enter a passkey of the holder of ``account``; return its id."""
    passkey = made.passkey
    if passkey.holder != account.person_id:
        raise refuse(NOT_YOURS.at(Place(passkey.id)))
    if PasskeyRow.objects.filter(pk=passkey.id).exists():
        raise refuse(THERE.at(Place(passkey.id)))
    if active_passkeys(account.person_id).count() >= MOST:
        raise refuse(TOO_MANY.at(Place(passkey.id), most=MOST))
    told = _told(REGISTER, passkey.id, passkey_members(passkey))
    entry = enter(log=log, by=_own(account, REGISTER, now), told=told, now=now)
    PasskeyRow.objects.create(
        id=passkey.id,
        person=account.person,
        host=passkey.host,
        credential=passkey.credential,
        algorithm=passkey.algorithm,
        public=passkey.public,
        at=entry.at,
        entry=entry,
        name=made.name.strip()[:LONGEST_NAME],
        count=made.count,
    )
    return passkey.id


@transaction.atomic
def revoke_passkey(*, log: Log, account: Account, passkey: str, now: datetime) -> None:
    """Revoke a passkey of one's own from now on; what was signed with it stays signed."""
    own = active_passkeys(account.person_id)
    row = own.filter(pk=passkey).first()
    if row is None:
        raise refuse(NOT_YOURS.at(Place(passkey)))
    if own.count() == 1 and not codes_left(account) and not has_app(account):
        raise refuse(LAST.at(Place(passkey)))
    _end(log, account, row, now)


def end_passkeys(*, log: Log, account: Account, now: datetime) -> None:
    """Revoke all passkeys of somebody who got new access, since who had the old is not known.

    Call it in the transaction in which the new access is given.
    """
    for row in active_passkeys(account.person_id):
        _end(log, account, row, now)


def _end(log: Log, account: Account, row: PasskeyRow, now: datetime) -> None:
    told = _told(REVOKE, row.id, {"v": 1, "passkey": row.id})
    entry = enter(log=log, by=_own(account, REVOKE, now), told=told, now=now)
    PasskeyEndRow.objects.create(passkey=row, at=entry.at, entry=entry)


def _told(act: str, passkey: str, content: dict[str, Json]) -> Told:
    subject = str(Subject("members", "passkey", passkey))
    return Told(act, subject, content, personal=True, opened=True)


def _own(account: Account, act: str, now: datetime) -> Mandate:
    """Return what stands for a mandate where a person acts on what is their own."""
    return Mandate(
        id=HOLDER,
        holder=account.person_id,
        role=Role(account.person.party_id, HOLDER),
        scope=frozenset({act}),
        start=now,
        end=now + timedelta(minutes=1),
        revocable=False,
    )
