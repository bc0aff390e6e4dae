"""Compares a log that was brought back with what others know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.edge import Fork, verify_signature
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import (
    BadSignatureError,
    ReadFile,
    RecordFormatError,
    UnknownSignerError,
    VerifiedHead,
    other_history,
    parse_vkey,
    verify_checkpoint,
)
from comity.site.upkeep.snapshot import Head

__all__ = ["Known", "compare_known"]

UNUSABLE: Final = FaultKind(
    "site.upkeep_known_unusable",
    N_("this says nothing about the record of this site: {reason}"),
    N_("what is known is a checkpoint of its record, signed by its key"),
    N_("Ask a witness, a mirror or an officer for the newest checkpoint they hold."),
)


@dataclass(frozen=True, slots=True)
class Known:
    """The largest head others hold, with its note; ``fork`` proves that two were signed."""

    size: int
    note: bytes
    fork: Fork | None = None


def compare_known(here: Head, read: ReadFile, notes: Sequence[bytes]) -> Known:
    """Return what ``notes`` say of the log ``here``, whose files ``read`` reads.

    Raises ``RefusedError`` for a note that its key has not signed.
    """
    known = [(_checked(note, here), note) for note in notes]
    own = _checked(here.note, here)
    by_size = {own.size: (own, here.note)}
    for head, note in known:
        same, same_note = by_size.setdefault(head.size, (head, note))
        if same.root != head.root:
            return Known(head.size, note, Fork(same_note, note))
        if 0 < head.size < own.size:
            shown = other_history(head.size, own.size, read)
            if shown.root != head.root:
                return Known(head.size, note, Fork(note, here.note, shown))
    highest, note = max(by_size.values(), key=lambda one: one[0].size)
    return Known(highest.size, note)


def _checked(note: bytes, here: Head) -> VerifiedHead:
    try:
        return verify_checkpoint(note, [parse_vkey(here.vkey)], verify_signature)
    except (RecordFormatError, BadSignatureError, UnknownSignerError) as error:
        raise refuse(UNUSABLE.at(Place("--known"), reason=error)) from error
