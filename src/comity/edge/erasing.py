"""Erasing what an entry commits to: first the entry that says so, then content and key.

The entry is the promise: whatever stops the process after it, the next start removes what is
still there, and also what a restored copy has brought back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from comity.edge.log_directory import Act, LogDirectory, Receipt
from comity.edge.sealed_store import SealedStore, remove_for_good
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import (
    ERASE,
    RecordFormatError,
    erasure_payload,
    is_erasing,
    payload_key_path,
    payload_path,
)

__all__ = [
    "Erasable",
    "check_erasable",
    "erase_payload",
    "erased_entries",
    "erasing_content",
    "finish_erasures",
]

ABOUT_ITSELF: Final = "record."
BEGINS_LIKE: Final = b'{"act":"record.'
"""How the bytes of every erasing entry begin: others need not be parsed to tell."""

NO_ENTRY = FaultKind(
    "record.erase_no_entry",
    N_("there is no entry {index}"),
    N_("entries are counted from 0, and the last is {last}"),
    N_("Give the number of the entry whose content is to be erased."),
)
KEPT = FaultKind(
    "record.erase_kept",
    N_("entry {index} is the act {act}"),
    N_("what a record says about itself is never erased: keys, beginnings, erasures"),
    N_("Give the number of the entry whose content is to be erased."),
)
ERASED = FaultKind(
    "record.erased_before",
    N_("the content of entry {index} was erased before, by entry {by}"),
    N_("content is erased once"),
    N_("There is nothing left to do."),
)
NO_BASIS = FaultKind(
    "record.erase_basis",
    N_("this cannot be the basis of an erasure: {reason}"),
    N_("the basis stays public for ever: a rule or the number of a request, and no person"),
    N_("Give one short line, such as --basis 'Article 17, request 2026-4'."),
)


@dataclass(frozen=True, slots=True)
class Erasable:
    """The entry whose content is to go, in a log of ``size`` entries.

    ``act`` is None where there is no such entry; ``by`` is the entry that erased it before.
    """

    index: int
    size: int
    act: str | None
    by: int | None = None


def erase_payload(
    log: LogDirectory, store: SealedStore, index: int, basis: str, actor: str, now: datetime
) -> Receipt:
    """Enter that ``actor`` erases the content of entry ``index``, then remove content and key.

    Stopped before the erasing entry is signed for, everything is as it was; stopped later,
    ``finish_erasures`` does the rest. The commitment, the root and every proof stay. Returns the
    receipt of the erasing entry.
    """
    finish_erasures(log, store)
    size = log.head().size
    act = log.entry(index, size).act if 0 <= index < size else None
    by = erased_entries(log, size).get(index)
    check_erasable(Erasable(index, size, act, by), Place(str(log.folder)))
    content = erasing_content(basis)
    entered = Act(ERASE, actor, f"record:entry:{index}", content, refs=(index,))
    (receipt,) = log.append([entered], now)
    _remove(log, store, index, receipt.index)
    return receipt


def check_erasable(asked: Erasable, place: Place) -> None:
    """Refuse what is not there, what a record says about itself, and what went before."""
    if asked.act is None:
        raise refuse(NO_ENTRY.at(place, index=asked.index, last=asked.size - 1))
    if asked.act.startswith(ABOUT_ITSELF):
        raise refuse(KEPT.at(place, index=asked.index, act=asked.act))
    if asked.by is not None:
        raise refuse(ERASED.at(place, index=asked.index, by=asked.by))


def erasing_content(basis: str) -> bytes:
    """Return the public content of an erasing entry; refuse a basis that is none."""
    try:
        return erasure_payload(basis)
    except RecordFormatError as error:
        raise refuse(NO_BASIS.at(Place("--basis"), reason=error)) from error


def finish_erasures(log: LogDirectory, store: SealedStore) -> tuple[int, ...]:
    """Remove what an entry has erased and is still there; return the indices of those entries."""
    size = log.head().size
    erased = sorted(erased_entries(log, size))
    return tuple(index for index in erased if _remove(log, store, index, size))


def _remove(log: LogDirectory, store: SealedStore, index: int, size: int) -> bool:
    """Remove all there is of an entry's content and key; return whether there was any."""
    # The content first: stopped here, it reads as erased, and a key alone opens nothing.
    files = (log.folder / payload_path(index), log.folder / payload_key_path(index))
    found = [store.forget(log.entry(index, size).payload), *map(remove_for_good, files)]
    return any(found)


def erased_entries(log: LogDirectory, size: int) -> dict[int, int]:
    """Return by index which entry first erased its content, among the first ``size``."""
    found: dict[int, int] = {}
    for by, entry in log.entries(size, BEGINS_LIKE):
        if is_erasing(entry.act):
            for index in entry.refs:
                if index < by:
                    found.setdefault(index, by)
    return found
