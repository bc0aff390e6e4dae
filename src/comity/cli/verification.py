"""Verifies what a command line names, by what its user trusts."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.cli.kept_note import kept_note
from comity.edge import (
    Home,
    claimed_key,
    file_reader,
    find_home,
    payload_key_reader,
    payload_reader,
    policy_of_key,
    read_bounded,
    read_key,
    read_policy,
    remember_head,
    remembered_heads,
    roots_of,
    verify_assertion,
    verify_signature,
)
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.record import (
    Policy,
    RootAt,
    Trust,
    Verdict,
    VerifierKey,
    verify_bundle,
    verify_receipt,
    verify_record,
)
from comity.registry import REGISTRY

__all__ = ["Asked", "run"]

LARGEST_FILE: Final = 200_000_000
LARGEST_ENTRY: Final = 65_535
PROOF_LINES: Final = (b"c2sp.org/tlog-proof@v1\n", b"comity/ballot-receipt/v1\n")
LARGEST_NOTE: Final = 100_000
INTAKE_LINE: Final = b"comity/intake/v1\n"
CONTRADICTS: Final = 4

KEY_AND_POLICY = FaultKind(
    "cli.key_and_policy",
    N_("both --key and --policy are given"),
    N_("what is trusted is one log, or what one policy says"),
    N_("Leave one of them out."),
)

NOTE_ALONE = FaultKind(
    "cli.note_alone",
    N_("there is no record beside the intake note"),
    N_("whether what a note promises was kept, a copy of the whole record shows"),
    N_("Give the folder of the record, and the note as --note."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be verified, and by whose word."""

    thing: Path
    key: str | None = None
    policy: Path | None = None
    older: Path | None = None
    entry: Path | None = None
    note: Path | None = None
    unsigned_ok: bool = False


def run(asked: Asked) -> Verdict:
    """Return the verdict; the head of a trusted log is remembered on the way."""
    home = find_home()
    verdict = _verdict(asked, _trust(asked, home))
    if verdict.trusted and verdict.head and verdict.code != CONTRADICTS:
        # A folder that cannot be written to must not make true things false.
        with suppress(RefusedError):
            remember_head(home, verdict.head, verdict.note)
    return verdict


def _verdict(asked: Asked, trust: Trust) -> Verdict:
    thing = asked.thing
    if thing.is_dir():
        read, read_payload = file_reader(thing), payload_reader(thing)
        key = claimed_key(thing)
        note = None if asked.note is None else read_bounded(asked.note, LARGEST_NOTE)
        return verify_record(read, read_payload, trust, key, payload_key_reader(thing), note)
    data = read_bounded(thing, LARGEST_FILE)
    if asked.note is not None or data.startswith(INTAKE_LINE):
        raise refuse(NOTE_ALONE.at(Place(thing.name)))
    if data.startswith(PROOF_LINES):
        leaf = None if asked.entry is None else read_bounded(asked.entry, LARGEST_ENTRY)
        return verify_receipt(data, trust, leaf)
    return verify_bundle(data, trust, thing.name)


def _trust(asked: Asked, home: Home) -> Trust:
    policy = _policy(asked, home)
    keys = [log.key for log in policy.logs]
    copies = [roots_of(home.record, keys)]
    if asked.older is not None and asked.older.is_dir():
        copies.append(roots_of(asked.older, [*keys, *_listed(claimed_key(asked.older))]))
    return Trust(
        policy=policy,
        verify_signature=verify_signature,
        registry=REGISTRY,
        heads_of=lambda origin: remembered_heads(home, origin),
        older=() if asked.older is None else (kept_note(asked.older),),
        root_at=_first_of(copies),
        unsigned_ok=asked.unsigned_ok,
        verify_assertion=verify_assertion,
    )


def _policy(asked: Asked, home: Home) -> Policy:
    if asked.key is not None and asked.policy is not None:
        raise refuse(KEY_AND_POLICY.at(Place("comity verify")))
    if asked.key is not None:
        return policy_of_key(read_key(asked.key))
    return read_policy(asked.policy or home.policy)


def _listed(key: VerifierKey | None) -> list[VerifierKey]:
    return [] if key is None else [key]


def _first_of(copies: Iterable[RootAt]) -> RootAt:
    known = list(copies)

    def root_at(origin: str, size: int) -> bytes | None:
        return next((root for copy in known if (root := copy(origin, size)) is not None), None)

    return root_at
