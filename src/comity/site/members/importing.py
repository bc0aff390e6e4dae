"""Enters a list of parties, people and mandates, or takes it back: each by its act, all or nothing.

A batch is named by the first and the last of its entries in the database, such as 120-310.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import Max, Min

from comity.documents import FaultList
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.people import STATUSES, Acting, Mandate, Party, Role, StatusChange
from comity.site.members.actions import (
    accredit_party,
    close_account,
    give_mandate,
    issue_invitation,
    open_account,
    revoke_mandate,
)
from comity.site.members.member_list import Line
from comity.site.members.models import Account, MandateRow, PartyRow, PersonRow
from comity.site.members.newcomer import newcomer
from comity.site.members.permissions import giving, role_table
from comity.site.record.models import Entry, Log

__all__ = ["Imported", "Invited", "import_members", "take_back_members"]

R = TypeVar("R")
BATCH: Final = re.compile(r"[0-9]{1,15}-[0-9]{1,15}", re.ASCII)
NOT_COVERED: Final = "people.no_mandate"

NO_BATCH = FaultKind(
    "people.no_batch",
    N_("under {batch} nobody was entered whose account is open"),
    N_("a batch is named as the import named it, such as 120-310"),
    N_("Look at what the import said when it was done."),
)
HAS_SIGNED_IN = FaultKind(
    "people.batch_in_use",
    N_("{handle} has redeemed the invitation"),
    N_("a list is taken back whole, and only until the first of its people has access"),
    N_("Close accounts and revoke mandates one by one, on the page of the delegation."),
)


@dataclass(frozen=True, slots=True)
class Invited:
    """What is printed for somebody who was entered."""

    party: str
    name: str
    handle: str
    code: str


@dataclass(frozen=True, slots=True)
class Imported:
    """How much was entered, what is to be printed, in the order of the list, and the batch."""

    parties: int
    mandates: int
    invited: Sequence[Invited]
    batch: str = ""


@dataclass(frozen=True, slots=True)
class _Entering:
    """Where and by whom the list is entered, and which parties are known by their name."""

    log: Log
    acting: Acting
    language: str
    now: datetime
    parties: dict[str, str]


@transaction.atomic
def import_members(
    *,
    log: Log,
    acting: Acting,
    lines: Sequence[Line],
    language: str,
    now: datetime,
    only_check: bool = False,
) -> Imported:
    """Enter ``lines`` through the acts that the pages use; raise ``RefusedError`` by row.

    A party is known by its id or any of its names; a new one is entered under its name in
    ``language``. With ``only_check`` all is done and taken back: what would come of it is exact.
    """
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    entering = _Entering(log, acting, language, now, _known_parties())
    before = len(set(entering.parties.values()))
    faults = FaultList(lines[0].place.name if lines else "")
    invited, mandates = list[Invited](), 0
    for line in lines:
        party = _done(line, faults, lambda line=line: _party(entering, line))  # type: ignore[misc]  # bound now
        if party is None or not line.name:
            continue
        one = _done(line, faults, lambda line=line, party=party: _person(entering, line, party))  # type: ignore[misc]  # as above
        if one is not None:
            invited.append(one)
            mandates += bool(line.role)
    faults.refuse_any()
    # What was checked and taken back has used up numbers, on PostgreSQL for good.
    ends = Entry.objects.filter(pk__gt=last).aggregate(first=Min("pk"), last=Max("pk"))
    batch = f"{ends['first'] or last + 1}-{ends['last'] or last}"
    if only_check:
        transaction.set_rollback(True)
    parties = len(set(entering.parties.values())) - before
    return Imported(parties, mandates, invited, batch)


@transaction.atomic
def take_back_members(
    *, log: Log, acting: Acting, batch: str, now: datetime, only_check: bool = False
) -> int:
    """Revoke the mandates and close the accounts of the people of ``batch``; return how many.

    Refused as a whole once one of them has redeemed the invitation; parties stay accredited.
    """
    people = _people_of(batch)
    if not people:
        raise refuse(NO_BATCH.at(Place(batch), batch=batch))
    using = Account.objects.filter(person__in=people).exclude(redeemed=None)
    faults = [HAS_SIGNED_IN.at(Place(batch), handle=one.person.handle) for one in using]
    if faults:
        raise RefusedError(faults)
    for row in people:
        held = MandateRow.objects.filter(holder=row, revocationrow=None, end__gt=now)
        for one in held.filter(revocable=True):
            giver = giving(acting, one.role)
            revoke_mandate(log=log, acting=giver, mandate=one.id, now=now)
        close_account(log=log, acting=acting, person=row.id, now=now)
    if only_check:
        transaction.set_rollback(True)
    return len(people)


def _people_of(batch: str) -> list[PersonRow]:
    first, _, last = batch.partition("-")
    if not BATCH.fullmatch(batch):
        return []
    began = Entry.objects.filter(pk=int(first)).first()
    by = began.actor if began is not None else ""
    found = PersonRow.objects.filter(entry__pk__range=(int(first), int(last)), entry__actor=by)
    return list(found.filter(closingrow=None).order_by("entry"))


def _done(line: Line, faults: FaultList, act: Callable[[], R]) -> R | None:
    """Return what ``act`` gives, within a savepoint; what it refuses is said of the row.

    That who enters the list has no mandate for it is said once, of the list.
    """
    try:
        with transaction.atomic():
            return act()
    except RefusedError as refused:
        for fault in refused.faults:
            if fault.code == NOT_COVERED:
                raise refuse(replace(fault, place=Place(line.place.name))) from refused
            faults.add(replace(fault, place=line.place))
        return None


def _known_parties() -> dict[str, str]:
    known = dict[str, str]()
    for row in PartyRow.objects.all():
        known |= {row.id.casefold(): row.id}
        known |= {name.casefold(): row.id for name in row.names.values()}
    return known


def _party(entering: _Entering, line: Line) -> str:
    known = entering.parties.get(line.party.casefold())
    if known is not None:
        return known
    status = next(one for one in STATUSES if one == line.status)
    made = accredit_party(
        log=entering.log,
        acting=entering.acting,
        party=Party(
            f"p-{token_hex(4)}", line.kind, {entering.language: line.party}, entering.language
        ),
        status=StatusChange(status, line.since, line.source),
        cap=line.cap,
        now=entering.now,
    )
    entering.parties[line.party.casefold()] = made
    return made


def _person(entering: _Entering, line: Line, party: str) -> Invited:
    log, now = entering.log, entering.now
    new = newcomer(line.name, party, line.person)
    open_account(log=log, acting=entering.acting, newcomer=new, now=now)
    code = issue_invitation(log=log, acting=entering.acting, person=new.id, now=now)
    if line.role and line.until is not None:
        mandate = Mandate(
            id=f"m-{token_hex(8)}",
            holder=new.id,
            role=Role(party, line.role),
            scope=role_table().acts_of(line.role),
            start=now,
            end=line.until,
        )
        give_mandate(log=log, acting=giving(entering.acting, line.role), mandate=mandate, now=now)
    return Invited(line.party, line.name, new.handle, code)
