"""The first people of a new instance: its organisation and an administrator, from the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Final

from django.db import transaction

from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Mandate, Party, Role, StatusChange
from comity.site.members.actions import (
    accredit_party,
    give_mandate,
    issue_invitation,
    open_account,
)
from comity.site.members.models import PartyRow
from comity.site.members.newcomer import newcomer
from comity.site.members.permissions import operator, role_table
from comity.site.record.models import Log

__all__ = ["ORGANISATION", "Access", "begin_members"]

ORGANISATION: Final = "organisation"
ADMINISTRATOR: Final = "administrator"
CAP: Final = 50
YEARS_OF_OFFICE: Final = timedelta(days=730)

BEGUN: Final = FaultKind(
    "site.members_begun",
    N_("the organisation and its administrator are entered already"),
    N_("whoever runs the server enters the first administrator, and nobody after that"),
    N_("Let an administrator open further accounts on the page of the organisation."),
)


@dataclass(frozen=True, slots=True)
class Access:
    """What is printed for somebody: the name to sign in by, and the code of the invitation."""

    handle: str
    code: str


@transaction.atomic
def begin_members(*, log: Log, names: Mapping[str, str], person: str, now: datetime) -> Access:
    """Enter the organisation under ``names`` and ``person`` as its administrator, all or nothing.

    The administrator holds the mandate for two years and gives all others from it.
    """
    by = operator(now)
    if PartyRow.objects.exists():
        raise refuse(BEGUN.at(Place(ORGANISATION)))
    party = Party(ORGANISATION, "organisation", names, next(iter(names)))
    status = StatusChange("in_force", now.date(), "instance.toml")
    accredit_party(log=log, acting=by, party=party, status=status, cap=CAP, now=now)
    new = newcomer(person, ORGANISATION)
    open_account(log=log, acting=by, newcomer=new, now=now)
    mandate = Mandate(
        id=f"m-{token_hex(8)}",
        holder=new.id,
        role=Role(ORGANISATION, ADMINISTRATOR),
        scope=role_table().acts_of(ADMINISTRATOR),
        start=now,
        end=now + YEARS_OF_OFFICE,
    )
    give_mandate(log=log, acting=by, mandate=mandate, now=now)
    return Access(new.handle, issue_invitation(log=log, acting=by, person=new.id, now=now))
