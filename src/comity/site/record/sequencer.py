"""Gives pending entries their place: files first, then rows by compare-and-set, then the head.

Order matters: tiles are durable before a head over them is signed; the rows that say
which entry has which place change together with the signed note, and only if nobody else has
moved the log meanwhile; the checkpoint file, by which others learn of it, is written last. After
a crash anywhere in between, the next run does what is missing and signs the same bytes again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from comity.edge import file_reader, make_folder, write_atomically
from comity.record import Checkpoint, Signer, grow, sign_checkpoint
from comity.site.record.heads import current_note
from comity.site.record.models import Entry, Log, SubEntry, SubLog

__all__ = [
    "CHECKPOINT",
    "PUBLIC_LOG",
    "LostRaceError",
    "Tables",
    "publish_head",
    "sequence_pending",
]

CHECKPOINT: Final = "checkpoint"
MOST_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Tables:
    """Where a log's head and its entries stand."""

    logs: type[Log] | type[SubLog]
    entries: type[Entry] | type[SubEntry]


PUBLIC_LOG: Final = Tables(Log, Entry)


class LostRaceError(Exception):
    """Somebody else moved the log; nothing was changed."""


def sequence_pending(
    *, folder: Path, signer: Signer, now: datetime, tables: Tables = PUBLIC_LOG
) -> int:
    """Sequence what is pending in the log of ``signer``; return its size afterwards.

    ``folder`` holds the log's files, ``tables`` its rows. Raises ``LostRaceError`` if
    another sequencer was faster.
    """
    origin = signer.key.name
    logs, entries = tables.logs.objects, tables.entries.objects
    size, noted_at = logs.values_list("size", "noted_at").get(origin=origin)
    # Never "id greater than": on a database with several writers ids do not commit in order.
    pending = list(
        entries.filter(log=origin, idx=None).order_by("id").values_list("id", "leaf")[:MOST_AT_ONCE]
    )
    if pending:
        growth = grow(size, [bytes(leaf) for _, leaf in pending], file_reader(folder))
        _store(folder, growth.files)
        note = sign_checkpoint(Checkpoint(origin, growth.size, growth.root), signer)
        # A clock that was set back does not make the newer head the older one.
        at = now if noted_at is None else max(now, noted_at)
        _place(tables, origin, size, [row for row, _ in pending], (note, at))
        size = growth.size
    publish_head(folder=folder, origin=origin, tables=tables)
    return size


def publish_head(*, folder: Path, origin: str, tables: Tables = PUBLIC_LOG) -> None:
    """Write the checkpoint file if it is not the signed note of the rows already."""
    row = tables.logs.objects.get(origin=origin)
    note = current_note(row) if isinstance(row, Log) else bytes(row.note)
    file = folder / CHECKPOINT
    if note and not (file.is_file() and file.read_bytes() == note):
        make_folder(folder)
        write_atomically(file, note)


def _store(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        file = folder / path
        make_folder(file.parent)
        write_atomically(file, data)


@transaction.atomic
def _place(
    tables: Tables, origin: str, size: int, rows: list[int], signed: tuple[bytes, datetime]
) -> None:
    note, now = signed
    moved = tables.logs.objects.filter(origin=origin, size=size).update(
        size=size + len(rows), note=note, noted_at=now
    )
    if not moved:
        raise LostRaceError(origin)
    for place, row in enumerate(rows, start=size):
        tables.entries.objects.filter(pk=row, idx=None).update(idx=place)
