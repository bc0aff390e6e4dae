"""Content that is not public, and its keys: kept outside the record, so that it can be erased.

One file for each content, readable by its owner alone, named by the commitment in the entry. A
folder of a published record holds none of it; nor should a backup that is kept for long.
"""

import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode, encode
from comity.edge.files import (
    SECRET,
    SECRET_FOLDER,
    make_folder,
    read_bounded,
    sync_folder,
    write_atomically,
)
from comity.edge.log_directory import Act
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.record import Payload, opens

__all__ = ["Sealed", "SealedStore", "remove_for_good"]

VERSION: Final = 1
KEY_SIZE: Final = 32
LARGEST_FILE: Final = 300_000_000
CHUNK: Final = 65_536

DAMAGED = FaultKind(
    "record.sealed_damaged",
    N_("the sealed content cannot be opened: {reason}"),
    N_("sealed content and its key are kept as they were entered"),
    N_("Bring the file back from your own copy. The record itself still holds."),
)
KEPT = FaultKind(
    "record.sealed_kept",
    N_("what was to be erased cannot be removed: {reason}"),
    N_("the record says that it was erased, so it has to go"),
    N_("Check the permissions of the file, then run any comity record command: it tries again."),
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Content with the key under which its entry commits to it."""

    content: bytes = field(repr=False)
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedStore:
    """The sealed content in ``folder``, which is made when something is kept."""

    folder: Path

    def seal(self, act: Act, payload_class: str, release: str | None = None) -> Act:
        """Return ``act`` sealed under a key drawn for it, its content kept on disk already.

        Enter it afterwards: an entry whose content nobody has would be worse than the reverse.
        """
        key = os.urandom(KEY_SIZE)
        sealed = replace(act, key=key, payload_class=payload_class, release=release)
        make_folder(self.folder, SECRET_FOLDER)
        data = encode(
            {
                "v": VERSION,
                "key": b64encode(key).decode(),
                "content": b64encode(act.content).decode(),
            }
        )
        write_atomically(self._file(sealed.payload), data, SECRET)
        return sealed

    def open(self, payload: Payload) -> Sealed | None:
        """Return what ``payload`` commits to; None if it was erased or never kept here."""
        file = self._file(payload)
        if not file.exists():
            return None
        sealed = _parse(file, read_bounded(file, LARGEST_FILE))
        if not opens(payload, sealed.content, sealed.key):
            raise refuse(DAMAGED.at(Place(str(file)), reason="it is not what the entry commits to"))
        return sealed

    def holds(self, payload: Payload) -> bool:
        """Return whether what ``payload`` commits to is kept here."""
        return self._file(payload).exists()

    def forget(self, payload: Payload) -> bool:
        """Remove content and key for good; return whether there was anything to remove."""
        return remove_for_good(self._file(payload))

    def _file(self, payload: Payload) -> Path:
        return self.folder / f"{payload.commit}.json"


def remove_for_good(file: Path) -> bool:
    """Overwrite ``file`` and remove it, durably; return whether it was there.

    A disk that writes elsewhere, a snapshot or a copy may still hold it: that is not in our hands.
    """
    try:
        if not file.is_symlink():
            _overwrite(file)
        file.unlink()
        sync_folder(file.parent)
    except FileNotFoundError:
        return False
    except OSError as error:
        fault = KEPT.at(Place(str(file)), reason=error.strerror or error)
        # The entry that erases it stands.
        raise RefusedError([fault], wrote=True) from error
    return True


def _overwrite(file: Path) -> None:
    with file.open("r+b", buffering=0) as target:
        left = file.stat().st_size
        while left:
            left -= target.write(bytes(min(CHUNK, left)))
        os.fsync(target.fileno())


def _parse(file: Path, data: bytes) -> Sealed:
    try:
        value: Any = decode(data)
        content, key = (b64decode(value[name], validate=True) for name in ("content", "key"))
    except (NotCanonicalError, KeyError, TypeError, ValueError, Base64Error) as error:
        raise refuse(DAMAGED.at(Place(str(file)), reason="it is damaged")) from error
    return Sealed(content, key)
