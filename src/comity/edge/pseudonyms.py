"""Pseudonyms that hold for one conversation: a keyed digest of what a browser keeps.

The key lies beside the other keys, outside database and backups. Once it is destroyed nobody can
tell any more which browser stood behind a pseudonym, nor link those of two conversations.
"""

import hmac
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from comity.edge.files import SECRET_FOLDER, create_file, make_folder
from comity.fault import N_, FaultKind, Place, refuse

__all__ = [
    "PseudonymKey",
    "destroy_pseudonyms",
    "has_pseudonyms",
    "make_pseudonyms",
    "pseudonyms_of",
]

KEY_SIZE: Final = 32
READ: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How a key is opened: without waiting, should it be no ordinary file."""
ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

NO_KEY: Final = FaultKind(
    "edge.pseudonym_key_missing",
    N_("the key of its pseudonyms is not there"),
    N_("who returns to a conversation is known again only by that key"),
    N_(
        "Bring it back from the backup of keys. Without it close the conversation with what it has."
    ),
)


class PseudonymKey:
    """Turns what a browser keeps into the pseudonym of one conversation."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        """Take the key, 32 bytes."""
        if len(key) != KEY_SIZE:
            raise ValueError("a key of pseudonyms has 32 bytes")
        self._key = key

    def of(self, token: str) -> str:
        """Return the pseudonym of whoever holds ``token``: 32 hex digits of HMAC-SHA256."""
        return hmac.new(self._key, token.encode(), "sha256").hexdigest()[:32]


def make_pseudonyms(folder: Path, conversation: str) -> None:
    """Make the key of a conversation in ``folder`` (0600); leave one that is there."""
    file = _file(folder, conversation)
    if not file.is_file():
        make_folder(folder, SECRET_FOLDER)
        create_file(file, os.urandom(KEY_SIZE))


def has_pseudonyms(folder: Path, conversation: str) -> bool:
    """Return whether the key of a conversation is there."""
    return ID.fullmatch(conversation) is not None and _file(folder, conversation).is_file()


def pseudonyms_of(folder: Path, conversation: str) -> PseudonymKey:
    """Return the key of a conversation; refuse where it is missing.

    It is read each time and never kept: once it is destroyed no process still holds it. Each vote
    asks for it, so that it is opened and read once, and looked at no more often.
    """
    try:
        opened = os.open(_file(folder, conversation), READ)
    except FileNotFoundError:
        raise refuse(NO_KEY.at(Place(conversation))) from None
    try:
        return PseudonymKey(os.read(opened, KEY_SIZE + 1))
    finally:
        os.close(opened)


def destroy_pseudonyms(folder: Path, conversation: str) -> bool:
    """Overwrite and remove the key of a conversation; return whether there was one.

    What a disk keeps of overwritten blocks is beyond a program; the page says so.
    """
    file = _file(folder, conversation)
    if not file.is_file():
        return False
    with file.open("r+b") as opened:
        opened.write(bytes(KEY_SIZE))
        opened.flush()
        os.fsync(opened.fileno())
    file.unlink()
    return True


@lru_cache(maxsize=256)
def _file(folder: Path, conversation: str) -> Path:
    if not ID.fullmatch(conversation):
        raise ValueError("a conversation's id has small letters, figures and hyphens")
    return folder / f"{conversation}.pseudonyms"
