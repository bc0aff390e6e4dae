"""What pages and actions may know of people, as plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.http import HttpRequest

from comity.people import Acting, History, Mandate, Party, PartyKind, Role, StatusChange
from comity.site.members import credentials
from comity.site.members.codes import digest_of
from comity.site.members.models import (
    Account,
    AccountSession,
    InvitationRow,
    MandateRow,
    PartyRow,
    PersonRow,
    StatusRow,
)
from comity.site.members.sessions import kept_as
from comity.site.members.signing_in import account_of

__all__ = [
    "STATES",
    "AccountView",
    "MandateLine",
    "MemberLine",
    "PartyView",
    "PersonLine",
    "SessionLine",
    "acting",
    "acting_as",
    "held_by",
    "holder_of",
    "mandate_with",
    "mandates_of",
    "own_account",
    "parties",
    "party_of",
    "party_with",
    "people_of",
]

STATES: Final = ("runs", "begins", "over", "revoked")
"""How a mandate can stand."""


@dataclass(frozen=True, slots=True)
class MandateLine:
    """A mandate as pages show it, and how it stands now."""

    mandate: Mandate
    party: Party
    state: str

    @property
    def acts(self) -> Sequence[str]:
        """Return the acts it covers, in one order."""
        return sorted(self.mandate.scope)


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A party as the list shows it, with what holds today."""

    party: Party
    status: StatusChange | None


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party with its history and how many accounts its delegation has opened."""

    party: Party
    status: StatusChange | None
    history: Sequence[StatusChange]
    opened: int
    cap: int
    mandates: Sequence[MandateLine]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of a delegation, for those who administer it."""

    id: str
    name: str
    handle: str
    invited: datetime | None
    settled: bool
    closed: bool
    human: bool


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One of one's own sessions; ``shown`` names it without being its key."""

    shown: str
    began: datetime | None
    until: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class AccountView:
    """One's own account."""

    acting: Acting
    handle: str
    party: Party
    sessions: Sequence[SessionLine]
    codes_left: int
    mandates: Sequence[MandateLine]
    invited: datetime | None


def acting(request: HttpRequest) -> Acting | None:
    """Return who is signed in, with every mandate they were ever given, or None for a visitor."""
    held = vars(request)
    if "acting" not in held:
        account = account_of(request)
        held["acting"] = None if account is None else acting_as(account.person_id)
    found: Acting | None = held["acting"]
    return found


def held_by(who: Acting, at: datetime) -> Sequence[tuple[str, str]]:
    """Return role and kind of party of each mandate that is in force."""
    held = [one for one in who.mandates if one.start <= at < one.end]
    held = [one for one in held if one.revoked is None or one.revoked > at]
    rows = PartyRow.objects.filter(pk__in=[one.role.party for one in held])
    kinds = dict(rows.values_list("pk", "kind"))
    return [(one.role.title, kinds.get(one.role.party, "")) for one in held]


def acting_as(person: str) -> Acting | None:
    """Return ``person`` as somebody who acts; None for the unknown, the closed and machines."""
    row = PersonRow.objects.filter(pk=person, closingrow=None, human=True).first()
    if row is None:
        return None
    mandates = tuple(_mandate(one) for one in _mandates(holder=row))
    return Acting(row.id, row.name, mandates)


def own_account(request: HttpRequest, now: datetime) -> AccountView | None:
    """Return the account of who is signed in, or None for a visitor."""
    account, who = account_of(request), acting(request)
    if account is None or who is None:
        return None
    person = account.person
    return AccountView(
        acting=who,
        handle=person.handle,
        party=party_of(person.party),
        sessions=_sessions(account, kept_as(request.session.session_key or ""), now),
        codes_left=credentials.codes_left(account),
        mandates=_lines(_mandates(holder=person), now),
        invited=_invited(person.id),
    )


def parties(day: date) -> Sequence[MemberLine]:
    """Return all parties, with the status that held on ``day``."""
    histories = _histories(StatusRow.objects.all())
    rows = PartyRow.objects.order_by("id")
    return [MemberLine(party_of(row), histories.get(row.id, History(())).at(day)) for row in rows]


