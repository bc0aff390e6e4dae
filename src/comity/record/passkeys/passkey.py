"""Passkeys and what they sign: read and checked without a server, by anybody who has the record.

A sign-off that is ``signed`` holds an assertion (W3C WebAuthn Level 3, §7.2) whose challenge is the
SHA-256 of what was signed off. It proves that whoever held this passkey, and showed the device who
they are, signed exactly that. Whose passkey it is, is the word of the organisation that registered
it, in an entry before the sign-off.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeAlias

from comity.canonical import Json, encode
from comity.record import reasons
from comity.record.note import check_point
from comity.record.reason import Reason
from comity.record.recompute import plain
from comity.record.strict import RecordFormatError

__all__ = [
    "EDDSA",
    "ES256",
    "Assertion",
    "Passkey",
    "VerifyAssertion",
    "assertion_lacks",
    "assertion_members",
    "challenge_of",
    "count_of",
    "passkey_id",
    "passkey_members",
    "read_assertion",
    "read_passkey",
]

ES256: Final = -7
"""ECDSA on P-256 with SHA-256; the key is an uncompressed point of 65 bytes (RFC 9053)."""
EDDSA: Final = -8
"""Ed25519; the key has 32 bytes."""
KEY_SIZES: Final = {ES256: 65, EDDSA: 32}
LONGEST: Final = 4_096
SHORTEST_AUTHENTICATOR_DATA: Final = 37
PRESENT: Final = 0x01
VERIFIED: Final = 0x04
ASSERTS: Final = "webauthn.get"
ORIGIN: Final = re.compile(r"(https?)://([a-z0-9.-]{1,253})(?::\d{1,5})?", re.ASCII)
LOCAL: Final = "localhost"
"""The one host at which browsers offer passkeys without TLS."""

VerifyAssertion: TypeAlias = Callable[[int, bytes, bytes, bytes], bool]
"""Whether a signature holds, by algorithm, public key, signature and message."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as it was registered for ``holder`` at the one ``host`` it belongs to.

    ``credential`` is the id by which the device knows it; ``algorithm`` a number of COSE.
    """

    credential: bytes
    holder: str
    host: str
    algorithm: int
    public: bytes

    def __post_init__(self) -> None:
        """Refuse what no passkey can be."""
        if KEY_SIZES.get(self.algorithm) != len(self.public):
            raise RecordFormatError("a passkey is an ES256 point or an Ed25519 key")
        if self.algorithm == EDDSA:
            # Under others anybody signs anything, and verifiers disagree.
            check_point(self.public)
        if not 0 < len(self.credential) <= 1_023:
            raise RecordFormatError("a passkey has an id of at most 1023 bytes")

    @property
    def id(self) -> str:
        """Return the id by which the record names it."""
        return passkey_id(self.credential)


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a passkey gave: what the browser says it signed, what the device says, the signature."""

    passkey: str
    client_data: bytes
    authenticator_data: bytes
    signature: bytes


def passkey_id(credential: bytes) -> str:
    """Return the id by which the record names the passkey with this id of its device."""
    return f"k-{sha256(credential).hexdigest()[:32]}"


def challenge_of(
    *, sign_off: str, subject: str, digest: str | None, mandate: str, nonce: str
) -> bytes:
    """Return what a passkey has to sign for a sign-off: 32 bytes that bind all of it."""
    said: dict[str, Json] = {
        "sign_off": sign_off,
        "subject": subject,
        "digest": digest,
        "mandate": mandate,
        "nonce": nonce,
    }
    return sha256(encode(said)).digest()


