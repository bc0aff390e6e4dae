"""Handing over a leaver's access to a successor, all or nothing: nothing stays behind that acts.

Each step is an act of its own with its entry, under the mandate of who hands over: what they may
not give they cannot hand over, and then nothing is done.
"""

from datetime import datetime
from secrets import token_hex

from django.db import transaction

from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Acting, Mandate, Role
from comity.site.members import actions
from comity.site.members.models import MandateRow, PersonRow
from comity.site.members.newcomer import Newcomer
from comity.site.members.permissions import giving
from comity.site.record.models import Log

__all__ = ["hand_over"]

OTHER_PARTY = FaultKind(
    "people.hand_over_party",
    N_("{person} is not of the party {party}"),
    N_("access is handed over within a party"),
    N_("Open the page of the person's own delegation."),
)


@transaction.atomic
def hand_over(*, log: Log, acting: Acting, leaver: str, successor: Newcomer, now: datetime) -> str:
    """Close the account of ``leaver``, open one for ``successor``, give them the same mandates.

    Returns the code of the invitation to print. What the leaver did stays done, under their name.
    """
    row = PersonRow.objects.filter(pk=leaver).first()
    if row is None or row.party_id != successor.party:
        raise refuse(OTHER_PARTY.at(Place(leaver), person=leaver, party=successor.party))
    held = list(MandateRow.objects.filter(holder=leaver, revocationrow=None, end__gt=now))
    actions.close_account(log=log, acting=acting, now=now, person=leaver)
    for one in held:
        if one.revocable:
            giver = giving(acting, one.role)
            actions.revoke_mandate(log=log, acting=giver, now=now, mandate=one.id)
    actions.open_account(log=log, acting=acting, now=now, newcomer=successor)
    for one in held:
        mandate, giver = _anew(one, successor.id, now), giving(acting, one.role)
        actions.give_mandate(log=log, acting=giver, now=now, mandate=mandate)
    return actions.issue_invitation(log=log, acting=acting, now=now, person=successor.id)


def _anew(row: MandateRow, holder: str, now: datetime) -> Mandate:
    return Mandate(
        id=f"m-{token_hex(8)}",
        holder=holder,
        role=Role(row.party_id, row.role),
        scope=frozenset(row.scope.split("\n")),
        start=max(row.start, now),
        end=row.end,
        revocable=row.revocable,
        through=row.through,
    )
