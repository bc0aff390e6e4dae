"""Keys of the age format: recipients, for whom is encrypted, and identities, which open it."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from comity.edge.age.bech32 import bech32, from_bech32
from comity.edge.files import create_file, read_bounded
from comity.fault import N_, FaultKind, Place, phrase, refuse

__all__ = ["Identity", "Recipient", "create_identity", "read_identities", "recipient_of"]

PREFIX: Final = "age"
SECRET_PREFIX: Final = "age-secret-key-"  # noqa: S105 - how the text of a secret begins
SIZE: Final = 32
LARGEST: Final = 100_000

BAD_RECIPIENT: Final = FaultKind(
    "edge.age_recipient",
    N_("“{found}” is no recipient: {reason}"),
    N_("a recipient is a key of the age format: 62 signs that begin with age1"),
    N_("Copy the line that comity backup --new-identity has printed."),
)
BAD_IDENTITY: Final = FaultKind(
    "edge.age_identity",
    N_("it holds no identity: {reason}"),
    N_("a file of identities has a line for each, which begins with AGE-SECRET-KEY-1"),
    N_("Give the file that comity backup --new-identity or age-keygen has written."),
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key: 32 bytes of X25519."""

    key: bytes

    def __str__(self) -> str:
        """Return it as people write it."""
        return bech32(PREFIX, self.key)


@dataclass(frozen=True, slots=True)
class Identity:
    """A secret key: 32 bytes of X25519."""

    secret: bytes = field(repr=False)

    @property
    def recipient(self) -> Recipient:
        """Return the public key that belongs to it."""
        secret = X25519PrivateKey.from_private_bytes(self.secret)
        return Recipient(secret.public_key().public_bytes_raw())


def create_identity(path: Path) -> Recipient:
    """Make an identity in the new file ``path``, for its owner alone, and return its recipient."""
    made = Identity(os.urandom(SIZE))
    secret = bech32(SECRET_PREFIX, made.secret).upper()
    create_file(path, f"# public key: {made.recipient}\n{secret}\n".encode())
    return made.recipient


def recipient_of(text: str) -> Recipient:
    """Return the recipient that ``text`` writes; raises ``RefusedError``."""
    try:
        return Recipient(_key(text.strip(), PREFIX))
    except ValueError as error:
        raise refuse(BAD_RECIPIENT.at(Place("--recipient"), found=text, reason=error)) from error


def read_identities(path: Path) -> tuple[Identity, ...]:
    """Return the identities in a file, one a line; raises ``RefusedError`` where there is none."""
    place = Place(str(path))
    lines = read_bounded(path, LARGEST).decode("utf-8", "replace").splitlines()
    said = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        found = tuple(Identity(_key(line, SECRET_PREFIX)) for line in said)
    except ValueError as error:
        # The message may not quote the line: it holds a secret.
        raise refuse(BAD_IDENTITY.at(place, reason=error)) from None
    if not found:
        raise refuse(BAD_IDENTITY.at(place, reason=phrase(N_("it is empty"))))
    return found


def _key(text: str, prefix: str) -> bytes:
    found, key = from_bech32(text)
    if found != prefix or len(key) != SIZE:
        raise ValueError(phrase(N_("it is a key of another kind")))
    return key
