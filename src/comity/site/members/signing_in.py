"""Signing in and out, being asked again before an official act, and invitations.

None of it is in the record: these are private acts of a person (``records = none``). Attempts are
counted in memory alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare

from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.site.loopback import is_loopback
from comity.site.members import credentials
from comity.site.members.app_codes import remove_app
from comity.site.members.codes import digest_of, tidied
from comity.site.members.entering import site_log
from comity.site.members.models import (
    Account,
    AccountSession,
    ClosingRow,
    InvitationRow,
    OidcRow,
)
from comity.site.members.passkey_acts import end_passkeys
from comity.site.members.passkeys import active_passkeys
from comity.site.members.rates import counted_as
from comity.site.members.sessions import BEGAN, kept_as
from comity.site.members.shared_rates import SharedRate

__all__ = [
    "account_of",
    "asks_again",
    "attempts",
    "confirm",
    "confirming",
    "count_address",
    "count_begun",
    "end_others",
    "end_session",
    "forgive_address",
    "forgive_begun",
    "fresh_until",
    "print_codes",
    "redeem",
    "require_fresh",
    "sign_in",
    "sign_in_proved",
    "sign_out",
    "start_session",
]

FRESH: Final = "fresh"
PER_NAME: Final = SharedRate("name", 10, timedelta(minutes=15))
PER_ADDRESS: Final = SharedRate("address", 60, timedelta(minutes=15))
# Counted apart as well: any page elsewhere can have browsers begin, and no guess is made by it.
BEGINS: Final = SharedRate("begins", 60, timedelta(minutes=15))
INVITATIONS: Final = SharedRate("invitations", 20, timedelta(hours=1))
# Counted apart: whoever guesses at the sign-in page keeps nobody from an official act.
CONFIRMATIONS: Final = SharedRate("confirmations", 10, timedelta(minutes=15))

NOT_RIGHT: Final = FaultKind(
    "site.sign_in_refused",
    N_("name, password and code do not fit together"),
    N_("each printed code can be used once, with the password and the name it was printed for"),
    N_("Take the next code of your sheet. If all are used or lost, ask for a new invitation."),
)
TOO_MANY: Final = FaultKind(
    "site.too_many_attempts",
    N_("there were too many attempts"),
    N_("attempts are limited, so that nobody guesses a password or a code"),
    N_("Wait a quarter of an hour and try again."),
)
NO_INVITATION: Final = FaultKind(
    "site.invitation_refused",
    N_("this invitation is not known, is over, or was used"),
    N_("an invitation can be used until you have signed in, for 14 days, and until a later one"),
    N_("Compare each sign with the sheet, or ask who printed it for a new one."),
)
NOT_FRESH: Final = FaultKind(
    "site.not_fresh",
    N_("it is too long since you entered password and code"),
    N_("before an official act you enter both again"),
    N_("Enter them and do it again; what you wrote is kept."),
)


def sign_in(request: HttpRequest, *, handle: str, password: str, code: str, now: datetime) -> None:
    """Begin a session, or raise ``RefusedError``; which of the three was wrong is not said."""
    name = tidied(handle)
    _count(request, name, now)
    found = Account.objects.filter(person__closingrow=None, person__human=True)
    account = found.filter(person__handle=name).select_related("person").first()
    if account is None or not credentials.fits(account, password, code, now):
        if account is None:
            credentials.password_fits(None, password)
        raise refuse(NOT_RIGHT.at(Place("code")))
    _let_in(request, account, now)


def sign_in_proved(request: HttpRequest, account: Account, code: str, now: datetime) -> None:
    """Begin a session of who has shown in place of the password who they are, by the next code.

    Their official acts ask for password and code, however short a while ago this was.
    """
    _count(request, account.person.handle, now)
    closed = ClosingRow.objects.filter(person=account.person_id).exists()
    if closed or not account.person.human or not credentials.use_code(account, code, now):
        raise refuse(NOT_RIGHT.at(Place("code")))
    _let_in(request, account, now)
    del request.session[FRESH]


def _let_in(request: HttpRequest, account: Account, now: datetime) -> None:
    PER_NAME.forgive(account.person.handle)
    PER_ADDRESS.take_back(_address(request))
    Account.objects.filter(pk=account.pk).update(settled=True)
    start_session(request, account, now)


def start_session(request: HttpRequest, account: Account, now: datetime) -> None:
    """Begin a session of ``account`` under a new key, whatever session there was before."""
    request.session.flush()
    request.session[SESSION_KEY] = str(account.pk)
    request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    request.session[BEGAN] = now.isoformat()
    request.session[FRESH] = now.isoformat()
    rotate_token(request)
    vars(request).pop("acting", None)


def confirm(request: HttpRequest, *, password: str, code: str, now: datetime) -> None:
    """Note that who is signed in has just entered password and code, or raise ``RefusedError``."""
    account = account_of(request)
    if account is None:
        raise refuse(NOT_RIGHT.at(Place("code")))
    with confirming(request, account, now):
        if not credentials.fits(account, password, code, now):
            raise refuse(NOT_RIGHT.at(Place("code")))


@contextmanager
def confirming(request: HttpRequest, account: Account, now: datetime) -> Iterator[None]:
    """Note that ``account`` has just shown who they are, unless what is done within refuses it.

    Attempts are counted, whatever they are made with.
    """
    if not CONFIRMATIONS.allows(account.person.handle, now):
        raise refuse(TOO_MANY.at(Place("code")))
    yield
    CONFIRMATIONS.forgive(account.person.handle)
    request.session.cycle_key()
    request.session[FRESH] = now.isoformat()


def fresh_until(request: HttpRequest) -> datetime | None:
    """Return until when official acts need no password and code again, or None."""
    at = request.session.get(FRESH)
    if account_of(request) is None or not isinstance(at, str):
        return None
    return datetime.fromisoformat(at) + timedelta(minutes=settings.FRESH_MINUTES)


def asks_again(request: HttpRequest, now: datetime) -> bool:
    """Return whether it is too long since password and code were entered."""
    until = fresh_until(request)
    return until is None or until <= now


def require_fresh(request: HttpRequest, now: datetime) -> None:
    """Raise ``RefusedError`` unless password and code were entered a short while ago."""
    if asks_again(request, now):
        raise refuse(NOT_FRESH.at(Place("code")))


def sign_out(request: HttpRequest) -> None:
    """End this session."""
    request.session.flush()
    vars(request).pop("acting", None)


def account_of(request: HttpRequest) -> Account | None:
    """Return the account that is signed in, or None."""
    session = request.session
    if SESSION_KEY not in session:
        return None
    rows = Account.objects.filter(person__closingrow=None).select_related("person__party")
    found = rows.filter(pk=session[SESSION_KEY]).first()
    if found is None:
        return None
    bound = constant_time_compare(session.get(HASH_SESSION_KEY, ""), found.get_session_auth_hash())
    return found if bound else None


def end_session(request: HttpRequest, shown: str) -> bool:
    """End one of one's own sessions, named as the page names it; return whether it was there."""
    account = account_of(request)
    rows = AccountSession.objects.filter(account=account) if account else ()
    for row in rows:
        if digest_of("session", row.session_key)[:16] == shown:
            row.delete()
            return True
    return False


