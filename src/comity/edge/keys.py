"""Ed25519 keys on disk: made, read and used to sign; a secret key never leaves its file's owner."""

import base64
import binascii
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from comity.edge.files import (
    SECRET_FOLDER,
    create_file,
    make_folder,
    open_to_others,
    read_bounded,
)
from comity.fault import N_, FaultKind, Place, phrase, refuse, worded
from comity.record import COSIGNATURE_V1, ED25519, RecordFormatError, VerifierKey

__all__ = ["KeySigner", "create_key", "load_key", "signer_from_seed", "verify_signature"]

PREFIX: Final = "PRIVATE+KEY+"
LARGEST_KEY_FILE: Final = 4_096
SEED_SIZE: Final = 32

NOT_A_KEY = FaultKind(
    "edge.not_a_key",
    N_("the key file cannot be used: {reason}"),
    N_("a key file holds one line that begins with PRIVATE+KEY+"),
    N_("Bring back the file from your own copy. A lost key cannot be replaced, only renounced."),
)
KEY_OPEN_TO_OTHERS = FaultKind(
    "edge.key_open_to_others",
    N_("other users of this computer may read the secret key"),
    N_("only its owner may read a key file"),
    N_("Run: chmod 600 {path}. If others had access, renounce the key."),
)


@dataclass(frozen=True, slots=True)
class KeySigner:
    """Signs with an Ed25519 key held in memory."""

    key: VerifierKey
    _secret: Ed25519PrivateKey = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of ``message``, 64 bytes."""
        return self._secret.sign(message)


def verify_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether the Ed25519 ``signature`` (64 bytes) of ``message`` holds under ``public``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def signer_from_seed(name: str, seed: bytes, algorithm: int = ED25519) -> KeySigner:
    """Return the signer of a 32-byte secret ``seed`` (RFC 8032) under ``name``."""
    secret = Ed25519PrivateKey.from_private_bytes(seed)
    public = secret.public_key().public_bytes_raw()
    return KeySigner(VerifierKey(name, algorithm, public), secret)


def create_key(path: Path, name_of: Callable[[VerifierKey], str]) -> KeySigner:
    """Make a key, write it to the new file ``path`` (0600, Go note's form) and return its signer.

    ``name_of`` gets the key under a placeholder name and returns the name it shall have.
    """
    seed = os.urandom(SEED_SIZE)
    name = name_of(signer_from_seed("unnamed", seed).key)
    signer = signer_from_seed(name, seed)
    encoded = base64.b64encode(bytes([ED25519]) + seed).decode()
    make_folder(path.parent, SECRET_FOLDER)
    line = f"{PREFIX}{name}+{signer.key.key_id.hex()}+{encoded}\n"
    create_file(path, line.encode())
    return signer


def load_key(path: Path) -> KeySigner:
    """Return the signer of the key file ``path``; refuse one that others may read."""
    text = read_bounded(path, LARGEST_KEY_FILE)
    if open_to_others(path):
        raise refuse(KEY_OPEN_TO_OTHERS.at(Place(str(path)), path=path))
    try:
        return _parse(text.decode("utf-8"))
    except (ValueError, RecordFormatError) as error:
        # The message may not quote the file: it holds the secret.
        reason = (
            phrase(N_("it is damaged")) if isinstance(error, UnicodeDecodeError) else worded(error)
        )
        raise refuse(NOT_A_KEY.at(Place(str(path)), reason=reason)) from None


def _parse(text: str) -> KeySigner:
    line = text.removesuffix("\n")
    parts = line.removeprefix(PREFIX).split("+", 2)
    if not line.startswith(PREFIX) or len(parts) != 3:
        raise ValueError(phrase(N_("it does not have the form of a key file")))
    name, key_id, encoded = parts
    try:
        data = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError(phrase(N_("its key is not base64"))) from None
    if len(data) != 1 + SEED_SIZE or data[0] not in (ED25519, COSIGNATURE_V1):
        raise ValueError(phrase(N_("its key is of another kind")))
    signer = signer_from_seed(name, data[1:], data[0])
    if signer.key.key_id.hex() != key_id:
        raise ValueError(phrase(N_("its id does not fit its name and key")))
    return signer
