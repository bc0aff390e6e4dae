"""Intake notes: the log's signed word that an act was taken, and by when it will be in the tree.

Whoever holds a note can show later that an act was dropped before it reached the log. A note names
leaves and times, never content; the key that signs it is called like the log, and ``/intake``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode, encode
from comity.record.entry import _check_time, _check_token
from comity.record.merkle import HASH_SIZE
from comity.record.note import (
    ED25519,
    Signer,
    VerifierKey,
    VerifySignature,
    format_vkey,
    open_note,
    parse_note,
    parse_vkey,
    sign_note,
)
from comity.record.strict import RecordFormatError, read_base64, write_base64

__all__ = [
    "NAME_INTAKE_KEY",
    "IntakeNote",
    "intake_key_payload",
    "intake_name",
    "parse_intake_key",
    "sign_intake",
    "verify_intake",
]

NAME_INTAKE_KEY: Final = "record.name_intake_key"
VERSION: Final = 1
FIRST_LINE: Final = "comity/intake/v1"
HEADINGS: Final = ("origin", "subject", "at", "by")
MOST_LEAVES: Final = 1_000


@dataclass(frozen=True, slots=True)
class IntakeNote:
    """What a note says: these leaves, taken ``at``, are in the tree of ``origin`` ``by`` then.

    ``entries`` are leaf hashes of the log, ``ballots`` sealed leaves of a batch that an entry of
    the log commits to; both ascend, so that their order tells nothing. They are there before
    ``subject`` is closed, if it is.
    """

    origin: str
    subject: str
    at: str
    by: str
    entries: tuple[bytes, ...] = ()
    ballots: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what promises nothing, or cannot be read back."""
        _check_token(self.origin, "origin")
        _check_token(self.subject, "subject")
        _check_time(self.at)
        _check_time(self.by)
        if self.by < self.at:
            raise RecordFormatError("an intake note promises nothing for the past")
        if not 0 < len(self.entries) + len(self.ballots) <= MOST_LEAVES:
            raise RecordFormatError(f"an intake note has 1 to {MOST_LEAVES} leaves")
        for leaves in (self.entries, self.ballots):
            if any(len(leaf) != HASH_SIZE for leaf in leaves):
                raise RecordFormatError("a leaf of an intake note has 32 bytes")
            if list(leaves) != sorted(set(leaves)):
                raise RecordFormatError("the leaves of an intake note ascend, each once")


def intake_name(origin: str) -> str:
    """Return the name of the key that signs the intake notes of the log ``origin``."""
    return f"{origin}/intake"


def sign_intake(note: IntakeNote, signer: Signer) -> bytes:
    """Return the signed note; the signer's name must be the one for the note's log."""
    if signer.key.name != intake_name(note.origin):
        raise ValueError("an intake note is signed with the intake key of its log")
    return sign_note(_text(note), [signer])


def verify_intake(data: bytes, key: VerifierKey, verify: VerifySignature) -> IntakeNote:
    """Return what an intake note says, signed by ``key``, the intake key of the log it names.

    Raises ``RecordFormatError``, ``BadSignatureError`` or ``UnknownSignerError``.
    """
    signed = parse_note(data)
    note = _parse(signed.text)
    if key.algorithm != ED25519 or key.name != intake_name(note.origin):
        raise RecordFormatError("the key is not the intake key of the log that the note names")
    open_note(signed, [key], verify)
    return note


def intake_key_payload(origin: str, key: VerifierKey) -> bytes:
    """Return the public content of the entry by which a log names its intake key."""
    if key.name != intake_name(origin):
        raise ValueError("the intake key of a log is named after it")
    return encode({"v": VERSION, "origin": origin, "key": format_vkey(key)})


def parse_intake_key(content: bytes) -> VerifierKey:
    """Return the key that such content names; ``RecordFormatError`` if it is none."""
    try:
        members: Any = decode(content)
    except NotCanonicalError as error:
        raise RecordFormatError(f"an intake key is named in JSON: {error}") from error
    if not isinstance(members, Mapping) or members.keys() != {"v", "origin", "key"}:
        raise RecordFormatError("an intake key is named with v, origin and key")
    if not isinstance(members["key"], str) or members["v"] != VERSION:
        raise RecordFormatError("an intake key is named with v 1 and a verifier key")
    key = parse_vkey(members["key"])
    if key.algorithm != ED25519 or intake_name(str(members["origin"])) != key.name:
        raise RecordFormatError("an intake key is named after its log")
    return key


def _text(note: IntakeNote) -> str:
    values = (note.origin, note.subject, note.at, note.by)
    lines = [f"{name} {value}" for name, value in zip(HEADINGS, values, strict=True)]
    lines += [f"entry {write_base64(leaf)}" for leaf in note.entries]
    lines += [f"ballot {write_base64(leaf)}" for leaf in note.ballots]
    return "".join(f"{line}\n" for line in (FIRST_LINE, *lines))


def _parse(text: str) -> IntakeNote:
    first, *lines = text.removesuffix("\n").split("\n")
    if first != FIRST_LINE:
        raise RecordFormatError(f"an intake note begins with {FIRST_LINE}")
    if len(lines) > len(HEADINGS) + MOST_LEAVES:
        raise RecordFormatError(f"an intake note has 1 to {MOST_LEAVES} leaves")
    parts = [line.partition(" ") for line in lines]
    names = tuple(name for name, _, _ in parts[: len(HEADINGS)])
    if names != HEADINGS:
        raise RecordFormatError(f"an intake note says {', '.join(HEADINGS)}, in this order")
    origin, subject, at, by = (value for _, _, value in parts[: len(HEADINGS)])
    leaves = [(name, value) for name, _, value in parts[len(HEADINGS) :]]
    note = IntakeNote(origin, subject, at, by, _leaves(leaves, "entry"), _leaves(leaves, "ballot"))
    if _text(note) != text:
        raise RecordFormatError("after its times an intake note has entries, then ballots")
    return note


def _leaves(lines: Sequence[tuple[str, str]], kind: str) -> tuple[bytes, ...]:
    return tuple(read_base64(value, "a leaf") for name, value in lines if name == kind)
