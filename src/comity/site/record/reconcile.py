"""Compares rows with what they are projections of: entries with the signed log, columns with them.

The database refuses to change what is signed. Who owns the database can take that refusal away;
then this finds the row and names it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from comity.edge import file_reader, policy_of_key, verify_signature
from comity.record import Entry as Statement
from comity.record import (
    RecordFormatError,
    Trust,
    entry_tiles_at,
    leaf_hash,
    parse_entry,
    parse_vkey,
    read_entries,
    verify_record,
)
from comity.site.record.actions import digests_named
from comity.site.record.models import Entry, Log, Mention

__all__ = ["Difference", "differences", "reconcile_record"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row whose ``column`` is not what the record says; where there is no row, what is amiss."""

    row: str
    column: str


def differences(
    row: str, found: Mapping[str, object], wanted: Mapping[str, object]
) -> Iterator[Difference]:
    """Yield each column of ``row`` in which ``found`` is not what is ``wanted``."""
    for column, value in wanted.items():
        if found[column] != value:
            yield Difference(row, column)


def reconcile_record(folder: Path) -> Iterator[Difference]:
    """Yield what differs between the signed log in ``folder`` and the rows of the record."""
    for log in Log.objects.order_by("origin"):
        yield from _signed(log, folder)
        yield from _entries(log, folder)


def _signed(log: Log, folder: Path) -> Iterator[Difference]:
    """Verify the log's files with the content the rows publish beside them."""
    if not log.size:
        return

    def read_column(column: str, index: int) -> bytes | None:
        rows = Entry.objects.filter(log=log, idx=index)
        value = rows.values_list(column, flat=True).first()
        return None if value is None else bytes(value)

    verdict = verify_record(
        file_reader(folder),
        lambda index: read_column("payload", index),
        Trust(policy_of_key(parse_vkey(log.vkey)), verify_signature),
        read_key=lambda index: read_column("payload_key", index),
    )
    for step in verdict.steps:
        if step.holds is False:
            yield Difference(f"log {log.origin}: {step.reason}", step.step)
    if (folder / "checkpoint").read_bytes() != bytes(log.note):
        yield Difference(f"log {log.origin}", "note")


def _entries(log: Log, folder: Path) -> Iterator[Difference]:
    """Compare every row with the entry at its place, and its columns with what the entry says."""
    rows = Entry.objects.filter(log=log, idx__isnull=False).order_by("idx")
    if rows.count() != log.size:
        yield Difference(f"log {log.origin}", "size")
    leaves = _leaves(log, folder)
    for row in rows.iterator():
        name = f"record_entry {row.idx}"
        if row.idx is None or bytes(row.leaf) != leaves.get(row.idx):
            yield Difference(name, "leaf")
            continue
        yield from differences(name, _columns(row), _projected(row))


def _leaves(log: Log, folder: Path) -> Mapping[int, bytes]:
    """Return the entries of the log's files by index, as far as they can be read."""
    read, found = file_reader(folder), dict[int, bytes]()
    for tile in entry_tiles_at(log.size):
        try:
            entries = read_entries(tile, read)
        except (OSError, RecordFormatError):
            continue
        found |= dict(enumerate(entries, start=256 * tile.index))
    return found


def _columns(row: Entry) -> Mapping[str, object]:
    mentions = Mention.objects.filter(entry=row).values_list("digest", flat=True)
    return {
        "leaf_hash": bytes(row.leaf_hash),
        "act": row.act,
        "actor": row.actor,
        "subject": row.subject,
        "at": row.at,
        "payload_class": row.payload_class,
        "release": row.release,
        "mention": set(mentions),
    }


def _projected(row: Entry) -> Mapping[str, object]:
    leaf = bytes(row.leaf)
    said: Statement = parse_entry(leaf)
    public = b"" if row.payload_key or row.payload is None else bytes(row.payload)
    return {
        "leaf_hash": leaf_hash(leaf),
        "act": said.act,
        "actor": said.actor,
        "subject": said.subject,
        "at": datetime.fromisoformat(said.at),
        "payload_class": said.payload.payload_class,
        "release": said.payload.release or "",
        "mention": digests_named(leaf, public),
    }
