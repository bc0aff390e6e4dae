"""A computed result as a bundle that is entered in the user's own record."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from comity import __version__
from comity.canonical import digest, sha256_hex
from comity.dialogue import RULE, read_rule
from comity.edge import Entered, ensure_own_record, find_home, publish_to_log
from comity.fault import N_, FaultKind, Place, RefusedError
from comity.record import (
    MANIFEST,
    RuleReference,
    describe_bundle,
    encode_manifest,
    write_bundle,
)
from comity.registry import REGISTRY
from comity.subject import Subject

__all__ = ["Computed", "after_entry", "entered_bundle", "entered_computed", "room_for"]

ACT: Final = "{pillar}.compute_{kind}"
PROOFS: Final = 100_000
"""Bytes that proofs and directory of a bundle take at most."""

UNWRITTEN: Final = FaultKind(
    "cli.entered_unwritten",
    N_("it stands in your record as entry {entry}, and not all of its files were written"),
    N_("what was entered in a record stays there"),
    N_("When that is mended, give the command again: it is entered once more, with its files."),
)


def room_for(files: Mapping[str, bytes]) -> int:
    """Return how many bytes the bundle of ``files`` may have."""
    return sum(map(len, files.values())) + PROOFS


@contextmanager
def after_entry(entered: Entered, out: Path) -> Iterator[None]:
    """Let a refusal to write ``out`` say that the entry stays: then something was written."""
    try:
        yield
    except RefusedError as refused:
        also = UNWRITTEN.at(Place(str(out)), entry=entered.index)
        raise RefusedError((*refused.faults, also), wrote=True) from refused


def entered_bundle(
    files: Mapping[str, bytes],
    functions: Sequence[tuple[str, int]],
    title: str,
    now: datetime,
    *,
    kind: str = "report",
    simulated: bool = False,
) -> tuple[bytes, Entered]:
    """Return the bundle of ``files``, and where in the user's own record it was entered.

    ``files`` are inputs and outputs of ``functions``; what was computed is a dialogue's ``kind``.
    """
    rule = read_rule(files[RULE], RULE)
    reference = RuleReference(rule.id, str(rule.version), rule.sha256)
    made = Computed("dialogue", kind, title, tuple(functions), reference, simulated)
    return entered_computed(files, made, now)


@dataclass(frozen=True, slots=True)
class Computed:
    """What was computed: a ``kind`` of thing of a pillar, by which functions, under which rule."""

    pillar: str
    kind: str
    title: str
    functions: tuple[tuple[str, int], ...]
    rule: RuleReference
    simulated: bool = False


def entered_computed(
    files: Mapping[str, bytes], made: Computed, now: datetime
) -> tuple[bytes, Entered]:
    """Return the bundle of ``files``, inputs and outputs, and where it was entered."""
    name = digest({path: sha256_hex(data) for path, data in files.items()})[:16]
    subject = Subject(made.pillar, made.kind, name)
    manifest = encode_manifest(
        describe_bundle(
            subject,
            made.title,
            [REGISTRY[function] for function in made.functions],
            files,
            made_by=("comity", __version__),
            simulated=made.simulated,
        )
    )
    entered = publish_to_log(
        ensure_own_record(find_home()),
        sha256_hex(manifest),
        subject,
        ACT.format(pillar=made.pillar, kind=made.kind),
        made.rule,
        now,
    )
    return write_bundle({**files, MANIFEST: manifest, **entered.members}), entered
