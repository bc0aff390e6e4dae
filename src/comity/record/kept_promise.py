"""Whether a record holds what its log has signed for in an intake note."""

from collections.abc import Callable, Sequence

from comity.record import reasons
from comity.record.entry import Entry
from comity.record.intake import NAME_INTAKE_KEY, IntakeNote, parse_intake_key, verify_intake
from comity.record.note import BadSignatureError, UnknownSignerError, VerifySignature
from comity.record.strict import RecordFormatError
from comity.record.verdict import DIFFERS, PARTLY, REFUSED, Finding

__all__ = ["check_note"]


def check_note(
    data: bytes,
    origin: str,
    acts: Sequence[Entry],
    hashes: Sequence[bytes],
    opened: Callable[[int], bytes | None],
    verify: VerifySignature,
) -> Finding:
    """Return whether the entries of a note are among all ``hashes`` of a head of ``origin``.

    The note counts if it is by a key that one of ``acts`` names; ``opened`` gives the content of an
    entry. That one is missing is proved once an entry is dated later than the note promised.
    """
    note = _signed(data, acts, opened, verify)
    if note is None or note.origin != origin:
        return Finding(holds=False, why=reasons.NOTE_FOREIGN.of(), code=REFUSED)
    there = set(hashes)
    missing = sum(leaf not in there for leaf in note.entries)
    if not missing and note.ballots:
        return Finding(None, reasons.NOTE_OF_BALLOTS.of(count=len(note.ballots)), PARTLY)
    if not missing:
        return Finding(holds=True, why=reasons.NOTE_KEPT.of(count=len(note.entries)))
    if max(act.at for act in acts) <= note.by:
        return Finding(None, reasons.NOTE_EARLY.of(missing=missing, by=note.by), PARTLY)
    broken = reasons.NOTE_BROKEN.of(missing=missing, by=note.by)
    return Finding(holds=False, why=broken, code=DIFFERS)


def _signed(
    data: bytes,
    acts: Sequence[Entry],
    opened: Callable[[int], bytes | None],
    verify: VerifySignature,
) -> IntakeNote | None:
    """Return the note, if a key signed it that this log has ever named for its intake."""
    for index, act in enumerate(acts):
        if act.act != NAME_INTAKE_KEY:
            continue
        try:
            return verify_intake(data, parse_intake_key(opened(index) or b""), verify)
        except (BadSignatureError, UnknownSignerError, RecordFormatError):
            continue
    return None
