"""Content that is not public, and its keys: kept outside the record, so that it can be erased.

One file for each content, readable by its owner alone, named by the commitment in the entry. The
content is encrypted and its key wrapped by a key that lies elsewhere: a copy of this folder alone
opens nothing. A folder of a published record holds none of it.
"""

import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode, encode
from comity.edge.files import (
    SECRET,
    SECRET_FOLDER,
    locked,
    make_folder,
    read_bounded,
    sync_folder,
    write_atomically,
)
from comity.edge.log_directory import Act
from comity.edge.wrapping import (
    Wrapping,
    create_wrapping,
    decrypt,
    encrypt,
    load_wrapping,
    unwrapped,
)
from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse
from comity.record import Payload, opens

__all__ = ["LOST", "Sealed", "SealedStore", "remove_for_good"]

VERSION: Final = 2
SEALED: Final = ".sealed"
BEFORE: Final = ".json"
"""How files of version 1 end, whose content and key were kept as they are."""

NEXT: Final = ".next"
LOCK: Final = ".wrapping.lock"
KEY_SIZE: Final = 32
LARGEST_FILE: Final = 300_000_000
CHUNK: Final = 65_536

DAMAGED = FaultKind(
    "record.sealed_damaged",
    N_("the sealed content cannot be opened: {reason}"),
    N_("sealed content and its key are kept as they were entered"),
    N_("Bring the file back from your own copy. The record itself still holds."),
)
LOST = FaultKind(
    "record.wrapping_lost",
    N_("the key that opens sealed content is missing"),
    N_("sealed content is kept under a wrapping key that lies outside data and backups"),
    N_("Bring {path} back from your own copy of it. No new one is made while content needs it."),
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
    """The sealed content in ``folder``, under the wrapping key in the file ``wrapping``.

    Both are made when something is kept. The file lies outside the folder and what is copied with
    it; without it nothing here can be opened, and it is never made anew while something is kept.
    """

    folder: Path
    wrapping: Path

    def seal(self, act: Act, payload_class: str, release: str | None = None) -> Act:
        """Return ``act`` sealed under a key drawn for it, its content kept on disk already.

        Enter it afterwards: an entry whose content nobody has would be worse than the reverse.
        """
        key = os.urandom(KEY_SIZE)
        sealed = replace(act, key=key, payload_class=payload_class, release=release)
        with self._alone():
            self._keep(sealed.payload.commit, Sealed(act.content, key))
        return sealed

    def open(self, payload: Payload) -> Sealed | None:
        """Return what ``payload`` commits to; None if it was erased or never kept here."""
        for file in self._files(payload):
            if file.exists():
                sealed = self._read(file)
                if not opens(payload, sealed.content, sealed.key):
                    reason = phrase(N_("it is not what the entry commits to"))
                    raise refuse(DAMAGED.at(Place(str(file)), reason=reason))
                return sealed
        return None

    def holds(self, payload: Payload) -> bool:
        """Return whether what ``payload`` commits to is kept here."""
        return any(file.exists() for file in self._files(payload))

    def forget(self, payload: Payload) -> bool:
        """Remove content and key for good; return whether there was anything to remove."""
        if not self.holds(payload):
            return False
        with self._alone():
            removed = [remove_for_good(file) for file in self._files(payload)]
        return any(removed)

    def wrap_all(self) -> int:
        """Wrap what an earlier version has kept as it was, and return how much that was.

        What cannot be read stays as it is. A replacement of the wrapping key that was stopped is
        ended first.
        """
        if not self._next.exists() and not any(self.folder.glob(f"*{BEFORE}")):
            return 0
        with self._alone():
            if self._next.exists():
                self._replace()
            return sum(map(self._wrap, sorted(self.folder.glob(f"*{BEFORE}"))))

    def _wrap(self, file: Path) -> bool:
        with suppress(RefusedError):
            self._keep(file.stem, self._read(file))
            return remove_for_good(file)
        return False

    def replace_wrapping(self) -> None:
        """Keep everything under a new wrapping key and destroy the one before.

        No copy of the folder that was made until now can be opened any more, by anybody.
        """
        with self._alone():
            self._replace()

    def _replace(self) -> None:
        if not self._next.exists():
            self._current()
            create_wrapping(self._next)
        new = load_wrapping(self._next)
        for file in sorted(self.folder.glob(f"*{SEALED}")):
            value = _fields(file)
            key = self._unwrapped(file, value)
            wrapped = {**value, "wrapped": new.wrap(key)}
            write_atomically(file, _encoded(wrapped), SECRET)
        remove_for_good(self.wrapping)
        self._next.replace(self.wrapping)
        sync_folder(self.wrapping.parent)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the store alone: what is erased must not come back from a rewrite, nor get lost."""
        make_folder(self.wrapping.parent, SECRET_FOLDER)
        with locked(self.wrapping.with_name(LOCK)):
            yield

    def _keep(self, commit: str, sealed: Sealed) -> None:
        wrapping = self._current()
        make_folder(self.folder, SECRET_FOLDER)
        fields = {
            "wrapped": wrapping.wrap(sealed.key),
            "content": encrypt(sealed.key, sealed.content, commit),
        }
        write_atomically(self.folder / f"{commit}{SEALED}", _encoded(fields), SECRET)

    def _read(self, file: Path) -> Sealed:
        value = _fields(file)
        if file.suffix == BEFORE:
            return Sealed(value["content"], value["key"])
        key = self._unwrapped(file, value)
        content = decrypt(key, value["content"], file.stem)
        if content is None:
            raise refuse(DAMAGED.at(Place(str(file)), reason=phrase(N_("its content was changed"))))
        return Sealed(content, key)

    def _unwrapped(self, file: Path, fields: Mapping[str, bytes]) -> bytes:
        key = unwrapped(self._wrappings(), fields["wrapped"])
        if key is None:
            reason = phrase(N_("its key is wrapped by another wrapping key"))
            raise refuse(DAMAGED.at(Place(str(file)), reason=reason))
        return key

    def _current(self) -> Wrapping:
        """Return the wrapping key that new content is kept under, made now if it is the first."""
        if not self.wrapping.exists() and not any(self.folder.glob(f"*{SEALED}")):
            return create_wrapping(self.wrapping)
        return self._wrappings()[0]

    def _wrappings(self) -> list[Wrapping]:
        """Return the wrapping keys that may have been used: two while one replaces the other."""
        files = [file for file in (self.wrapping, self._next) if file.exists()]
        if not files:
            raise refuse(LOST.at(Place(str(self.wrapping)), path=self.wrapping))
        return [load_wrapping(file) for file in files]

    @property
    def _next(self) -> Path:
        return self.wrapping.with_name(f"{self.wrapping.name}{NEXT}")

    def _files(self, payload: Payload) -> list[Path]:
        return [self.folder / f"{payload.commit}{end}" for end in (SEALED, BEFORE)]


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


def _encoded(fields: Mapping[str, bytes]) -> bytes:
    texts = {name: b64encode(data).decode() for name, data in fields.items()}
    return encode({"v": VERSION, **texts})


def _fields(file: Path) -> dict[str, bytes]:
    """Return the binary fields of a file, of either version."""
    names = ("content", "key") if file.suffix == BEFORE else ("content", "wrapped")
    try:
        value: Any = decode(read_bounded(file, LARGEST_FILE))
        return {name: b64decode(value[name], validate=True) for name in names}
    except (NotCanonicalError, KeyError, TypeError, ValueError, Base64Error) as error:
        raise refuse(DAMAGED.at(Place(str(file)), reason=phrase(N_("it is damaged")))) from error