def party_with(party_id: str, now: datetime) -> PartyView | None:
    """Return a party with its history, or None."""
    row = PartyRow.objects.filter(pk=party_id).first()
    if row is None:
        return None
    history = _histories(StatusRow.objects.filter(party=row)).get(row.id, History(()))
    return PartyView(
        party=party_of(row),
        status=history.at(now.astimezone(UTC).date()),
        history=history.changes,
        opened=PersonRow.objects.filter(party=row, closingrow=None, human=True).count(),
        cap=row.cap,
        mandates=_lines(_mandates(party=row), now),
    )


def mandates_of(person: str, now: datetime) -> Sequence[MandateLine]:
    """Return every mandate that was given to ``person``, the latest first."""
    return _lines(_mandates(holder=person), now)


def mandate_with(mandate: str) -> Mandate | None:
    """Return the mandate with this id as it stands, or None."""
    return next(map(_mandate, _mandates(pk=mandate)), None)


def holder_of(mandate: str) -> tuple[str, str, Party] | None:
    """Return pseudonym and name of who holds a mandate, and the party spoken for, or None.

    The name is empty once it was erased.
    """
    row = MandateRow.objects.filter(pk=mandate).select_related("holder", "party").first()
    return None if row is None else (row.holder_id, row.holder.name, party_of(row.party))


def people_of(party_id: str) -> Sequence[PersonLine]:
    """Return those for whom the party has opened accounts, by name."""
    rows = PersonRow.objects.filter(party=party_id).select_related("account", "closingrow")
    return sorted((_person(row) for row in rows), key=lambda one: (one.closed, one.name, one.id))


def _person(row: PersonRow) -> PersonLine:
    return PersonLine(
        id=row.id,
        name=row.name,
        handle=row.handle,
        invited=_invited(row.id),
        settled=row.account.settled,
        closed=hasattr(row, "closingrow"),
        human=row.human,
    )


def _invited(person: str) -> datetime | None:
    rows = InvitationRow.objects.filter(person=person).order_by("-pk")
    return rows.values_list("at", flat=True).first()


def _sessions(account: Account, current: str, now: datetime) -> Sequence[SessionLine]:
    rows = AccountSession.objects.filter(account=account, expire_date__gt=now)
    return [
        SessionLine(
            digest_of("session", row.session_key)[:16],
            row.began,
            row.expire_date,
            current=row.session_key == current,
        )
        for row in rows.order_by("-began")
    ]


def _histories(rows: Iterable[StatusRow]) -> dict[str, History]:
    found: dict[str, list[StatusChange]] = {}
    for row in rows:
        change = StatusChange(row.status, row.since, row.source, row.pk)  # type: ignore[arg-type]  # checked there
        found.setdefault(row.party_id, []).append(change)
    return {party: History.of(changes) for party, changes in found.items()}


def _mandates(**chosen: object) -> Iterable[MandateRow]:
    rows = MandateRow.objects.filter(**chosen).select_related("revocationrow", "party")
    return rows.order_by("-start", "id")


def _mandate(row: MandateRow) -> Mandate:
    revoked = getattr(row, "revocationrow", None)
    return Mandate(
        id=row.id,
        holder=row.holder_id,
        role=Role(row.party_id, row.role),
        scope=frozenset(row.scope.split("\n")),
        start=row.start,
        end=row.end,
        revoked=None if revoked is None else revoked.at,
        revocable=row.revocable,
        through=row.through,
    )


def _lines(rows: Iterable[MandateRow], now: datetime) -> Sequence[MandateLine]:
    return [
        MandateLine(_mandate(row), party_of(row.party), _state(_mandate(row), now)) for row in rows
    ]


def _state(mandate: Mandate, now: datetime) -> str:
    if mandate.revoked is not None and mandate.revoked <= now:
        return "revoked"
    if now < mandate.start:
        return "begins"
    return "over" if mandate.end <= now else "runs"


def party_of(row: PartyRow) -> Party:
    """Return the party that a row holds."""
    kind: PartyKind = row.kind  # type: ignore[assignment]  # entered as one of them
    return Party(row.id, kind, row.names, row.original)
