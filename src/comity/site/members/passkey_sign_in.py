"""Signing in, and showing again before an official act who one is, by a passkey alone.

Its device checks the person each time (by finger, face or PIN), so that it stands for password and
code together. Attempts are counted like those with a password.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from comity.fault import Place, refuse
from comity.record.passkeys import count_of
from comity.site.members import signing_in
from comity.site.members.ceremonies import (
    PASSKEY_REFUSED,
    check_assertion,
    passkey_host,
    read_sent,
)
from comity.site.members.challenges import SIGN_IN, is_own, new_challenge, spend
from comity.site.members.models import Account, PasskeyRow
from comity.site.members.passkeys import active_passkeys, as_passkey, note_use, passkey_in_use

__all__ = [
    "asked",
    "asked_to_confirm",
    "confirm_by_passkey",
    "options",
    "sign_in_by_passkey",
    "written",
]


def asked(request: HttpRequest, now: datetime) -> Mapping[str, str] | None:
    """Return what the page to sign in asks a passkey, or None where none is offered here."""
    host = passkey_host(request)
    return options(host, new_challenge(SIGN_IN, now)) if host else None


def asked_to_confirm(request: HttpRequest, now: datetime) -> Mapping[str, str] | None:
    """Return what is asked of who is signed in; None where they have no passkey for here."""
    account, host = signing_in.account_of(request), passkey_host(request)
    if account is None or not host:
        return None
    own = active_passkeys(account.person_id).filter(host=host)
    challenge = new_challenge(_confirming(account), now)
    return options(host, challenge, *own) if own else None


def options(host: str, challenge: bytes, *allowed: PasskeyRow) -> Mapping[str, str]:
    """Return what a page tells the browser, in base64url; ``allowed`` are the passkeys to use."""
    ids = [written(bytes(one.credential)) for one in allowed]
    return {"host": host, "challenge": written(challenge), "allow": " ".join(ids)}


def sign_in_by_passkey(request: HttpRequest, sent: str, now: datetime) -> None:
    """Begin a session of whose passkey answered, or raise ``RefusedError``."""
    signing_in.count_address(request, now)
    row = _answered(request, sent, SIGN_IN, now)
    account = Account.objects.select_related("person").get(person=row.person_id)
    signing_in.forgive_address(request)
    Account.objects.filter(pk=account.pk).update(settled=True)
    signing_in.start_session(request, account, now)


def confirm_by_passkey(request: HttpRequest, sent: str, now: datetime) -> None:
    """Note that who is signed in has just used a passkey of theirs, or raise ``RefusedError``."""
    account = signing_in.account_of(request)
    if account is None:
        raise refuse(PASSKEY_REFUSED.at(Place("passkey")))
    with signing_in.confirming(request, account, now):
        row = _answered(request, sent, _confirming(account), now)
        if row.person_id != account.person_id:
            raise refuse(PASSKEY_REFUSED.at(Place("passkey")))


def _answered(request: HttpRequest, sent: str, purpose: str, now: datetime) -> PasskeyRow:
    """Return the passkey that answered a challenge of ours for ``purpose``, for the first time."""
    assertion, challenge = read_sent(sent)
    row = passkey_in_use(assertion.passkey)
    here = passkey_host(request)
    if row is None or not here or row.host != here or not is_own(challenge, purpose, now):
        raise refuse(PASSKEY_REFUSED.at(Place("passkey")))
    check_assertion(assertion, as_passkey(row), challenge)
    with transaction.atomic():
        if not (spend(challenge, now) and note_use(row, count_of(assertion), now)):
            raise refuse(PASSKEY_REFUSED.at(Place("passkey")))
    return row


def _confirming(account: Account) -> str:
    return f"confirm {account.person_id}"


def written(data: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
