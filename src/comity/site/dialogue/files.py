"""Files of a published report for download: the bundle with its proofs, tables, pictures."""

from pathlib import Path
from typing import Final, TypeAlias

from comity.edge import file_reader
from comity.record import (
    TlogProof,
    checkpoint_size,
    consistency_members,
    inclusion_from_tiles,
    parse_proof,
    parse_vkey,
    proof_members,
    read_bundle,
    write_bundle,
)
from comity.record.passkeys import sign_off_named
from comity.site.dialogue.actions import bundle_file
from comity.site.dialogue.queries import PublishedView, RestatementView
from comity.site.oversight.proving import told_of
from comity.site.record.queries import entry_at, receipt

__all__ = ["bundle_members", "proven_bundle"]

Published: TypeAlias = PublishedView | RestatementView

NEWEST: Final = 32


def proven_bundle(report: Published, *, bundles: Path, log: Path) -> bytes | None:
    """Return the bundle with proofs up to the last checkpoint; None until the entry has its place.

    ``bundles`` is the folder of published bundles, ``log`` that of the log's files.
    """
    entry = None if report.entry is None else entry_at(report.entry)
    if entry is None or entry.payload is None:
        return None
    named = sign_off_named(entry.payload)
    signed = None if named is None else told_of(named)
    if named is not None and signed is None:
        return None
    index = entry.line.index
    proved = _proof(index, index if signed is None else max(index, signed.last), log)
    if proved is None:
        return None
    members = bundle_members(report, bundles)
    members |= proof_members(entry.leaf, entry.payload, proved, parse_vkey(report.vkey))
    if signed is not None:
        members |= signed.member(checkpoint_size(proved.checkpoint), log)
    return write_bundle({**members, **_continued(index, proved, log)})


def _proof(index: int, last: int, log: Path) -> TlogProof | None:
    """Return the proof of entry ``index`` under a head that is over entry ``last`` too."""
    found = receipt(last, folder=log)
    if found is None:
        return None
    head = parse_proof(found).checkpoint
    path = inclusion_from_tiles(index, checkpoint_size(head), file_reader(log))
    return TlogProof(index, path, head)


def _continued(index: int, proved: TlogProof, log: Path) -> dict[str, bytes]:
    """Return proofs for who downloaded the bundle before: of the newest heads that may have been.

    Which sizes were signed is not kept, so every size since the publication counts.
    """
    size = checkpoint_size(proved.checkpoint)
    older = range(max(index + 1, size - NEWEST), size)
    return consistency_members(older, size, file_reader(log))


def bundle_members(report: Published, bundles: Path) -> dict[str, bytes]:
    """Return the members of the bundle as it was published, without proofs."""
    return dict(read_bundle(bundle_file(bundles, report.digest).read_bytes()).members)
