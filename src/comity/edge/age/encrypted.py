"""Writes and reads the content of a file in the age format, piece by piece.

Each piece of 64 KiB is locked under its number and whether it is the last (STREAM, ChaCha20-
Poly1305): a piece that was changed, moved or left out does not open, and a file that was cut off
has no last one. It is read from any place, so a zip in it needs not be written out first.
"""

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from comity.edge.age.header import (
    LARGEST_HEADER,
    VERSION,
    Header,
    encode_header,
    parse_header,
)
from comity.edge.age.keys import BAD_RECIPIENT, Identity, Recipient
from comity.edge.age.stanzas import (
    FILE_KEY,
    Passphrase,
    Stanza,
    by_passphrase,
    derived,
    for_passphrase,
    for_recipient,
    unwrapped_by,
)
from comity.edge.passphrase import SHORTEST_PASSPHRASE, TOO_SHORT
from comity.fault import N_, FaultKind, Place, phrase, refuse

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

__all__ = [
    "AgeReader",
    "AgeWriter",
    "FileKey",
    "Opener",
    "is_encrypted",
    "open_encrypted",
    "write_encrypted",
]

PIECE: Final = 65_536
TAG: Final = 16
NONCE: Final = 16

NOT_ENCRYPTED: Final = FaultKind(
    "edge.age_unreadable",
    N_("it is no file in the age format: {reason}"),
    N_("an encrypted backup begins with the line age-encryption.org/v1"),
    N_("Take another copy of the file, or give it without a key if it was not encrypted."),
)
OTHER_KEY: Final = FaultKind(
    "edge.age_other_key",
    N_("nothing that was given opens it"),
    N_("it opens by an identity of a recipient, or by the passphrase, that it was encrypted for"),
    N_("Give the identity or the passphrase of the day on which it was made."),
)
CHANGED: Final = FaultKind(
    "edge.age_changed",
    N_("piece {number} of {count} does not open: it was changed, moved or cut off"),
    N_("an encrypted file opens piece by piece, each unchanged and at its place, to its end"),
    N_("Take another copy of the file. Nothing of this one was used."),
)


@dataclass(frozen=True, slots=True)
class FileKey:
    """The key of one file, known to whoever has just written it."""

    key: bytes = field(repr=False)


Opener: TypeAlias = Sequence[Identity] | Passphrase | FileKey


def is_encrypted(file: Path) -> bool:
    """Return whether a file begins as those in the age format do."""
    with file.open("rb") as source:
        return source.read(len(VERSION)) == VERSION


def write_encrypted(target: IO[bytes], to: Sequence[Recipient] | Passphrase) -> "AgeWriter":
    """Begin an encrypted file in ``target``; it is whole once ``finish`` was called."""
    file_key = os.urandom(FILE_KEY)
    if isinstance(to, Passphrase):
        if len(to.words) < SHORTEST_PASSPHRASE:
            raise refuse(TOO_SHORT.at(Place("passphrase"), least=SHORTEST_PASSPHRASE))
        stanzas = [for_passphrase(to, file_key)]
    else:
        stanzas = [_for(one, file_key) for one in to]
    nonce = os.urandom(NONCE)
    target.write(encode_header(stanzas, file_key) + nonce)
    return AgeWriter(target, FileKey(file_key), nonce)


def open_encrypted(source: IO[bytes], by: Opener, place: Place) -> IO[bytes]:
    """Open an encrypted file to be read from any place in it; raises ``RefusedError``.

    That its end is there is known at once; a piece that was changed is refused when it is read.
    """
    source.seek(0)
    try:
        header = parse_header(source.read(LARGEST_HEADER))
        file_key = _file_key(header, by)
    except ValueError as error:
        raise refuse(NOT_ENCRYPTED.at(place, reason=error)) from error
    if file_key is None or not header.binds(file_key):
        raise refuse(OTHER_KEY.at(place))
    return io.BufferedReader(AgeReader(source, header.size, file_key, place), PIECE)


class AgeWriter(io.RawIOBase):
    """Takes what is to be encrypted, in order; without ``finish`` what it wrote never opens."""

    def __init__(self, target: IO[bytes], key: FileKey, nonce: bytes) -> None:
        """Write to ``target``, where the head stands already."""
        self.key = key
        self._target = target
        self._lock = ChaCha20Poly1305(derived(key.key, nonce, b"payload"))
        self._held = bytearray()
        self._number = 0

    def writable(self) -> bool:
        """Return that it may be written to."""
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        """Take ``data``; what may be the last piece is held back."""
        taken = memoryview(data).nbytes
        self._held += data
        while len(self._held) > PIECE:
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return taken

    def finish(self) -> None:
        """Write the last piece: after this the file is whole."""
        self._put(bytes(self._held), last=True)
        self._held.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._target.write(self._lock.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


class AgeReader(io.RawIOBase):
    """Gives what is in an encrypted file, from any place, one piece in memory at a time."""

    def __init__(self, source: IO[bytes], start: int, file_key: bytes, place: Place) -> None:
        """Read the nonce at ``start`` and look whether the last piece is there, and the last."""
        source.seek(start)
        nonce = source.read(NONCE)
        size = source.seek(0, os.SEEK_END) - start - NONCE
        self._source = source
        self._start = start + NONCE
        self._place = place
        self._count = max(1, -(-size // (PIECE + TAG)))
        self._size = max(0, size - TAG * self._count)
        self._lock = ChaCha20Poly1305(derived(file_key, nonce, b"payload"))
        self._at = 0
        self._number, self._piece = self._count - 1, b""
        self._piece = self._read(self._count - 1)

    def readable(self) -> bool:
        """Return that it may be read."""
        return True

    def seekable(self) -> bool:
        """Return that it may be read from any place."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place, counted as files do."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, into: "WriteableBuffer", /) -> int:
        """Fill ``into`` as far as one piece goes; raises ``RefusedError`` for a changed one."""
        if self._at >= self._size:
            return 0
        number, inside = divmod(self._at, PIECE)
        if number != self._number:
            self._piece, self._number = self._read(number), number
        view: Any = memoryview(into).cast("B")
        part = self._piece[inside : inside + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _read(self, number: int) -> bytes:
        self._source.seek(self._start + number * (PIECE + TAG))
        locked = self._source.read(PIECE + TAG)
        last = number == self._count - 1
        try:
            piece = self._lock.decrypt(_nonce(number, last=last), locked, None)
            if last and number and not piece:
                raise ValueError  # noqa: TRY301 - as if it did not open: nobody writes such a piece
        except (InvalidTag, ValueError):
            fault = CHANGED.at(self._place, number=number + 1, count=self._count)
            raise refuse(fault) from None
        return piece


def _for(recipient: Recipient, file_key: bytes) -> Stanza:
    try:
        return for_recipient(recipient, file_key)
    except ValueError as error:
        reason = phrase(N_("nobody can have it"))
        raise refuse(
            BAD_RECIPIENT.at(Place("--recipient"), found=recipient, reason=reason)
        ) from error


def _file_key(header: Header, by: Opener) -> bytes | None:
    if isinstance(by, FileKey):
        return by.key
    if isinstance(by, Passphrase):
        return by_passphrase(by, header.stanzas)
    found = (unwrapped_by(one, stanza) for stanza in header.stanzas for one in by)
    return next((key for key in found if key is not None), None)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
