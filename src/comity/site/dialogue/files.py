"""Files of a published report for download: the bundle with its proofs, tables, pictures."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from comity.documents import write_download
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

__all__ = ["bundle_members", "proven_bundle", "statements_csv"]

Published: TypeAlias = PublishedView | RestatementView

NEWEST: Final = 32
SHARES: Final = ("agree_share", "disagree_share", "pass_share")


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


def statements_csv(report: Mapping[str, Any]) -> bytes:
    """Return all statements but rejected ones with their figures, for spreadsheets.

    UTF-8 with a byte order mark; a text that a spreadsheet would run as a formula is quoted.
    """
    groups = [group["label"] for group in report["groups"]["list"]]
    rows = (
        list(_cells(statement, groups))
        for statement in report["statements"]
        if statement["moderated"] >= 0
    )
    return write_download(_heads(groups), rows)


def _heads(groups: list[str]) -> list[str]:
    heads = ["statement", "text", "class", "direction", "agree", "disagree", "pass", "votes"]
    for share in SHARES:
        heads += [share, f"{share}_low", f"{share}_high"]
    for group in groups:
        heads += [f"{group}_{count}" for count in ("agree", "disagree", "pass", "votes")]
    return heads


def _cells(statement: Mapping[str, Any], groups: list[str]) -> Iterator[str | int | None]:
    yield from (statement[name] for name in ("id", "text", "class", "direction"))
    yield from (statement[name] for name in ("agree", "disagree", "pass", "seen"))
    for share in SHARES:
        yield from (_decimal(statement[share][name]) for name in ("value", "low", "high"))
    cells = {group["group"]: group for group in statement["groups"]}
    for group in groups:
        cell = cells.get(group, {})
        yield from (cell.get(name) for name in ("agree", "disagree", "pass", "seen"))


def _decimal(share: float | None) -> str | None:
    return None if share is None else repr(share)