def end_others(request: HttpRequest) -> None:
    """End all of one's own sessions but this one."""
    account = account_of(request)
    if account is not None:
        here = kept_as(request.session.session_key or "")
        AccountSession.objects.filter(account=account).exclude(pk=here).delete()


def print_codes(request: HttpRequest, now: datetime) -> Sequence[str]:
    """Return fresh one-time codes for who is signed in; raise ``RefusedError`` if not fresh."""
    require_fresh(request, now)
    account = account_of(request)
    return [] if account is None else credentials.new_codes(account)


def redeem(
    request: HttpRequest, *, code: str, password: str, again: str, now: datetime
) -> tuple[str, Sequence[str]]:
    """Set the password of whom ``code`` invites; return the name to sign in by, and the codes.

    If the answer is lost on its way, the same code gives another one until the first sign-in. Who
    has the old means of access is not known: app, link and passkeys end with them.
    Guesses are counted by address alone, since nobody has a name here yet.
    """
    address = _address(request)
    if not INVITATIONS.allows(address, now):
        raise refuse(TOO_MANY.at(Place("invitation")))
    with transaction.atomic():
        account, invitation = _invited(code, now)
        INVITATIONS.take_back(address)
        handle = account.person.handle
        faults = credentials.password_lacks(password, again, handle)
        if faults:
            raise RefusedError(faults)
        account.redeemed, account.settled = invitation, False
        account.save(update_fields=["redeemed", "settled"])
        credentials.set_password(account, password)
        remove_app(account)
        OidcRow.objects.filter(account=account).delete()
        if active_passkeys(account.person_id).exists():
            end_passkeys(log=site_log(), account=account, now=now)
        return handle, credentials.new_codes(account)


def _invited(code: str, now: datetime) -> tuple[Account, InvitationRow]:
    rows = InvitationRow.objects.filter(digest=digest_of("invitation", code))
    found = rows.filter(expires_at__gt=now, person__closingrow=None, person__human=True).first()
    if found is None or found.pk != _latest(found.person_id):
        raise refuse(NO_INVITATION.at(Place("invitation")))
    account = Account.objects.select_related("person").get(person=found.person_id)
    if account.redeemed_id == found.pk and account.settled:
        raise refuse(NO_INVITATION.at(Place("invitation")))
    return account, found


def _latest(person: str) -> int | None:
    rows = InvitationRow.objects.filter(person=person).order_by("-pk")
    return rows.values_list("pk", flat=True).first()


def attempts() -> tuple[SharedRate, ...]:
    """Return the counters, which all workers of a site share."""
    return (PER_NAME, PER_ADDRESS, BEGINS, INVITATIONS, CONFIRMATIONS)


def count_address(request: HttpRequest, now: datetime) -> None:
    """Count an attempt that names nobody, or raise ``RefusedError`` where there were too many."""
    if not PER_ADDRESS.allows(_address(request), now):
        raise refuse(TOO_MANY.at(Place("code")))


def count_begun(request: HttpRequest, now: datetime) -> None:
    """Count that somebody goes to sign in elsewhere, or raise where too many did from there."""
    if not BEGINS.allows(_address(request), now):
        raise refuse(TOO_MANY.at(Place("code")))


def forgive_begun(request: HttpRequest) -> None:
    """Count the latest of them from there no longer: it ended in a session."""
    BEGINS.take_back(_address(request))


def forgive_address(request: HttpRequest) -> None:
    """Count the latest attempt from this address no longer: it was no guess."""
    PER_ADDRESS.take_back(_address(request))


def _count(request: HttpRequest, name: str, now: datetime) -> None:
    # Whose address is over its limit counts against no name: they would keep others out of theirs,
    # and with names enough have the attempts of a name forgotten.
    if not (PER_ADDRESS.allows(_address(request), now) and PER_NAME.allows(name, now)):
        raise refuse(TOO_MANY.at(Place("code")))


def _address(request: HttpRequest) -> str:
    """Return where ``request`` comes from: behind a web server on this computer, what that says.

    It adds the address it sees at the end. Else everybody would count as one, and one guesser
    would keep them all out.
    """
    near = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return counted_as(told if told and is_loopback(near) else near)
