"""Witnesses of the log in tests: their keys, the policy that names them, and what they sign."""

from pathlib import Path

from comity.edge import KeySigner, signer_from_seed
from comity.record import (
    COSIGNATURE_V1,
    NoteSignature,
    SignedNote,
    add_cosignature,
    format_note,
    format_vkey,
    parse_note,
)
from comity.site.record.models import Log
from tests.site.conftest import SIGNER

__all__ = ["MALLORY", "ONE", "THREE", "TWO", "cosigned", "forged", "name_witnesses"]


def witness(name: str, number: int) -> KeySigner:
    """Return a witness's key, the same for the same number."""
    return signer_from_seed(name, bytes([number] * 32), COSIGNATURE_V1)


ONE = witness("one.example/witness", 1)
TWO = witness("two.example/witness", 2)
THREE = witness("three.example/witness", 3)
MALLORY = witness("one.example/witness", 66)
"""Has the name of another, and a key of its own."""


def name_witnesses(file: Path, *signers: KeySigner, quorum: str = "none") -> None:
    """Write the file of witnesses: each by its key's name, and a group ``two`` of any two."""
    lines = [f"witness {one.key.name} {format_vkey(one.key)}" for one in signers]
    if len(signers) > 1:
        lines.append(f"group two 2 {' '.join(one.key.name for one in signers)}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([*lines, f"quorum {quorum}", ""]))


def cosigned(*signers: KeySigner, note: bytes | None = None, time: int = 1_800_000_000) -> bytes:
    """Return the log's newest checkpoint, or ``note``, with a line of each of ``signers``."""
    data = bytes(Log.objects.get(origin=SIGNER.key.name).note) if note is None else note
    for one in signers:
        data = add_cosignature(data, one, time)
    return data


def forged(note: bytes) -> bytes:
    """Return ``note`` with one bit of its last line's signature turned."""
    read = parse_note(note)
    *others, line = read.signatures
    turned = line.signature[:-2] + bytes([line.signature[-2] ^ 1]) + line.signature[-1:]
    false_line = NoteSignature(line.name, line.key_id, turned)
    return format_note(SignedNote(read.text, (*others, false_line)))