def assertion_lacks(
    assertion: Assertion, passkey: Passkey, challenge: bytes, verify: VerifyAssertion
) -> Reason | None:
    """Return why ``assertion`` is not the passkey's word for ``challenge``; None if it is.

    The person must have been present and verified by the device, at the passkey's own host.
    """
    said = _client_data(assertion.client_data)
    device = assertion.authenticator_data
    if said is None or len(device) < SHORTEST_AUTHENTICATOR_DATA:
        return reasons.ASSERTION_UNREADABLE.of()
    if said.get("type") != ASSERTS or said.get("challenge") != _written(challenge):
        return reasons.SIGNED_OTHERWISE.of()
    wrong = _elsewhere(said, device, passkey.host)
    message = device + sha256(assertion.client_data).digest()
    if wrong is None and not verify(
        passkey.algorithm, passkey.public, assertion.signature, message
    ):
        wrong = reasons.PASSKEY_SIGNATURE.of()
    return wrong


def _elsewhere(said: Mapping[str, Any], device: bytes, host: str) -> Reason | None:
    """Return why this was not signed at ``host`` by a person whom the device had verified."""
    origin = said.get("origin")
    if not _is_at(origin, host) or said.get("crossOrigin") not in (None, False):
        return reasons.SIGNED_ELSEWHERE.of(origin=plain(str(origin)), host=plain(host))
    if device[:32] != sha256(host.encode()).digest():
        return reasons.SIGNED_FOR_OTHER.of(host=plain(host))
    if not device[32] & PRESENT or not device[32] & VERIFIED:
        return reasons.NOT_VERIFIED.of()
    return None


def count_of(assertion: Assertion) -> int:
    """Return how often the device says it has signed; 0 where it does not count."""
    return int.from_bytes(assertion.authenticator_data[33:37], "big")


def passkey_members(passkey: Passkey) -> dict[str, Json]:
    """Return what the entry that registers a passkey commits to."""
    return {
        "v": 1,
        "passkey": passkey.id,
        "holder": passkey.holder,
        "host": passkey.host,
        "credential": _written(passkey.credential),
        "algorithm": passkey.algorithm,
        "public": passkey.public.hex(),
    }


def read_passkey(members: Mapping[str, Any]) -> Passkey:
    """Return the passkey that such content tells of; raise ``RecordFormatError`` if none."""
    try:
        found = Passkey(
            _read(members["credential"]),
            str(members["holder"]),
            str(members["host"]),
            int(members["algorithm"]),
            bytes.fromhex(members["public"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RecordFormatError(f"no passkey: {error}") from error
    if passkey_members(found) != members:
        raise RecordFormatError("no passkey of version 1")
    return found


def assertion_members(assertion: Assertion) -> dict[str, Json]:
    """Return what an entry keeps of an assertion."""
    return {
        "passkey": assertion.passkey,
        "client_data": _written(assertion.client_data),
        "authenticator_data": _written(assertion.authenticator_data),
        "signature": _written(assertion.signature),
    }


def read_assertion(members: object) -> Assertion:
    """Return the assertion that ``members`` hold; raise ``RecordFormatError`` if there is none."""
    if not isinstance(members, Mapping):
        raise RecordFormatError("no assertion")
    try:
        parts = [
            _read(members[name]) for name in ("client_data", "authenticator_data", "signature")
        ]
        found = Assertion(str(members["passkey"]), *parts)
    except (KeyError, TypeError, ValueError) as error:
        raise RecordFormatError(f"no assertion: {error}") from error
    if assertion_members(found) != members:
        raise RecordFormatError("no assertion of version 1")
    return found


def _client_data(data: bytes) -> Mapping[str, Any] | None:
    if len(data) > LONGEST:
        return None
    try:
        said = json.loads(data.decode("utf-8"))
    except (RecursionError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def _is_at(origin: object, host: str) -> bool:
    found = ORIGIN.fullmatch(origin) if isinstance(origin, str) else None
    return bool(found and found[2] == host and (found[1] == "https" or host == LOCAL))


def _written(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _read(text: str) -> bytes:
    """Return the bytes of base64url without padding, as WebAuthn writes it."""
    if len(text) > 2 * LONGEST:
        raise ValueError("too long")
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _written(data) != text:
        raise ValueError("not in canonical base64url")
    return data
