"""How the age format hands the key of a file over: one stanza for each who may open it."""

import base64
import binascii
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from comity.edge.age.keys import Identity, Recipient
from comity.fault import N_, phrase

__all__ = [
    "Passphrase",
    "Stanza",
    "by_passphrase",
    "decoded",
    "derived",
    "encoded",
    "for_passphrase",
    "for_recipient",
    "unwrapped_by",
]

FILE_KEY: Final = 16
COST: Final = 17
"""Of scrypt, as a power of two: 128 MB, and about half a second, for each guess."""

MOST_COST: Final = 20
NUMBER: Final = re.compile(r"[1-9][0-9]?", re.ASCII)
KEY_KIND: Final = "X25519"
PHRASE_KIND: Final = "scrypt"
KEY_LABEL: Final = b"age-encryption.org/v1/X25519"
PHRASE_LABEL: Final = b"age-encryption.org/v1/scrypt"
NONCE: Final = bytes(12)
"""Each wrapping key is used once, so its nonce may be nothing."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """Whom it is for, in words, and the file's key wrapped for them."""

    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase; ``cost`` is that of scrypt, as a power of two, for what it locks."""

    words: str = field(repr=False)
    cost: int = COST


def for_recipient(recipient: Recipient, file_key: bytes) -> Stanza:
    """Return ``file_key`` wrapped for a key; ``ValueError`` where nobody can have that key."""
    once = X25519PrivateKey.generate()
    share = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(recipient.key))
    key = derived(shared, share + recipient.key, KEY_LABEL)
    return Stanza((KEY_KIND, encoded(share)), _wrap(key, file_key))


def for_passphrase(passphrase: Passphrase, file_key: bytes) -> Stanza:
    """Return ``file_key`` wrapped by a passphrase."""
    salt = os.urandom(16)
    key = _stretched(passphrase.words, salt, passphrase.cost)
    return Stanza((PHRASE_KIND, encoded(salt), str(passphrase.cost)), _wrap(key, file_key))


def unwrapped_by(identity: Identity, stanza: Stanza) -> bytes | None:
    """Return the file's key if ``stanza`` is for ``identity``; ``ValueError`` for a bad one."""
    if stanza.arguments[0] != KEY_KIND:
        return None
    if len(stanza.arguments) != 2 or len(share := decoded(stanza.arguments[1])) != 32:
        raise ValueError(phrase(N_("a stanza for a key is malformed")))
    secret = X25519PrivateKey.from_private_bytes(identity.secret)
    shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
    key = derived(shared, share + identity.recipient.key, KEY_LABEL)
    return _unwrap(key, stanza.body)


def by_passphrase(passphrase: Passphrase, stanzas: Sequence[Stanza]) -> bytes | None:
    """Return the file's key if the passphrase opens it; ``ValueError`` where none is asked for.

    Such a stanza stands alone, and its cost is bounded: both are for the reader's sake.
    """
    if len(stanzas) != 1 or stanzas[0].arguments[0] != PHRASE_KIND:
        raise ValueError(phrase(N_("it was not encrypted by a passphrase alone")))
    (stanza,) = stanzas
    if len(stanza.arguments) != 3 or len(salt := decoded(stanza.arguments[1])) != 16:
        raise ValueError(phrase(N_("its stanza is malformed")))
    if not NUMBER.fullmatch(stanza.arguments[2]) or int(stanza.arguments[2]) > MOST_COST:
        raise ValueError(
            phrase(N_("its passphrase costs more than 2 to the power of {most}"), most=MOST_COST)
        )
    return _unwrap(_stretched(passphrase.words, salt, int(stanza.arguments[2])), stanza.body)


def derived(secret: bytes, salt: bytes, label: bytes) -> bytes:
    """Return a key of 32 bytes for the use that ``label`` names: HKDF-SHA-256, RFC 5869."""
    return HKDF(SHA256(), 32, salt or None, label).derive(secret)


def encoded(data: bytes) -> str:
    """Return ``data`` in base64 without padding."""
    return base64.b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Return the bytes that ``text`` writes; ``ValueError`` for any but the one spelling."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError(phrase(N_("its base64 is malformed"))) from error
    if encoded(data) != text:
        raise ValueError(phrase(N_("its base64 is another spelling")))
    return data


def _stretched(words: str, salt: bytes, cost: int) -> bytes:
    made = Scrypt(salt=PHRASE_LABEL + salt, length=32, n=2**cost, r=8, p=1)
    return made.derive(words.encode())


def _wrap(key: bytes, file_key: bytes) -> bytes:
    return ChaCha20Poly1305(key).encrypt(NONCE, file_key, None)


def _unwrap(key: bytes, body: bytes) -> bytes | None:
    # The length is looked at first: else one body could be made to open under many keys.
    if len(body) != FILE_KEY + 16:
        raise ValueError(phrase(N_("a wrapped key has another length")))
    try:
        return ChaCha20Poly1305(key).decrypt(NONCE, body, None)
    except InvalidTag:
        return None
