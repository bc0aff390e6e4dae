"""Erasure: what an entry committed to goes, the commitment and all proofs stay.

An erasing entry refers to the entry it concerns and says in public on what basis. How the inputs
of a published result go is the matter of ``stripping``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import is_normalized

from comity.canonical import NotCanonicalError, decode, encode
from comity.record.entry import Entry
from comity.record.reason import Reason
from comity.record.reasons import CONTENT_ERASED
from comity.record.recompute import plain
from comity.record.strict import RecordFormatError

__all__ = [
    "ERASE",
    "Erasure",
    "basis_of",
    "check_basis",
    "erasure_payload",
    "erasures",
    "is_erasing",
]

VERSION: Final = 1
ERASE: Final = "record.erase_payload"
ERASING: Final = "record.erase_"
LONGEST_BASIS: Final = 200
UNSAID: Final = "a basis that can no longer be read"


@dataclass(frozen=True, slots=True)
class Erasure:
    """That the content of the entry at ``index`` was erased: the UTC day, and the legal basis."""

    index: int
    at: str
    basis: str

    @property
    def why(self) -> Reason:
        """Return the reason for which the content is not there."""
        return CONTENT_ERASED.of(index=self.index, day=self.at, basis=self.basis)

    def __str__(self) -> str:
        """Return one clause for people, in English."""
        return str(self.why)


def erasure_payload(basis: str) -> bytes:
    """Return the public content of an erasing entry; ``basis`` is one short line in NFC.

    It stays for ever, so it names a rule or the number of a request and never a person.
    """
    check_basis(basis)
    return encode({"v": VERSION, "basis": basis})


def check_basis(basis: str) -> None:
    """Raise ``RecordFormatError`` unless ``basis`` is one short line of printable text in NFC."""
    if not 0 < len(basis) <= LONGEST_BASIS or basis != basis.strip():
        raise RecordFormatError(f"a basis has 1 to {LONGEST_BASIS} characters and no margins")
    if not basis.isprintable() or not is_normalized("NFC", basis):
        raise RecordFormatError("a basis is one line of printable text in NFC")


def is_erasing(act: str) -> bool:
    """Return whether an act erases what it refers to."""
    return act.startswith(ERASING)


def erasures(
    entries: Sequence[Entry], read_payload: Callable[[int], bytes | None]
) -> dict[int, Erasure]:
    """Return the first erasure of each entry that a log of ``entries`` has erased, by index.

    Only what stands before it can be erased: an entry to come has nothing to hide yet.
    """
    found: dict[int, Erasure] = {}
    for index, entry in enumerate(entries):
        if is_erasing(entry.act):
            basis = basis_of(read_payload(index))
            for erased in entry.refs:
                if erased < index:
                    found.setdefault(erased, Erasure(erased, entry.at[:10], basis))
    return found


def basis_of(content: bytes | None) -> str:
    """Return the basis that an erasing entry's content names, or that none can be read."""
    try:
        said: Any = decode(content or b"")
    except NotCanonicalError:
        return UNSAID
    basis = said.get("basis") if isinstance(said, Mapping) else None
    return plain(basis, LONGEST_BASIS) if isinstance(basis, str) and basis else UNSAID
