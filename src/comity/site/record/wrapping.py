"""The keys of sealed content and of ballots, kept wrapped by one key outside data and backups.

A copy of the database alone opens no commitment: what was erased since, or never published, stays
shut. The wrapping key is read again only where its file has changed.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

from comity.edge import (
    WRAPPED_SIZE,
    WRAPPING_LOST,
    Wrapping,
    create_wrapping,
    load_wrapping,
    unwrapped,
)
from comity.fault import Place, RefusedError, refuse
from comity.site.record.comparison import as_bytes

__all__ = [
    "KEYS",
    "is_locked",
    "last_wrapped",
    "next_file",
    "open_key",
    "open_or_refuse",
    "refuse_locked",
    "wrap_key",
    "wrap_keys",
    "wrapping_file",
    "wrappings",
]

NEXT: Final = ".next"
KEYS: Final = (
    ("record_entry", "payload_key"),
    ("record_subentry", "payload_key"),
    ("record_sealedballot", "key"),
    ("members_app", "key"),
)
"""The tables that hold keys, and their columns of them; the last is of a room above."""


def wrap_keys(keys: Sequence[bytes]) -> Sequence[bytes]:
    """Return ``keys`` wrapped, to be stored in the transaction that is open.

    The wrapping key is made with the first; it never is while something is kept under another.
    """
    wrap = _current().wrap
    return [wrap(key) for key in keys]


def wrap_key(key: bytes | None) -> bytes | None:
    """Return ``key`` wrapped; None for public content, which has none."""
    return None if key is None else wrap_keys((key,))[0]


def open_key(stored: object, known: Sequence[Wrapping] | None = None) -> bytes | None:
    """Return the key that a row holds, or None where it holds none or what no key here opens.

    A key that an earlier version has stored as it was is returned so. Who opens very many gives
    the wrapping keys that are ``known`` (``wrappings``), so that their files are seen to once.
    """
    if stored is None:
        return None
    data = as_bytes(stored)
    if len(data) != WRAPPED_SIZE:
        return data
    return unwrapped(wrappings() if known is None else known, data)


def open_or_refuse(stored: object, known: Sequence[Wrapping] | None = None) -> bytes:
    """Return the key that a row holds; refuse where no wrapping key here opens it."""
    key = open_key(stored, known)
    if key is None:
        raise refuse_locked()
    return key


def refuse_locked() -> RefusedError:
    """Return the refusal of what is kept under a wrapping key that is not there."""
    file = wrapping_file()
    return refuse(WRAPPING_LOST.at(Place(str(file)), path=file))


def is_locked(stored: object) -> bool:
    """Return whether a row holds a wrapped key that no wrapping key here opens."""
    return stored is not None and len(as_bytes(stored)) == WRAPPED_SIZE and open_key(stored) is None


def wrappings() -> Sequence[Wrapping]:
    """Return the wrapping keys that may have been used: two while one replaces the other."""
    # For each vote: not by the methods of paths, which take longer than the wrapping.
    file = os.fspath(wrapping_file())
    found = []
    for path in (file, f"{file}{NEXT}"):
        with suppress(FileNotFoundError):
            told = os.stat(path)  # noqa: PTH116 - see above
            found.append(_loaded(path, told.st_mtime_ns, told.st_ino, told.st_mode))
    return found


def wrapping_file() -> Path:
    """Return the file of the wrapping key of this instance."""
    file: Path = settings.COMITY.wrapping_file
    return file


def next_file() -> Path:
    """Return the file of the wrapping key that is about to replace the one before."""
    return wrapping_file().with_name(f"{wrapping_file().name}{NEXT}")


def last_wrapped() -> bytes | None:
    """Return the wrapped key of a row that was stored last, of whichever table; None without."""
    with connection.cursor() as cursor:
        for table, column in KEYS:
            cursor.execute(
                f"SELECT {column} FROM {table} WHERE length({column}) = {WRAPPED_SIZE}"  # noqa: S608 - names of our own
                " ORDER BY id DESC LIMIT 1"
            )
            found = cursor.fetchone()
            if found:
                return bytes(found[0])
    return None


def _current() -> Wrapping:
    """Return the wrapping key that new keys are kept under, made now if it is the first."""
    found = wrappings()
    if found:
        return found[-1]
    if last_wrapped() is not None:
        raise refuse_locked()
    return create_wrapping(wrapping_file())


@lru_cache(maxsize=16)
def _loaded(path: str, *_told: int) -> Wrapping:
    return load_wrapping(Path(path))
