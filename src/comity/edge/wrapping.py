"""Keys of sealed content, themselves locked by one key that lies outside data and backups.

A copy of the data alone opens nothing: content is encrypted under a key of its own, and that key
is wrapped. Erasing destroys the wrapped key; replacing the wrapping key shuts every older copy.
AES key wrap: RFC 3394. Encryption: AES-256-GCM, NIST SP 800-38D.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from comity.edge.files import (
    EXISTS,
    SECRET,
    SECRET_FOLDER,
    make_folder,
    open_to_others,
    read_bounded,
    write_atomically,
)
from comity.fault import N_, FaultKind, Place, phrase, refuse

__all__ = [
    "WRAPPED_SIZE",
    "Wrapping",
    "create_wrapping",
    "decrypt",
    "encrypt",
    "load_wrapping",
    "unwrapped",
]

WRAPPED_SIZE: Final = 40
"""The bytes of a wrapped key of 32 bytes: its length tells it from one that is not wrapped."""

KEY_SIZE: Final = 32
NONCE_SIZE: Final = 12
PREFIX: Final = "comity-wrapping-key/v1 "
LARGEST_FILE: Final = 1_000
PURPOSE: Final = b"comity sealed content v2"

NOT_A_KEY = FaultKind(
    "edge.not_a_wrapping_key",
    N_("the wrapping key cannot be used: {reason}"),
    N_("a file of a wrapping key holds one line that begins with comity-wrapping-key/v1"),
    N_("Bring back the file from your own copy. Without it, sealed content cannot be opened."),
)
OPEN_TO_OTHERS = FaultKind(
    "edge.wrapping_key_open_to_others",
    N_("other users of this computer may read the wrapping key"),
    N_("only its owner may read a key file"),
    N_("Run: chmod 600 {path}. If others had access, replace the wrapping key."),
)


@dataclass(frozen=True, slots=True)
class Wrapping:
    """Wraps 32-byte keys under a key held in memory."""

    _secret: bytes = field(repr=False)

    def wrap(self, key: bytes) -> bytes:
        """Return ``key`` (32 bytes) wrapped, 40 bytes; the same each time."""
        if len(key) != KEY_SIZE:
            raise ValueError("a key has 32 bytes")
        return aes_key_wrap(self._secret, key)

    def unwrap(self, wrapped: bytes) -> bytes | None:
        """Return the key in ``wrapped``; None if it was wrapped by another key or changed since."""
        if len(wrapped) != WRAPPED_SIZE:
            return None
        try:
            return aes_key_unwrap(self._secret, wrapped)
        except InvalidUnwrap:
            return None


def create_wrapping(path: Path) -> Wrapping:
    """Make a wrapping key and write it to the new file ``path``, for its owner alone (0600).

    The file is there whole or not at all: half of one would stand for a key that is lost. Who
    makes it holds a lock meanwhile, so that nobody else does.
    """
    if path.exists():
        raise refuse(EXISTS.at(Place(str(path))))
    secret = os.urandom(KEY_SIZE)
    make_folder(path.parent, SECRET_FOLDER)
    write_atomically(path, f"{PREFIX}{base64.b64encode(secret).decode()}\n".encode(), SECRET)
    return Wrapping(secret)


def load_wrapping(path: Path) -> Wrapping:
    """Return the wrapping key in ``path``; refuse a file that others may read."""
    data = read_bounded(path, LARGEST_FILE)
    if open_to_others(path):
        raise refuse(OPEN_TO_OTHERS.at(Place(str(path)), path=path))
    line = data.decode("ascii", "replace").removesuffix("\n")
    try:
        secret = base64.b64decode(line.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not line.startswith(PREFIX) or len(secret) != KEY_SIZE:
        # The message may not quote the file: it holds the secret.
        raise refuse(NOT_A_KEY.at(Place(str(path)), reason=phrase(N_("it is damaged"))))
    return Wrapping(secret)


def unwrapped(wrappings: Sequence[Wrapping], wrapped: bytes) -> bytes | None:
    """Return the key that one of ``wrappings`` opens; None if none does."""
    return next((key for one in wrappings if (key := one.unwrap(wrapped)) is not None), None)


def encrypt(key: bytes, content: bytes, about: str) -> bytes:
    """Return ``content`` encrypted under a key made from ``key``, bound to what it is ``about``."""
    nonce = os.urandom(NONCE_SIZE)
    return nonce + AESGCM(_derived(key)).encrypt(nonce, content, about.encode())


def decrypt(key: bytes, encrypted: bytes, about: str) -> bytes | None:
    """Return the content; None if key or ``about`` are others, or the bytes were changed."""
    nonce, rest = encrypted[:NONCE_SIZE], encrypted[NONCE_SIZE:]
    try:
        return AESGCM(_derived(key)).decrypt(nonce, rest, about.encode())
    except (InvalidTag, ValueError):
        return None


def _derived(key: bytes) -> bytes:
    # The payload key also makes the commitment: one key has one use.
    return hmac.new(key, PURPOSE, "sha256").digest()
