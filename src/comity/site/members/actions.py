"""What may be done with parties, people and mandates: each act with its entry (records = one)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from comity.canonical import Json
from comity.edge import entry_time
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.people import (
    Acting,
    Mandate,
    Party,
    StatusChange,
    administering_lacks,
    giving_lacks,
    opening_lacks,
)
from comity.site.members.codes import digest_of, new_code
from comity.site.members.entering import Told, enter, recorded
from comity.site.members.models import (
    Account,
    AccountSession,
    ClosingRow,
    InvitationRow,
    MandateRow,
    OidcRow,
    PartyRow,
    PersonRow,
    RecoveryRow,
    RecusalRow,
    RevocationRow,
    StatusRow,
)
from comity.site.members.newcomer import Newcomer
from comity.site.members.permissions import role_table
from comity.site.members.recovery import ASK, second_of
from comity.site.members.standing import require_in_force
from comity.site.record.models import Log
from comity.subject import Subject

__all__ = [
    "accredit_party",
    "ask_recovery",
    "change_status",
    "close_account",
    "give_mandate",
    "issue_invitation",
    "open_account",
    "recuse_person",
    "revoke_mandate",
]

ACCREDIT: Final = "members.accredit_party"
STATUS: Final = "members.change_status"
OPEN: Final = "members.open_account"
CLOSE: Final = "members.close_account"
GIVE: Final = "members.give_mandate"
REVOKE: Final = "members.revoke_mandate"
RECUSE: Final = "members.recuse_person"
INVITE: Final = "members.issue_invitation"
VALID: Final = timedelta(days=14)
INVITATION_GROUPS: Final = 4

TAKEN: Final = FaultKind(
    "people.exists",
    N_("{id} is there already"),
    N_("what was entered once is never replaced; a change is a further act"),
    N_("Give the new one an id of its own, or change the one that is there."),
)
UNKNOWN: Final = FaultKind(
    "people.unknown",
    N_("nobody and nothing is entered under {id}"),
    N_("an act is about a party, a person or a mandate that the record knows"),
    N_("Look it up on the page of members."),
)
NO_NAME: Final = FaultKind(
    "people.no_name",
    N_("the name is empty or longer than 200 signs"),
    N_("a person is entered under a name"),
    N_("Enter the name as the person writes it."),
)
CLOSED: Final = FaultKind(
    "people.account_closed",
    N_("the account of {person} was closed"),
    N_("a closed account is not opened again"),
    N_("Open a new one for the person."),
)
MACHINE: Final = FaultKind(
    "people.machine",
    N_("{person} is a machine"),
    N_("a machine signs in nowhere and holds no mandate: it may only propose"),
    N_("Ask a person to act."),
)
OTHER_VOICE: Final = FaultKind(
    "people.lent_voice",
    N_("{person} belongs to {party}"),
    N_("where a party lends its voice, the mandate names the party whose person speaks"),
    N_("Name that party in the mandate, or choose somebody of the party itself."),
)
ENDED: Final = FaultKind(
    "people.mandate_over",
    N_("mandate {mandate} cannot be revoked: it was revoked before, is over, or is not revocable"),
    N_("a mandate is revoked once, while it runs, if it was given as revocable"),
    N_("Look at its dates on the page of members."),
)
TWICE: Final = FaultKind(
    "people.recused_twice",
    N_("this is recorded already for {subject}"),
    N_("a person recuses once from a subject"),
    N_("Nothing is left to do."),
)


@transaction.atomic
def accredit_party(
    *, log: Log, acting: Acting, party: Party, status: StatusChange, cap: int, now: datetime
) -> str:
    """Enter ``party`` with its first status and the cap of its accounts; return its id."""
    by = require_in_force(acting, act=ACCREDIT, at=now)
    if PartyRow.objects.filter(pk=party.id).exists():
        raise refuse(TAKEN.at(Place(party.id), id=party.id))
    content: dict[str, Json] = {
        "v": 1,
        "party": party.id,
        "kind": party.kind,
        "names": dict(party.names),
        "original": party.original,
        "cap": cap,
    }
    title = party.name(party.original)
    told = Told(ACCREDIT, _subject("party", party.id), content, title)
    PartyRow.objects.create(
        id=party.id,
        kind=party.kind,
        names=dict(party.names),
        original=party.original,
        cap=cap,
        entry=enter(log=log, by=by, told=told, now=now),
    )
    _add_status(log, by, party.id, status, now)
    return party.id


@transaction.atomic
def change_status(
    *, log: Log, acting: Acting, party: str, status: StatusChange, now: datetime
) -> None:
    """Add ``status`` to the history of ``party``; what was there stays."""
    by = require_in_force(acting, act=STATUS, at=now)
    _party(party)
    _add_status(log, by, party, status, now)


@transaction.atomic
def open_account(*, log: Log, acting: Acting, newcomer: Newcomer, now: datetime) -> str:
    """Open an account for somebody of a party, within its cap; return the person's id.

    The name is sealed and not published: who sees it belongs to the party or the secretariat.
    """
    by = require_in_force(acting, act=OPEN, at=now)
    party = _party(newcomer.party)
    opened = PersonRow.objects.filter(party=party, closingrow=None, human=True).count()
    faults = opening_lacks(by, party=party.id, opened=opened, cap=party.cap)
    if not newcomer.name or len(newcomer.name) > 200:
        faults += (NO_NAME.at(Place(newcomer.id)),)
    if PersonRow.objects.filter(pk=newcomer.id).exists():
        faults += (TAKEN.at(Place(newcomer.id), id=newcomer.id),)
    if faults:
        raise RefusedError(faults)
    content: dict[str, Json] = {
        "v": 1,
        "person": newcomer.id,
        "name": newcomer.name,
        "party": party.id,
        "handle": newcomer.handle,
        "human": newcomer.human,
    }
    told = Told(OPEN, _subject("party", party.id), content, personal=True)
    row = PersonRow.objects.create(
        id=newcomer.id,
        name=newcomer.name,
        party=party,
        handle=newcomer.handle,
        human=newcomer.human,
        entry=enter(log=log, by=by, told=told, now=now),
    )
    Account.objects.create(person=row, password="!")  # noqa: S106 - the mark of no password
    return row.id


@transaction.atomic
def close_account(*, log: Log, acting: Acting, person: str, now: datetime) -> None:
    """Close the account of ``person`` and end its sessions; the mandates serve nobody then.

    Whom a provider signs for may then be linked with another account.
    """
    by = require_in_force(acting, act=CLOSE, at=now)
    row = _open_person(person)
    _administers(by, row, now)
    content: dict[str, Json] = {"v": 1, "person": row.id}
    told = Told(CLOSE, _subject("party", row.party_id), content, personal=True)
    entry = enter(log=log, by=by, told=told, now=now)
    ClosingRow.objects.create(person=row, at=entry.at, entry=entry)
    OidcRow.objects.filter(account__person=row).delete()
    AccountSession.objects.filter(account__person=row).delete()


@transaction.atomic
def give_mandate(*, log: Log, acting: Acting, mandate: Mandate, now: datetime) -> str:
    """Give ``mandate`` to its holder, within what the giver may give; return its id.

    The entry names the holder by pseudonym and is open to everybody until it has to be erased.
    """
    by = require_in_force(acting, act=GIVE, at=now)
    faults = giving_lacks(by, mandate, role_table())
    if faults:
        raise RefusedError(faults)
    holder = _open_person(mandate.holder)
    _check_holder(holder, mandate)
    if MandateRow.objects.filter(pk=mandate.id).exists():
        raise refuse(TAKEN.at(Place(mandate.id), id=mandate.id))
    content: dict[str, Json] = {
        "v": 1,
        "mandate": mandate.id,
        "holder": holder.id,
        "party": mandate.role.party,
        "role": mandate.role.title,
        "scope": sorted(mandate.scope),
        "start": entry_time(mandate.start),
        "end": entry_time(mandate.end),
        "revocable": mandate.revocable,
        "through": mandate.through,
        "given_by": by.id,
    }
    subject = _subject("mandate", mandate.id)
    told = Told(GIVE, subject, content, personal=True, opened=True)
    MandateRow.objects.create(
        id=mandate.id,
        holder=holder,
        party=_party(mandate.role.party),
        role=mandate.role.title,
        scope="\n".join(sorted(mandate.scope)),
        start=recorded(mandate.start),
        end=recorded(mandate.end),
        revocable=mandate.revocable,
        through=mandate.through,
        given_by=by.id,
        entry=enter(log=log, by=by, told=told, now=now),
    )
    return mandate.id


@transaction.atomic
def revoke_mandate(*, log: Log, acting: Acting, mandate: str, now: datetime) -> None:
    """Revoke a mandate from now on; what was done under it before stays done."""
    by = require_in_force(acting, act=REVOKE, at=now)
    row = MandateRow.objects.filter(pk=mandate).first()
    if row is None:
        raise refuse(UNKNOWN.at(Place(mandate), id=mandate))
    _reaches(by, row.holder_id, row.party_id, {row.role})
    revoked = RevocationRow.objects.filter(mandate=row).exists()
    if revoked or not row.revocable or row.end <= now:
        raise refuse(ENDED.at(Place(mandate), mandate=mandate))
    told = Told(REVOKE, _subject("mandate", row.id), {"v": 1, "mandate": row.id})
    entry = enter(log=log, by=by, told=told, now=now)
    RevocationRow.objects.create(mandate=row, at=entry.at, entry=entry)


@transaction.atomic
def recuse_person(*, log: Log, acting: Acting, subject: Subject, now: datetime) -> None:
    """Enter that ``acting`` keeps out of everything about ``subject``."""
    by = require_in_force(acting, act=RECUSE, at=now)
    person = _open_person(acting.person)
    about = str(subject)
    if RecusalRow.objects.filter(person=person, subject=about).exists():
        raise refuse(TWICE.at(Place(about), subject=about))
    content: dict[str, Json] = {"v": 1, "person": person.id, "subject": about}
    told = Told(RECUSE, about, content, personal=True, opened=True)
    entry = enter(log=log, by=by, told=told, now=now)
    RecusalRow.objects.create(person=person, subject=about, at=entry.at, entry=entry)


@transaction.atomic
def issue_invitation(*, log: Log, acting: Acting, person: str, now: datetime) -> str:
    """Return a code to print for ``person``, by which they set a password; it is shown only here.

    Earlier invitations end. Who has lost everything gets access again in the same way, and the
    record shows that somebody printed it, and who asked for it where two have to (``recovery``).
    """
    by = require_in_force(acting, act=INVITE, at=now)
    row = _open_person(person)
    _administers(by, row, now)
    if not row.human:
        raise refuse(MACHINE.at(Place(person), person=person))
    second = second_of(by, row.id, now)
    code = new_code(INVITATION_GROUPS)
    content: dict[str, Json] = {"v": 1, "person": row.id, "expires": entry_time(now + VALID)}
    content |= {"asked_by": second} if second else {}
    told = Told(INVITE, _subject("party", row.party_id), content, personal=True)
    entry = enter(log=log, by=by, told=told, now=now)
    InvitationRow.objects.create(
        person=row,
        digest=digest_of("invitation", code),
        at=entry.at,
        expires_at=recorded(now + VALID),
        entry=entry,
    )
    return code


@transaction.atomic
def ask_recovery(*, log: Log, acting: Acting, person: str, now: datetime) -> None:
    """Enter that ``acting`` asks for a new sheet for ``person``; a second person prints it."""
    by = require_in_force(acting, act=ASK, at=now)
    row = _open_person(person)
    _administers(by, row, now)
    content: dict[str, Json] = {"v": 1, "person": row.id, "by": by.holder}
    told = Told(ASK, _subject("party", row.party_id), content, personal=True)
    entry = enter(log=log, by=by, told=told, now=now)
    RecoveryRow.objects.create(person=row, by=by.holder, at=entry.at, entry=entry)


def _subject(kind: str, known: str) -> str:
    return str(Subject("members", kind, known))


def _add_status(log: Log, by: Mandate, party: str, status: StatusChange, now: datetime) -> None:
    content: dict[str, Json] = {
        "v": 1,
        "party": party,
        "status": status.status,
        "since": status.since.isoformat(),
        "source": status.source,
    }
    title = PartyRow.objects.get(pk=party)
    told = Told(STATUS, _subject("party", party), content, title.names[title.original])
    StatusRow.objects.create(
        party_id=party,
        status=status.status,
        since=status.since,
        source=status.source,
        entry=enter(log=log, by=by, told=told, now=now),
    )


def _party(party: str) -> PartyRow:
    row = PartyRow.objects.filter(pk=party).first()
    if row is None:
        raise refuse(UNKNOWN.at(Place(party), id=party))
    return row


def _open_person(person: str) -> PersonRow:
    row = PersonRow.objects.filter(pk=person).first()
    if row is None:
        raise refuse(UNKNOWN.at(Place(person), id=person))
    if ClosingRow.objects.filter(person=row).exists():
        raise refuse(CLOSED.at(Place(person), person=person))
    return row


def _administers(by: Mandate, person: PersonRow, now: datetime) -> None:
    """Raise where ``by`` does not reach this party, or an office that the person holds."""
    running = MandateRow.objects.filter(holder=person, revocationrow=None, end__gt=now)
    _reaches(by, person.id, person.party_id, set(running.values_list("role", flat=True)))


def _reaches(by: Mandate, about: str, party: str, roles: Iterable[str]) -> None:
    table = role_table()
    faults = administering_lacks(by, person=about, party=party, roles=roles, table=table)
    if faults:
        raise RefusedError(faults)


def _check_holder(holder: PersonRow, mandate: Mandate) -> None:
    place = Place(holder.id)
    if not holder.human:
        raise refuse(MACHINE.at(place, person=holder.id))
    if holder.party_id != (mandate.through or mandate.role.party):
        raise refuse(OTHER_VOICE.at(place, person=holder.id, party=holder.party_id))
