"""Signing in at a provider of OpenID Connect: whom it stands for here, and each attempt.

A person links their own account while signed in; nobody is ever matched by name or address. What
the provider says stands in place of the password, and of nothing else: the next code is asked for
as well, and official acts ask for password and code as ever. Private: nothing of it is in the
record (``records = none``).
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hmac import compare_digest
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from comity.edge import OidcAsked, OidcClient, address_to_ask, find_provider, prove
from comity.fault import N_, FaultKind, Place, refuse
from comity.site.members import signing_in
from comity.site.members.challenges import PATIENCE, is_own, new_challenge, spend
from comity.site.members.models import Account, OidcRow

__all__ = [
    "Ticket",
    "attempt_begun",
    "client_here",
    "has_link",
    "keep_link",
    "read_ticket",
    "remove_link",
    "returned",
    "sealed_ticket",
    "sign_in_by_ticket",
    "written",
]

ATTEMPT: Final = "comity.oidc.attempt"
TICKET: Final = "comity.oidc.ticket"
SIGN_IN: Final = ""
"""What an attempt is for; that of linking names the person."""

NOT_BEGUN: Final = FaultKind(
    "site.oidc_not_begun",
    N_("this is not the answer to an attempt that was begun here"),
    N_("an attempt is begun in this browser, within a quarter of an hour, and counts once"),
    N_("Begin again."),
)
UNKNOWN: Final = FaultKind(
    "site.oidc_unknown",
    N_("no account here is linked with it"),
    N_("nobody is guessed from a name or an address: people link their own account"),
    N_("Sign in with name, password and code, and link it on “My account”."),
)
TAKEN: Final = FaultKind(
    "site.oidc_taken",
    N_("another account here is linked with it"),
    N_("it stands for one account"),
    N_("Remove the link there first."),
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """That the provider has just signed for ``subject``, a keyed digest of whom it signed for.

    ``link`` is the person who wants to link it, empty where somebody signs in. ``once`` is drawn
    for it, in hex: it signs in or links a single time.
    """

    subject: str
    shown: str
    link: str
    once: str


SAID: Final = {one.name for one in fields(Ticket)}


def client_here() -> OidcClient:
    """Return the provider that is configured; there is no such page where none is."""
    client: OidcClient | None = settings.COMITY.oidc
    if client is None:
        raise Http404
    return client


def attempt_begun(
    request: HttpRequest, *, back: str, link: str, told: Mapping[str, str], now: datetime
) -> tuple[str, str]:
    """Begin an attempt: return the provider's address to go to, and what the browser keeps.

    It keeps ``told`` as well, such as where to go on to.
    """
    signing_in.count_begun(request, now)
    client = client_here()
    state, nonce = new_challenge(_purpose(link), now).hex(), secrets.token_urlsafe(24)
    asked = OidcAsked(back, state, nonce, secrets.token_urlsafe(48))
    address = address_to_ask(client, find_provider(client), asked)
    kept = {"state": state, "nonce": nonce, "verifier": asked.verifier, "back": back, "link": link}
    return address, signing.dumps({**told, **kept}, salt=ATTEMPT)


def returned(sent: Mapping[str, str], kept: str, now: datetime) -> Ticket:
    """Return whom the provider has signed for, by what it ``sent`` back and the browser ``kept``.

    Raises ``RefusedError`` where this browser began no such attempt, or one that was answered.
    """
    client, began = client_here(), written(kept)
    place, state = Place(client.host), sent.get("state", "")
    fits = state.isascii() and compare_digest(state, str(began.get("state", "")))
    issuer, link = sent.get("iss", client.issuer), str(began.get("link", ""))
    if not (began and fits and issuer == client.issuer and sent.get("code")):
        raise refuse(NOT_BEGUN.at(place))
    challenge = bytes.fromhex(state)
    if not is_own(challenge, _purpose(link), now) or not spend(challenge, now):
        raise refuse(NOT_BEGUN.at(place))
    asked = OidcAsked(*(str(began[name]) for name in ("back", "state", "nonce", "verifier")))
    found = prove(client, find_provider(client), asked, sent["code"])
    return Ticket(_digest(client, found.subject), found.shown, link, secrets.token_hex(32))


def written(kept: str) -> Mapping[str, Any]:
    """Return what the browser kept of an attempt; empty where it is none of ours, or too old."""
    return _opened(kept, ATTEMPT)


def read_ticket(kept: str, *, link: str = SIGN_IN) -> Ticket | None:
    """Return the ticket that the browser kept, if it is ours, of now, and for this purpose."""
    said = _opened(kept, TICKET)
    return Ticket(**said) if said.keys() == SAID and said["link"] == link else None


def sealed_ticket(ticket: Ticket) -> str:
    """Return a ticket as the browser keeps it for a quarter of an hour."""
    return signing.dumps(asdict(ticket), salt=TICKET)


def sign_in_by_ticket(request: HttpRequest, ticket: Ticket, code: str, now: datetime) -> None:
    """Begin a session of whom a ticket stands for, given their next code; else ``RefusedError``.

    A wrong code leaves the ticket as it was; with a right one it is used up.
    """
    row = OidcRow.objects.filter(subject=ticket.subject).select_related("account__person").first()
    if row is None or not constant_time_compare(row.seal, _seal(row.account, ticket.subject)):
        raise refuse(UNKNOWN.at(Place(client_here().host)))
    with transaction.atomic():
        _use(ticket, now)
        signing_in.sign_in_proved(request, row.account, code, now)
    signing_in.forgive_begun(request)


def has_link(account: Account) -> datetime | None:
    """Return since when an account is linked, None where it is not."""
    return OidcRow.objects.filter(account=account).values_list("at", flat=True).first()


def keep_link(account: Account, ticket: Ticket, now: datetime) -> None:
    """Link one's own account with whom a ticket stands for, in place of an earlier link."""
    seal = _seal(account, ticket.subject)
    try:
        with transaction.atomic():
            _use(ticket, now)
            OidcRow.objects.filter(account=account).delete()
            OidcRow.objects.create(account=account, subject=ticket.subject, seal=seal, at=now)
    except IntegrityError as error:
        raise refuse(TAKEN.at(Place(client_here().host))) from error


def remove_link(account: Account) -> None:
    """Let nobody sign in elsewhere for an account any more."""
    OidcRow.objects.filter(account=account).delete()


def _use(ticket: Ticket, now: datetime) -> None:
    if not spend(bytes.fromhex(ticket.once), now):
        raise refuse(NOT_BEGUN.at(Place(client_here().host)))


def _purpose(link: str) -> str:
    return f"oidc {link}"


def _opened(kept: str, salt: str) -> Mapping[str, Any]:
    try:
        said: Any = signing.loads(kept, salt=salt, max_age=PATIENCE)
    except signing.BadSignature:
        return {}
    return said if isinstance(said, dict) else {}


def _digest(client: OidcClient, subject: str) -> str:
    value = f"{client.issuer}\n{subject}"
    return salted_hmac("comity.oidc.subject", value, algorithm="sha256").hexdigest()


def _seal(account: Account, subject: str) -> str:
    """Bind a link to its person: who can write to the database alone makes none."""
    value = f"{account.person_id}\n{subject}"
    return salted_hmac("comity.oidc.link", value, algorithm="sha256").hexdigest()
