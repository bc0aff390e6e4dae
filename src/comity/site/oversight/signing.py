"""Signing off by passkey: what is asked of it, and whether its answer counts here and now."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from comity.canonical import encode
from comity.edge import verify_assertion
from comity.fault import N_, Fault, FaultKind, Place, RefusedError
from comity.oversight import SignOff, signature_objections
from comity.record.passkeys import Assertion, assertion_members, count_of
from comity.site.members.ceremonies import check_assertion, passkey_host, read_sent
from comity.site.members.challenges import is_own, new_challenge
from comity.site.members.passkey_sign_in import options
from comity.site.members.passkeys import (
    active_passkeys,
    as_passkey,
    note_use,
    passkey_in_use,
)
from comity.site.oversight.models import AssertionRow, SignOffRow

__all__ = [
    "Asked",
    "ask_passkey",
    "keep_assertion",
    "purpose_of",
    "signed_faults",
    "with_assertion",
]

OLD: Final = FaultKind(
    "oversight.signature_old",
    N_("what the passkey was asked to sign is too old, was not asked here, or was signed before"),
    N_("each signature is asked for here, for one person and one item, and counts once"),
    N_("Open the item as it is now and sign it again."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page to sign on asks of a passkey: the sign-off's id, its nonce, the options."""

    sign_off: str
    nonce: str
    options: Mapping[str, str]


def ask_passkey(request: HttpRequest, sign_off: SignOff) -> Asked | None:
    """Return what to ask of a passkey of the signer; None where none can be used here.

    ``sign_off`` is the one to come: its id and nonce are drawn here.
    """
    host = passkey_host(request)
    own = active_passkeys(sign_off.mandate.holder).filter(host=host) if host else ()
    if not own:
        return None
    drawn = replace(sign_off, id=secrets.token_hex(16))
    drawn = replace(drawn, nonce=new_challenge(purpose_of(drawn), sign_off.at).hex())
    return Asked(drawn.id, drawn.nonce, options(host, drawn.challenge, *own))


def with_assertion(request: HttpRequest, sign_off: SignOff, sent: str) -> SignOff:
    """Return ``sign_off`` as signed by what the browser sent; raise ``RefusedError`` if unreadable.

    The passkey has to be of the host that the request came to.
    """
    assertion, _ = read_sent(sent)
    row = passkey_in_use(assertion.passkey)
    if row is None or row.host != passkey_host(request):
        raise RefusedError((OLD.at(Place("passkey")),))
    check_assertion(assertion, as_passkey(row), sign_off.challenge)
    return replace(sign_off, strength="signed", assertion=assertion)


def signed_faults(sign_off: SignOff) -> tuple[Fault, ...]:
    """Return why what calls itself signed does not count; asked in the transaction of the act."""
    assertion = sign_off.assertion
    row = None if assertion is None else passkey_in_use(assertion.passkey)
    known = None if row is None else as_passkey(row)
    faults = signature_objections(sign_off, known, verify_assertion)
    if faults or assertion is None:
        return faults
    asked = is_own(_bytes(sign_off.nonce), purpose_of(sign_off), sign_off.at)
    if not asked or SignOffRow.objects.filter(pk=sign_off.id).exists():
        return (OLD.at(Place(f"sign-off {sign_off.id}")),)
    return ()


def keep_assertion(row: SignOffRow, assertion: Assertion | None, at: datetime) -> None:
    """Keep the signature beside its sign-off; refuse where the device's count went back."""
    if assertion is None:
        return
    passkey = passkey_in_use(assertion.passkey)
    if passkey is None or not note_use(passkey, count_of(assertion), at):
        raise RefusedError((OLD.at(Place(f"sign-off {row.id}")),))
    said = encode(assertion_members(assertion)).decode()
    AssertionRow.objects.create(signoff=row, passkey=assertion.passkey, said=said, entry=row.entry)


def purpose_of(sign_off: SignOff) -> str:
    """Return what a nonce is drawn for: this sign-off of these bytes by this person."""
    subject = sign_off.subject
    return f"sign-off {sign_off.id} {subject} {subject.digest} {sign_off.mandate.holder}"


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
