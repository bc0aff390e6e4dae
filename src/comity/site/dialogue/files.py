"""Files of a published report for download: the bundle with its proofs, tables, pictures."""

from pathlib import Path
from typing import Final, TypeAlias

from comity.edge import file_reader
from comity.record import (
    TlogProof,
    checkpoint_size,
    consistency_members,
    parse_proof,
    parse_vkey,
    proof_members,
    read_bundle,
    write_bundle,
)
from comity.site.dialogue.actions import bundle_file
from comity.site.dialogue.queries import PublishedView, RestatementView
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
    proof = receipt(entry.line.index, folder=log)
    if proof is None:
        return None
    proved = parse_proof(proof)
    members = bundle_members(report, bundles)
    members |= proof_members(entry.leaf, entry.payload, proved, parse_vkey(report.vkey))
    return write_bundle({**members, **_continued(entry.line.index, proved, log)})


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
