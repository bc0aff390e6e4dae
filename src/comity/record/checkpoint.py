"""Checkpoints (c2sp.org/tlog-checkpoint): the signed heads of a log, and who stands behind them.

A proof does not bind the size of the tree it was made for. So size and root are believed only as
a head, and heads are made only here, from a signature that was checked.
"""

from collections.abc import Iterable
from dataclasses import InitVar, dataclass
from typing import Final, TypeAlias

from comity.fault import N_, phrase
from comity.record.merkle import EMPTY_ROOT, HASH_SIZE
from comity.record.note import (
    COSIGNATURE_V1,
    ED25519,
    LATEST_TIME,
    NoteSignature,
    SignedNote,
    Signer,
    UnknownSignerError,
    VerifierKey,
    VerifySignature,
    check_name,
    cosigned_message,
    format_note,
    open_note,
    parse_note,
    sign_note,
)
from comity.record.strict import (
    LARGEST_SIZE,
    RecordFormatError,
    read_base64,
    read_decimal,
    write_base64,
)

__all__ = [
    "Checkpoint",
    "ClaimedHead",
    "Cosignature",
    "SignedHead",
    "VerifiedHead",
    "add_cosignature",
    "checkpoint_size",
    "claim_checkpoint",
    "encode_checkpoint",
    "parse_checkpoint",
    "sign_checkpoint",
    "verify_checkpoint",
]

_MINT: Final = object()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says; who says it is not part of it."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what has no checkpoint text."""
        check_name(self.origin)
        if not 0 <= self.size <= LARGEST_SIZE:
            raise RecordFormatError(
                phrase(N_("a checkpoint has a size from 0 to {most}"), most=LARGEST_SIZE)
            )
        if len(self.root) != HASH_SIZE:
            raise RecordFormatError(phrase(N_("the root of a checkpoint has 32 bytes")))
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise RecordFormatError(phrase(N_("the root of an empty log is the hash of nothing")))
        if any(not line or "\n" in line for line in self.extensions):
            raise RecordFormatError(phrase(N_("an extension line of a checkpoint is not empty")))


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's word that it saw the checkpoint and no other of that size, at POSIX ``time``."""

    key: VerifierKey
    time: int


@dataclass(frozen=True, slots=True)
class _Head:
    """A checkpoint and the key that signed it."""

    checkpoint: Checkpoint
    key: VerifierKey

    @property
    def origin(self) -> str:
        """Return the name of the log, or that which it claims."""
        return self.checkpoint.origin

    @property
    def size(self) -> int:
        """Return the number of entries signed for."""
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        """Return the root hash signed for, 32 bytes."""
        return self.checkpoint.root


@dataclass(frozen=True, slots=True)
class VerifiedHead(_Head):
    """A head signed by a key the reader trusts; only ``verify_checkpoint`` makes one."""

    cosignatures: tuple[Cosignature, ...]
    mint: InitVar[object]

    def __post_init__(self, mint: object) -> None:
        """Refuse to be made by hand."""
        _only_here(mint)


@dataclass(frozen=True, slots=True)
class ClaimedHead(_Head):
    """A head signed by the key it came with, which nobody vouched for: proofs compute, no more."""

    mint: InitVar[object]

    def __post_init__(self, mint: object) -> None:
        """Refuse to be made by hand."""
        _only_here(mint)


SignedHead: TypeAlias = VerifiedHead | ClaimedHead
"""A size and root bound together by a signature; whether to trust it is told by the type."""


def encode_checkpoint(checkpoint: Checkpoint) -> str:
    """Return the text a log signs: origin, size, root in base64, extension lines."""
    lines = [checkpoint.origin, str(checkpoint.size), write_base64(checkpoint.root)]
    return "".join(f"{line}\n" for line in [*lines, *checkpoint.extensions])


def checkpoint_size(note: bytes) -> int:
    """Return the size that the checkpoint ``note`` claims; nothing is verified."""
    return parse_checkpoint(parse_note(note).text).size


def parse_checkpoint(text: str) -> Checkpoint:
    """Return what a checkpoint text says; ``RecordFormatError`` if it is none."""
    if not text.endswith("\n"):
        raise RecordFormatError(phrase(N_("a checkpoint ends with a line feed")))
    lines = text[:-1].split("\n")
    if len(lines) < 3:
        raise RecordFormatError(phrase(N_("a checkpoint has an origin, a size and a root")))
    origin, size, root, *extensions = lines
    return Checkpoint(
        origin,
        read_decimal(size, "the size of a checkpoint"),
        read_base64(root, "the root of a checkpoint"),
        tuple(extensions),
    )


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """Return the signed note of ``checkpoint``; the signer's name must be the origin."""
    if signer.key.name != checkpoint.origin:
        raise ValueError("a log signs under its own origin")
    return sign_note(encode_checkpoint(checkpoint), [signer])


def add_cosignature(data: bytes, signer: Signer, time: int) -> bytes:
    """Return the checkpoint note with a cosignature/v1 of POSIX ``time`` (seconds) added.

    Whether the head may be cosigned (signed by its log, consistent with the last one seen) is
    for the witness to check before.
    """
    note = parse_note(data)
    parse_checkpoint(note.text)
    if signer.key.algorithm != COSIGNATURE_V1:
        raise ValueError("a witness signs with a cosignature key")
    if not 0 <= time <= LATEST_TIME:
        raise ValueError("the time of a cosignature is beyond its 63 bits")
    signed = signer.sign(cosigned_message(time, note.text.encode()))
    line = NoteSignature(signer.key.name, signer.key.key_id, time.to_bytes(8, "big") + signed)
    return format_note(SignedNote(note.text, (*note.signatures, line)))


def verify_checkpoint(
    data: bytes, keys: Iterable[VerifierKey], verify: VerifySignature
) -> VerifiedHead:
    """Return the head of a checkpoint note signed by one of the reader's own ``keys``.

    The log's key is the Ed25519 one named like the origin; cosignatures by witnesses among
    ``keys`` come with it. Raises ``RecordFormatError``, ``BadSignatureError`` (also for a
    witness among ``keys``) or ``UnknownSignerError`` (the log's key is not among ``keys``).
    """
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    held = open_note(note, keys, verify)
    signer = _log_key(checkpoint, [key for key, _ in held])
    return VerifiedHead(checkpoint, signer, _cosignatures(held), _MINT)


def claim_checkpoint(data: bytes, key: VerifierKey, verify: VerifySignature) -> ClaimedHead:
    """Return the head of a checkpoint note under the key that came with it, marked as a claim.

    Raises as ``verify_checkpoint`` does.
    """
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    held = open_note(note, [key], verify)
    return ClaimedHead(checkpoint, _log_key(checkpoint, [key for key, _ in held]), _MINT)


def _only_here(mint: object) -> None:
    if mint is not _MINT:
        raise TypeError("a head comes from a checkpoint whose signature was checked")


def _log_key(checkpoint: Checkpoint, keys: Iterable[VerifierKey]) -> VerifierKey:
    for key in keys:
        if key.algorithm == ED25519 and key.name == checkpoint.origin:
            return key
    raise UnknownSignerError(
        phrase(N_("no known key of {origin} has signed its checkpoint"), origin=checkpoint.origin)
    )


def _cosignatures(
    held: tuple[tuple[VerifierKey, NoteSignature], ...],
) -> tuple[Cosignature, ...]:
    return tuple(
        Cosignature(key, int.from_bytes(line.signature[:8], "big"))
        for key, line in held
        if key.algorithm == COSIGNATURE_V1
    )
