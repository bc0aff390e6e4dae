"""Proof that a log took an act and left it out, from its own signatures and nobody's word.

That something is not in a log can be shown only where it is known to be complete: for a closed
subject, by the count and root that its closing states; for the whole log, by its signed root.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from comity.record.ballots import enters_ballots, make_batch, parse_batch
from comity.record.checkpoint import SignedHead
from comity.record.closing import CLOSING, close_subject, parse_closing
from comity.record.entry import Entry, opens, parse_entry
from comity.record.intake import IntakeNote
from comity.record.merkle import leaf_hash, root_of
from comity.record.proof import verify_inclusion

__all__ = [
    "ClosedSubject",
    "EnteredBatch",
    "EvidenceError",
    "ProvedEntry",
    "dropped_from_log",
    "dropped_from_subject",
]


class EvidenceError(ValueError):
    """What was brought does not show what it has to show; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class ProvedEntry:
    """An entry's bytes, its index, and the path from it to a head."""

    data: bytes
    index: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class EnteredBatch:
    """The content of a batch's entry, and the sealed leaves it commits to."""

    content: bytes
    leaves: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ClosedSubject:
    """All there is of a closed subject: the closing with its content, and what it closed.

    ``entries`` are index and bytes of the subject's entries before the closing, in log order;
    ``batches`` are by the index of their entry.
    """

    closing: ProvedEntry
    content: bytes
    entries: Sequence[tuple[int, bytes]]
    batches: Mapping[int, EnteredBatch] = field(default_factory=dict)


def dropped_from_subject(
    note: IntakeNote, head: SignedHead, subject: ClosedSubject, later: ProvedEntry
) -> tuple[bytes, ...]:
    """Return the leaves of a verified ``note`` that its subject was closed without.

    ``later`` is an entry under the same ``head`` that is dated after the note's time: the promise
    had come due. Raises ``EvidenceError`` where the evidence is not complete, and
    ``RecordFormatError`` where it cannot be read.
    """
    _check_due(note, head, later)
    closing = _proved(subject.closing, head)
    if not CLOSING.fullmatch(closing.act) or closing.subject != note.subject:
        raise EvidenceError("the closing is of another subject")
    _check_complete(subject, closing, note.subject)
    entered = {leaf_hash(data) for _, data in subject.entries}
    sealed = {
        leaf for index, data in subject.entries for leaf in _leaves(index, data, subject.batches)
    }
    entries = (leaf for leaf in note.entries if leaf not in entered)
    return (*entries, *(leaf for leaf in note.ballots if leaf not in sealed))


def dropped_from_log(
    note: IntakeNote, head: SignedHead, hashes: Sequence[bytes], later: ProvedEntry
) -> tuple[bytes, ...]:
    """Return the entries of a verified ``note`` that the whole log does not hold.

    ``hashes`` are the leaf hashes of all entries under ``head``; ``later`` as above. Ballots stand
    in batches, which leaf hashes do not show: they are passed over here.
    """
    _check_due(note, head, later)
    if len(hashes) != head.size or root_of(hashes) != head.root:
        raise EvidenceError("these are not all entries under the head")
    there = set(hashes)
    return tuple(leaf for leaf in note.entries if leaf not in there)


def _check_due(note: IntakeNote, head: SignedHead, later: ProvedEntry) -> None:
    if note.origin != head.origin:
        raise EvidenceError("the note and the head are of two logs")
    if _proved(later, head).at <= note.by:
        raise EvidenceError("nothing shows that the time of the note had come")


def _proved(one: ProvedEntry, head: SignedHead) -> Entry:
    if not verify_inclusion(leaf_hash(one.data), one.index, one.path, head):
        raise EvidenceError(f"entry {one.index} is not shown to be under the head")
    return parse_entry(one.data)


def _check_complete(subject: ClosedSubject, closing: Entry, name: str) -> None:
    """Check that the entries are all that the closing counts, and are of this subject."""
    if not opens(closing.payload, subject.content):
        raise EvidenceError("the content is not what the closing commits to")
    leaves = [(index, leaf_hash(data)) for index, data in subject.entries]
    if close_subject(name, leaves) != parse_closing(subject.content):
        raise EvidenceError("these are not the entries that the closing counts")


def _leaves(index: int, data: bytes, batches: Mapping[int, EnteredBatch]) -> tuple[bytes, ...]:
    """Return the sealed leaves that an entry commits to, if it enters a batch."""
    entry = parse_entry(data)
    if not enters_ballots(entry.act):
        return ()
    batch = batches.get(index)
    if batch is None or not opens(entry.payload, batch.content):
        raise EvidenceError(f"the content of batch {index} is missing")
    stated = parse_batch(batch.content)
    if make_batch(stated.subject, batch.leaves) != stated:
        raise EvidenceError(f"these are not the leaves of batch {index}")
    return batch.leaves
