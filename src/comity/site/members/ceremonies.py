"""What a browser sends of a passkey, read and checked by a library that is kept well (``fido2``).

Passkeys belong to one host name of the instance; at others, and without TLS, nothing is offered.
An answer is checked a second time by what checks it offline for everybody (``comity.record``).
"""

import json
import struct
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from comity.edge import verify_assertion
from comity.fault import N_, FaultKind, Place, refuse
from comity.record.passkeys import (
    EDDSA,
    ES256,
    Assertion,
    Passkey,
    assertion_lacks,
    passkey_id,
)

__all__ = [
    "PASSKEY_REFUSED",
    "check_assertion",
    "passkey_host",
    "read_registration",
    "read_sent",
]

LONGEST: Final = 20_000
ALGORITHMS: Final = (ES256, EDDSA)
UNREADABLE: Final = (
    *(AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
    struct.error,
)
"""What reading something made up raises, in the library too: whoever sends it is refused."""

PASSKEY_REFUSED: Final = FaultKind(
    "site.passkey_refused",
    N_("the passkey was not accepted"),
    N_("a passkey answers what was asked here a short while ago, once, and its device checks you"),
    N_("Try it again. If it stays so, use your password and the next code."),
)
OTHER_KIND: Final = FaultKind(
    "site.passkey_kind",
    N_("this device makes a passkey of a kind that is not taken here"),
    N_("a passkey is an ES256 or an Ed25519 key, and its device checks who uses it"),
    N_("Take another device or a security key. Password and codes go on as before."),
)


def passkey_host(request: HttpRequest) -> str:
    """Return the host name of passkeys where ``request`` came to it, over TLS or on this computer.

    Empty where passkeys are not offered.
    """
    host: str = settings.COMITY.instance.passkey_host
    here = request.get_host().rpartition(":")[0] or request.get_host()
    safe = request.is_secure() or host == "localhost"
    return host if host and here == host and safe else ""


def read_registration(
    sent: str, *, host: str, holder: str, asked: Callable[[bytes], bool]
) -> tuple[Passkey, int]:
    """Return the passkey that a browser made for ``holder``, and how often its device signed.

    ``asked`` tells whether its challenge is one of ours. Raises ``RefusedError``.
    """
    try:
        members = json.loads(sent[:LONGEST])
        response = RegistrationResponse.from_dict({**members, "rawId": members["id"]})
        challenge = response.response.client_data.challenge
        if not asked(challenge):
            raise ValueError("another challenge")
        made = _server(host).register_complete(_state(challenge), response)
        return _passkey(made, host, holder), made.counter
    except UNREADABLE as error:
        raise refuse(PASSKEY_REFUSED.at(Place("passkey"))) from error


def read_sent(sent: str) -> tuple[Assertion, bytes]:
    """Return the assertion that a browser sent, and the challenge it says it answers."""
    try:
        members = json.loads(sent[:LONGEST])
        response = members["response"]
        names = ("clientDataJSON", "authenticatorData", "signature")
        parts = [_bytes(response[name]) for name in names]
        assertion = Assertion(passkey_id(_bytes(members["id"])), *parts)
        challenge = _bytes(json.loads(assertion.client_data)["challenge"])
    except UNREADABLE as error:
        raise refuse(PASSKEY_REFUSED.at(Place("passkey"))) from error
    return assertion, challenge


def check_assertion(assertion: Assertion, passkey: Passkey, challenge: bytes) -> None:
    """Raise ``RefusedError`` unless library and record agree that ``passkey`` signed this."""
    try:
        given = _authentication(assertion, passkey)
        known = AttestedCredentialData.create(bytes(16), passkey.credential, _cose(passkey))
        _server(passkey.host).authenticate_complete(_state(challenge), [known], given)
    except UNREADABLE as error:
        raise refuse(PASSKEY_REFUSED.at(Place("passkey"))) from error
    if assertion_lacks(assertion, passkey, challenge, verify_assertion) is not None:
        raise refuse(PASSKEY_REFUSED.at(Place("passkey")))


def _authentication(assertion: Assertion, passkey: Passkey) -> Mapping[str, Any]:
    return {
        "rawId": websafe_encode(passkey.credential),
        "response": {
            "clientDataJSON": websafe_encode(assertion.client_data),
            "authenticatorData": websafe_encode(assertion.authenticator_data),
            "signature": websafe_encode(assertion.signature),
        },
    }


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=host))


def _state(challenge: bytes) -> Mapping[str, Any]:
    return {
        "challenge": websafe_encode(challenge),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }


def _passkey(made: AuthenticatorData, host: str, holder: str) -> Passkey:
    told = made.credential_data
    key: Mapping[int, Any] = {} if told is None else told.public_key
    if told is None or key.get(3) not in ALGORITHMS:
        raise refuse(OTHER_KIND.at(Place("passkey")))
    public = key[-2] if key[3] == EDDSA else b"\x04" + key[-2] + key[-3]
    return Passkey(told.credential_id, holder, host, key[3], public)


def _cose(passkey: Passkey) -> CoseKey:
    public = passkey.public
    if passkey.algorithm == EDDSA:
        return CoseKey.parse({1: 1, 3: EDDSA, -1: 6, -2: public})
    return CoseKey.parse({1: 2, 3: ES256, -1: 1, -2: public[1:33], -3: public[33:]})


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError("no text")
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except Base64Error as error:
        raise ValueError("not base64") from error
