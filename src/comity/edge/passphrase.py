"""Secrets locked by a passphrase: scrypt (RFC 7914) makes the key, AES-256-GCM locks and checks.

A file is one line that says how the key is made, and what is locked. The line is bound to it:
whoever changes either gets nothing out.
"""

import os
import re
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["SHORTEST_PASSPHRASE", "lock_by_passphrase", "open_by_passphrase"]

SHORTEST_PASSPHRASE: Final = 16
COST: Final = 17
"""Of scrypt, as a power of two: 128 MB, and about half a second, for each guess."""

MOST_COST: Final = 20
KEY_SIZE: Final = 32
LINE: Final = re.compile(rb"comity-locked/v1 scrypt ([0-9]{1,2}) ([0-9a-f]{32}) ([0-9a-f]{24})\n")

TOO_SHORT: Final = FaultKind(
    "edge.passphrase_short",
    N_("the passphrase has fewer than {least} signs"),
    N_("whoever finds the file can try as many passphrases as they like"),
    N_("Draw five or more words by lot, and keep them apart from the file."),
)
WRONG: Final = FaultKind(
    "edge.passphrase_wrong",
    N_("it cannot be opened: the passphrase is another one, or the file was changed"),
    N_("a locked file opens whole and unchanged, or not at all"),
    N_("Type the passphrase again. If it is right, take another copy of the file."),
)
NOT_LOCKED: Final = FaultKind(
    "edge.not_locked",
    N_("it is not a file locked by a passphrase"),
    N_("such a file begins with the words comity-locked/v1"),
    N_("Give the file that comity backup --keys has written."),
)


def lock_by_passphrase(data: bytes, passphrase: str, *, cost: int = COST) -> bytes:
    """Return ``data`` locked by ``passphrase``; refuse one that is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise refuse(TOO_SHORT.at(Place("passphrase"), least=SHORTEST_PASSPHRASE))
    salt, nonce = os.urandom(16), os.urandom(12)
    line = f"comity-locked/v1 scrypt {cost} {salt.hex()} {nonce.hex()}\n".encode()
    return line + AESGCM(_key(passphrase, salt, cost)).encrypt(nonce, data, line)


def open_by_passphrase(locked: bytes, passphrase: str, place: Place) -> bytes:
    """Return what ``locked`` holds; refuse a wrong passphrase, a changed file, and another file."""
    found = LINE.match(locked)
    if found is None or int(found[1]) > MOST_COST or int(found[1]) < 1:
        raise refuse(NOT_LOCKED.at(place))
    salt, nonce = bytes.fromhex(found[2].decode()), bytes.fromhex(found[3].decode())
    key = _key(passphrase, salt, int(found[1]))
    try:
        return AESGCM(key).decrypt(nonce, locked[found.end() :], found[0])
    except InvalidTag:
        raise refuse(WRONG.at(place)) from None


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    made = Scrypt(salt=salt, length=KEY_SIZE, n=2**cost, r=8, p=1)
    return made.derive(passphrase.encode())
