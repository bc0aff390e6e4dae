"""Bringing home what witnesses have signed: their lines join a checkpoint that says the same."""

from collections.abc import Iterable

from comity.record.checkpoint import parse_checkpoint
from comity.record.note import (
    COSIGNATURE_V1,
    NoteSignature,
    SignedNote,
    VerifierKey,
    VerifySignature,
    format_note,
    open_note,
    parse_note,
)

__all__ = ["OtherHeadError", "join_cosignatures"]


class OtherHeadError(ValueError):
    """What was cosigned is another head; ``size`` is its number of entries."""

    def __init__(self, size: int) -> None:
        super().__init__(f"a head of {size} entries was cosigned")
        self.size = size


def join_cosignatures(
    note: bytes, offered: bytes, witnesses: Iterable[VerifierKey], verify: VerifySignature
) -> tuple[bytes, tuple[VerifierKey, ...]]:
    """Return ``note`` with the cosignatures that ``offered`` brings, and whose they are.

    Of one witness the newest counts; lines by others are left out. ``OtherHeadError`` if the two
    do not say the same, ``RecordFormatError`` or ``BadSignatureError`` (a witness's line that
    does not hold) otherwise.
    """
    own, other = parse_note(note), parse_note(offered)
    if own.text != other.text:
        raise OtherHeadError(parse_checkpoint(other.text).size)
    lines = list(own.signatures)
    joined = []
    for key in witnesses:
        new = _newest(other, key, verify)
        if new is None:
            continue
        known = [line for line in lines if (line.name, line.key_id) == (key.name, key.key_id)]
        if all(_time(line) < _time(new) for line in known):
            lines = [line for line in lines if line not in known]
            lines.append(new)
            joined.append(key)
    return format_note(SignedNote(own.text, tuple(lines))), tuple(joined)


def _newest(note: SignedNote, key: VerifierKey, verify: VerifySignature) -> NoteSignature | None:
    """Return the newest line of ``key``, all of whose lines must hold; None if there is none."""
    if key.algorithm != COSIGNATURE_V1:
        return None
    lines = [line for line in note.signatures if (line.name, line.key_id) == (key.name, key.key_id)]
    for line in lines:
        open_note(SignedNote(note.text, (line,)), [key], verify)
    return max(lines, key=_time, default=None)


def _time(line: NoteSignature) -> int:
    return int.from_bytes(line.signature[:8], "big")
