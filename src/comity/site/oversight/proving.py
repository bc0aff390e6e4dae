"""Proofs of what a passkey signed, for the bundles of what it put into effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.canonical import decode
from comity.edge import file_reader
from comity.record import inclusion_from_tiles
from comity.record.passkeys import (
    REGISTER,
    Placed,
    SignedOff,
    signed_member,
)
from comity.site.oversight.models import SignOffRow, Strength
from comity.site.record.models import Entry
from comity.site.record.queries import EntryFull, entry_at

__all__ = ["Told", "sign_off_to_name", "told_of"]


@dataclass(frozen=True, slots=True)
class Told:
    """The entries that prove a signature: sign-off, passkey, and what erased the content of one."""

    sign_off: EntryFull
    passkey: EntryFull | None
    erasing: Mapping[int, EntryFull]

    @property
    def last(self) -> int:
        """Return the last of their places: a head that proves all is beyond it."""
        held = [self.sign_off, *self.erasing.values()]
        return max(one.line.index for one in held)

    def member(self, size: int, log: Path) -> dict[str, bytes]:
        """Return the member of a bundle that proves them all under the head of ``size`` entries."""

        def placed(one: EntryFull) -> Placed:
            index = one.line.index
            path = tuple(inclusion_from_tiles(index, size, file_reader(log)))
            by = self.erasing.get(index)
            if by is not None:
                return Placed(one.leaf, index, path, erased=placed(by))
            return Placed(one.leaf, index, path, one.payload, one.payload_key)

        passkey = None if self.passkey is None else placed(self.passkey)
        return signed_member(SignedOff(placed(self.sign_off), passkey))


def sign_off_to_name(row: SignOffRow) -> str | None:
    """Return the leaf hash in hex by which a publication names its sign-off, if a passkey signed.

    Of what is attested there is nothing to check, so that nothing of it goes into a bundle.
    """
    return bytes(row.entry.leaf_hash).hex() if row.strength == Strength.SIGNED else None


def told_of(named: str) -> Told | None:
    """Return what proves the sign-off by passkey with this leaf hash in hex.

    None where an entry has no place yet, and the proof has to wait for it.
    """
    word = _placed(leaf_hash=bytes.fromhex(named))
    if word is None:
        return None
    held = [word]
    passkey = None if word.payload is None else _passkey(word.payload)
    if passkey is not None:
        held.append(passkey)
    erasing = {one.line.index: _erasing(one) for one in held if one.payload is None}
    known = {index: by for index, by in erasing.items() if by is not None}
    return Told(word, passkey, known) if known.keys() == erasing.keys() else None


def _passkey(content: bytes) -> EntryFull | None:
    """Return the entry that registers the passkey which an opened sign-off names."""
    said: Any = decode(content)
    return _placed(act=REGISTER, subject=f"members:passkey:{said['assertion']['passkey']}")


def _erasing(one: EntryFull) -> EntryFull | None:
    return None if one.erased_by is None else entry_at(one.erased_by)


def _placed(**wanted: object) -> EntryFull | None:
    row = Entry.objects.filter(idx__isnull=False, **wanted).order_by("idx").first()
    found = None if row is None or row.idx is None else entry_at(row.idx)
    return found if found is not None and (found.payload_shown or found.erased) else None
