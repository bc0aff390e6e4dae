"""A person's word for what a page has shown them: by password and code, or by a passkey."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from comity.oversight import Person, SignOff
from comity.people import Acting, Mandate
from comity.site.members.permissions import may, require
from comity.site.oversight.signing import Asked, ask_passkey, with_assertion
from comity.subject import Subject

__all__ = ["PASSKEY", "asked_of_passkey", "word_for"]

PASSKEY: Final = "passkey"
"""The field in which a page sends what a passkey has answered."""
LONGEST_NONCE: Final = 200


def asked_of_passkey(
    request: HttpRequest, act: str, subject: Subject, who: Acting | None, at: datetime
) -> Asked | None:
    """Return what a page asks a passkey to sign; None where none can be used.

    ``subject`` has the digest that is shown.
    """
    if who is None or not may(who, act, at):
        return None
    return ask_passkey(request, _word(act, subject, who, require(who, act=act, at=at), at))


def word_for(
    request: HttpRequest,
    act: str,
    subject: Subject,
    who: Acting | None,
    mandate: Mandate,
    at: datetime,
) -> SignOff:
    """Return the person's word for the digest that was shown, which the form sends back.

    Whether these are the bytes of ``subject`` now is for the action to find. Where a passkey has
    answered, its signature comes with it.
    """
    shown = replace(subject, digest=request.POST.get("digest", "")[:64] or "none")
    nonce = request.POST.get("nonce", "")[:LONGEST_NONCE]
    told = replace(_word(act, shown, who, mandate, at), nonce=nonce)
    sent = request.POST.get(PASSKEY, "")
    if not sent:
        return told
    return with_assertion(request, replace(told, id=request.POST.get("sign_off", "")[:64]), sent)


def _word(
    act: str, subject: Subject, who: Acting | None, mandate: Mandate, at: datetime
) -> SignOff:
    name, person = (who.name, who.person) if who else ("", "")
    return SignOff(
        id=secrets.token_hex(16),
        act=act,
        subject=subject,
        signer=Person(person),
        name=name,
        mandate=mandate,
        nonce="",
        at=at,
    )
