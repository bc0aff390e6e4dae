"""New access for somebody who holds a mandate and has lost theirs: two named persons ask for it.

Whoever prints a sheet could sign in with it. For somebody who acts for a party one person alone is
not enough, and an e-mail is nothing at all. Whoever runs the server stands outside of this: the
record shows that the server itself printed it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Mandate
from comity.site.members.entering import OPERATOR
from comity.site.members.models import (
    Account,
    InvitationRow,
    MandateRow,
    PersonRow,
    RecoveryRow,
)
from comity.site.members.permissions import may
from comity.site.members.queries import acting_as

__all__ = ["ALONE", "ASK", "PATIENCE", "AskedFor", "asked_in", "needs_two", "second_of"]

ASK: Final = "members.ask_recovery"
PATIENCE: Final = timedelta(hours=24)

ALONE: Final = FaultKind(
    "people.recovery_alone",
    N_("nobody else has asked for a new sheet for {person} within the last 24 hours"),
    N_("for somebody who holds a mandate and has signed in, two persons ask for a new sheet"),
    N_("Ask for it, and let another head of delegation, secretary or administrator print it."),
)
OWN: Final = FaultKind(
    "people.recovery_own",
    N_("this is your own access"),
    N_("two other persons ask for a new sheet"),
    N_("Print new codes on the page of your account, or turn to the secretariat."),
)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """That a new sheet was asked for and a second person is waited for."""

    person: str
    name: str
    asker: str
    by: str
    at: datetime


def needs_two(person: str, now: datetime) -> bool:
    """Return whether two persons have to ask for a new sheet for ``person``.

    Whoever redeems a sheet has not signed in by it yet: two go on being needed meanwhile.
    """
    held = MandateRow.objects.filter(holder=person, revocationrow=None, end__gt=now)
    settled = Account.objects.filter(person=person, settled=True).exists()
    return (settled or RecoveryRow.objects.filter(person=person).exists()) and held.exists()


def second_of(by: Mandate, person: str, now: datetime) -> str:
    """Return who asked for the new sheet that ``by`` prints; empty where one person is enough.

    Raises ``RefusedError`` where a second one is needed and nobody else has asked.
    """
    if by.role.title == OPERATOR or not needs_two(person, now):
        return ""
    if by.holder == person:
        raise refuse(OWN.at(Place(person)))
    asked = [one.by for one in _open(now) if one.person_id == person]
    others = [one for one in asked if one not in {by.holder, person} and _may_ask(one, now)]
    if not others:
        raise refuse(ALONE.at(Place(person), person=person))
    return others[-1]


def asked_in(party: str, now: datetime) -> Sequence[AskedFor]:
    """Return for whom of a party a new sheet was asked, and is not printed yet."""
    found = [one for one in _open(now) if one.person.party_id == party]
    names = dict(
        PersonRow.objects.filter(pk__in=[one.by for one in found]).values_list("pk", "name")
    )
    return [
        AskedFor(one.person_id, one.person.name, one.by, names.get(one.by, ""), one.at)
        for one in found
    ]


def _may_ask(person: str, now: datetime) -> bool:
    """Return whether who asked still may: a mandate that ended meanwhile makes nobody a second."""
    return may(acting_as(person), ASK, now)


def _open(now: datetime) -> Sequence[RecoveryRow]:
    """Return what was asked within a day, of people for whom nothing was printed since."""
    rows = RecoveryRow.objects.filter(at__gt=now - PATIENCE).select_related("person")
    return [
        one
        for one in rows.order_by("pk")
        if not InvitationRow.objects.filter(person=one.person_id, entry__gt=one.entry_id).exists()
    ]
