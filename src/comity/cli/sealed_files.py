"""Sealed bundles, attestations and what they show, from files to files."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

from comity.cli.own_bundle import after_entry, entered_bundle, room_for
from comity.cli.question import Question, prepare
from comity.dialogue import (
    Audit,
    Auditor,
    attest,
    audit,
    cells,
    conversation_of_sealed,
    sealed_inputs,
)
from comity.edge import (
    Entered,
    batches_in,
    create_key,
    load_key,
    make_room,
    read_bounded,
    verify_signature,
    write_atomically,
)
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import (
    MANIFEST,
    RecordFormatError,
    VerifierKey,
    format_vkey,
    parse_vkey,
    read_bundle,
)
from comity.registry import REGISTRY

__all__ = ["Audited", "read_audit", "write_attestation", "write_sealed"]

Progress: TypeAlias = Callable[[str, int, int], None]

LARGEST_BUNDLE: Final = 500_000_000
LARGEST_NOTE: Final = 100_000
SECRET: Final = 0o600
KIND: Final = "sealed_cells"
FUNCTIONS: Final = (("dialogue.cells", 1),)
README: Final = b"""SEALED. This bundle holds every vote: for auditors, never to be published.

Nobody's name or id is in it, but whoever knows a few of somebody's votes finds the rest of them.

Auditors: comity dialogue attest SEALED.zip PUBLIC.zip --key-file KEY --as NAME --out ATTESTATION
Delete this file when you have attested.
"""

BAD_AUDITOR: Final = FaultKind(
    "cli.auditor",
    N_("the auditor “{found}” cannot be read"),
    N_("an auditor is written KEY=NAME=PARTY, with the key as the auditor gave it"),
    N_("Copy the key from what `comity dialogue attest` printed for them."),
)


def write_sealed(question: Question, out: Path, progress: Progress | None = None) -> Entered:
    """Write the sealed bundle of a protected conversation, readable by its owner alone."""
    prepared = prepare(question)
    # Row numbers are drawn anew and their seed is kept nowhere: they must not tell who came when.
    inputs = sealed_inputs(
        prepared.log,
        prepared.statements,
        prepared.parameters,
        prepared.rule,
        secrets.randbits(128),
        prepared.people,
    )

    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress("Testing the opinion groups", done, total)

    files = {**inputs, **cells(inputs, tell), "README.txt": README}
    make_room(out.absolute().parent, room_for(files))
    bundle, entered = entered_bundle(
        files,
        FUNCTIONS,
        f"SEALED, never to be published: {question.name}",
        datetime.now(UTC),
        kind=KIND,
        simulated=question.simulated,
    )
    with after_entry(entered, out):
        write_atomically(out, bundle, SECRET)
    return entered


@dataclass(frozen=True, slots=True)
class Audited:
    """What an auditor has before them: both bundles, and perhaps a copy of the record."""

    sealed: Path
    public: Path
    record: Path | None = None


def write_attestation(audited: Audited, key_file: Path, auditor: str, out: Path) -> str:
    """Write the attestation and return the auditor's public key; refuse where cells differ."""
    sealed, public = (_members(path) for path in (audited.sealed, audited.public))
    batches = None
    if audited.record is not None:
        batches = batches_in(audited.record, conversation_of_sealed(sealed))
    signer = load_key(key_file) if key_file.exists() else create_key(key_file, _key_name)
    write_atomically(out, attest(sealed, public, REGISTRY, signer, auditor, batches))
    return format_vkey(signer.key)


def read_audit(public: Path, attestations: Sequence[Path], auditors: Sequence[str]) -> Audit:
    """Return who of the auditors, each ``KEY=NAME=PARTY``, has attested the public bundle."""
    notes = [read_bounded(path, LARGEST_NOTE) for path in attestations]
    known = [_auditor(text) for text in auditors]
    return audit(_members(public)[MANIFEST], notes, known, verify_signature)


def _members(path: Path) -> dict[str, bytes]:
    return dict(read_bundle(read_bounded(path, LARGEST_BUNDLE), str(path)).members)


def _key_name(key: VerifierKey) -> str:
    return f"auditor-{key.fingerprint[:16]}"


def _auditor(text: str) -> Auditor:
    # A key of Ed25519 fills its base64 without an equals sign.
    parts = [part.strip() for part in text.split("=", 2)]
    if len(parts) != 3 or not all(parts):
        raise refuse(BAD_AUDITOR.at(Place("--auditor"), found=text))
    try:
        return Auditor(parse_vkey(parts[0]), parts[1], parts[2])
    except RecordFormatError as error:
        raise refuse(BAD_AUDITOR.at(Place("--auditor"), found=text)) from error
