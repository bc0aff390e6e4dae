"""Enters a list of parties, people and mandates: each by its act; all or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import TypeVar

from django.db import transaction

from comity.documents import FaultList
from comity.fault import RefusedError
from comity.people import STATUSES, Acting, Mandate, Party, Role, StatusChange
from comity.site.members.actions import (
    accredit_party,
    give_mandate,
    issue_invitation,
    open_account,
)
from comity.site.members.member_list import Line
from comity.site.members.models import PartyRow
from comity.site.members.newcomer import newcomer
from comity.site.members.permissions import role_table
from comity.site.record.models import Log

__all__ = ["Imported", "Invited", "import_members"]

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Invited:
    """What is printed for somebody who was entered."""

    party: str
    name: str
    handle: str
    code: str


@dataclass(frozen=True, slots=True)
class Imported:
    """How much was entered, and what is to be printed, in the order of the list."""

    parties: int
    mandates: int
    invited: Sequence[Invited]


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
    if only_check:
        transaction.set_rollback(True)
    parties = len(set(entering.parties.values())) - before
    return Imported(parties, mandates, invited)


def _done(line: Line, faults: FaultList, act: Callable[[], R]) -> R | None:
    """Return what ``act`` gives, within a savepoint; what it refuses is said of the row."""
    try:
        with transaction.atomic():
            return act()
    except RefusedError as refused:
        for fault in refused.faults:
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
    new = newcomer(line.name, party)
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
        give_mandate(log=log, acting=_giver(entering.acting, line.role), mandate=mandate, now=now)
    return Invited(line.party, line.name, new.handle, code)


def _giver(acting: Acting, role: str) -> Acting:
    """Return ``acting`` with those mandates alone that can give ``role``, if there are any."""
    rule = role_table().role(role)
    givers = frozenset() if rule is None else rule.given_by
    fitting = tuple(one for one in acting.mandates if one.role.title in givers)
    return replace(acting, mandates=fitting) if fitting else acting
