"""A passkey in software, written here and from the specifications alone.

It makes what a browser hands to a page (W3C WebAuthn Level 3, §6 and §7) so that what reads it on
the site and what reads it in the record are both compared with somebody else's writing.
"""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comity.record.passkeys import EDDSA, ES256, Assertion, Passkey, passkey_id

HOST = "comity.example"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def written(data: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def cbor(value) -> bytes:
    """Return RFC 8949 bytes of whole numbers, texts, bytes and maps: what a device writes."""
    if isinstance(value, dict):
        pairs = b"".join(cbor(key) + cbor(one) for key, one in value.items())
        return _head(5, len(value)) + pairs
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    return _head(0, value) if value >= 0 else _head(1, -1 - value)


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    if number < 256:
        return bytes([major << 5 | 24, number])
    return bytes([major << 5 | 25]) + number.to_bytes(2, "big")


@dataclass
class Device:
    """A device with one passkey for ``host``. ``count`` stays 0 where it does not count."""

    host: str = HOST
    algorithm: int = ES256
    counts: bool = False
    verifies: bool = True
    credential: bytes = field(default_factory=lambda: token_bytes(20))
    count: int = 0

    def __post_init__(self):
        made = generate_private_key(SECP256R1()) if self.algorithm == ES256 else None
        self.secret = made or Ed25519PrivateKey.generate()

    @property
    def id(self) -> str:
        return passkey_id(self.credential)

    @property
    def public(self) -> bytes:
        key = self.secret.public_key()
        if self.algorithm == ES256:
            return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return key.public_bytes_raw()

    @property
    def origin(self) -> str:
        return "http://localhost:8000" if self.host == "localhost" else f"https://{self.host}"

    def passkey(self, holder: str = "p-1") -> Passkey:
        """Return it as the record knows it."""
        return Passkey(self.credential, holder, self.host, self.algorithm, self.public)

    def made(self, challenge: bytes, **changes) -> dict:
        """Return what the page sends after it was made: JSON of a registration."""
        said = self._said("webauthn.create", challenge, changes)
        x, y = self.public[1:33], self.public[33:]
        cose = {1: 1, 3: EDDSA, -1: 6, -2: self.public}
        if self.algorithm == ES256:
            cose = {1: 2, 3: ES256, -1: 1, -2: x, -3: y}
        key = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor(cose)
        data = self._data(ATTESTED, changes) + key
        attestation = cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return {
            "id": written(self.credential),
            "response": {
                "clientDataJSON": written(said),
                "attestationObject": written(attestation),
            },
        }

    def signed(self, challenge: bytes, **changes) -> Assertion:
        """Return its signature for ``challenge``; ``changes`` make it one of an attacker."""
        said = self._said("webauthn.get", challenge, changes)
        data = self._data(0, changes)
        message = data + sha256(said).digest()
        signature = self.signature(message, changes.get("secret"))
        return Assertion(self.id, said, data, signature)

    def signature(self, message: bytes, secret=None) -> bytes:
        """Return the signature of ``message``; ``secret`` is that of an attacker."""
        secret = secret or self.secret
        if isinstance(secret, EllipticCurvePrivateKey):
            return secret.sign(message, ECDSA(SHA256()))
        return secret.sign(message)

    def sent(self, challenge: bytes, **changes) -> dict:
        """Return the same as the page sends it."""
        given = self.signed(challenge, **changes)
        return {
            "id": written(self.credential),
            "response": {
                "clientDataJSON": written(given.client_data),
                "authenticatorData": written(given.authenticator_data),
                "signature": written(given.signature),
            },
        }

    def _said(self, kind: str, challenge: bytes, changes: dict) -> bytes:
        said = {
            "type": changes.get("kind", kind),
            "challenge": written(changes.get("asked", challenge)),
            "origin": changes.get("origin", self.origin),
            "crossOrigin": changes.get("cross", False),
        }
        return json.dumps(said).encode()

    def _data(self, flags: int, changes: dict) -> bytes:
        self.count += self.counts
        count = changes.get("count", self.count)
        flags |= PRESENT | (VERIFIED if changes.get("verifies", self.verifies) else 0)
        host = changes.get("host", self.host)
        return sha256(host.encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")
