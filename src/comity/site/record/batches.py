"""Ballots in volume: sealed as they are taken, entered in batches, proved one by one.

Ballots are entered once an hour where at least a hundred wait, earlier where one of them would come
too late or very many wait, and all of them when their subject closes.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.db.models import Count, Min

from comity.edge import entry_time, file_reader
from comity.record import (
    ENTER_BALLOTS,
    BallotLine,
    BallotReceipt,
    Entry,
    TlogProof,
    ballot_receipts,
    batch_payload,
    inclusion_from_tiles,
    make_batch,
    public_payload,
    seal_line,
)
from comity.site.postgres.pipeline import insert_rows
from comity.site.record.actions import OPERATOR, Content, append_entry
from comity.site.record.heads import current_note
from comity.site.record.models import BallotBatch, Log, SealedBallot
from comity.site.record.wrapping import open_or_refuse, wrap_keys, wrappings

__all__ = [
    "Receipts",
    "due_by",
    "enter_batch",
    "enter_due",
    "erase_keys",
    "leaves_of",
    "receipt_of",
    "receipts_of",
    "seal_ballots",
    "seal_due",
    "sealed_ballots",
]

KEY_SIZE: Final = 32
LEAST: Final = 100
MOST: Final = 5_000
"""In one batch: whoever else writes waits as long as it takes to enter it, a tenth of a second."""

AFTER_CLOSE: Final = timedelta(hours=1)
LONGEST_WAIT: Final = timedelta(days=30)
IN_TIME: Final = timedelta(minutes=15)
CHUNK: Final = 500
INSERT: Final = 'INSERT INTO record_sealedballot (subject, seq, key, leaf, "by", batch_id) VALUES'


def due_by(closes: datetime, now: datetime) -> datetime:
    """Return by when a ballot taken ``now`` is in the tree: an hour after the scheduled close.

    At most 30 days from the beginning of today, so that it does not tell the hour of the vote;
    whatever ``closes`` is.
    """
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(now, min(closes, today + LONGEST_WAIT - AFTER_CLOSE) + AFTER_CLOSE)


def seal_ballots(*, subject: str, lines: Sequence[BallotLine], by: datetime) -> tuple[bytes, ...]:
    """Seal votes in the transaction that stores them; return their leaves, in the same order.

    ``by`` is what their intake note will promise (``due_by``).
    """
    return seal_due(subject=subject, due=[(line, by) for line in lines])


def seal_due(*, subject: str, due: Sequence[tuple[BallotLine, datetime]]) -> tuple[bytes, ...]:
    """Seal votes as ``seal_ballots`` does, each with what its own note will promise."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("ballots are sealed in the transaction that stores them")
    drawn = os.urandom(KEY_SIZE * len(due))
    keys = [drawn[start : start + KEY_SIZE] for start in range(0, len(drawn), KEY_SIZE)]
    adapted = connection.ops.adapt_datetimefield_value
    rows = [
        (subject, line.seq, wrapped, seal_line(line, key), adapted(by), None)
        for (line, by), key, wrapped in zip(due, keys, wrap_keys(keys), strict=True)
    ]
    insert_rows(INSERT, rows)
    return tuple(row[3] for row in rows)


def enter_due(*, log: Log, now: datetime) -> int:
    """Enter the batches that are due (``records = batch``); return how many ballots that were.

    What comes meanwhile waits for its own time: entered at once it would be a batch of a few.
    """
    groups = SealedBallot.objects.filter(batch=None).values_list("subject")
    entered = 0
    for subject, count, first in groups.annotate(Count("pk"), Min("by")).order_by("subject"):
        urgent = first <= now + IN_TIME or count >= MOST
        if urgent or (count >= LEAST and not _entered_this_hour(subject, now)):
            entered += _enter_counted(log, subject, count, now)
    return entered


def enter_batch(*, log: Log, subject: str, now: datetime) -> int:
    """Enter all ballots of ``subject`` that wait (``records = batch``); return how many.

    Each batch in a transaction of its own, so that nobody waits for all of them; when a subject
    closes, in the one that lets it take nothing more.
    """
    entered = 0
    while count := _enter_some(log, subject, now):
        entered += count
    return entered


@dataclass(frozen=True, slots=True)
class Receipts:
    """Receipts of ballots that were entered; the leaves that wait, with when they are due."""

    entered: tuple[BallotReceipt, ...]
    waiting: Mapping[bytes, datetime]


def receipt_of(leaf: bytes, folder: Path) -> BallotReceipt | None:
    """Return the receipt of a sealed leaf, or None as long as its batch has no place in the log.

    ``folder`` holds the log's files. Who does not have an intake note cannot name a leaf.
    """
    row = SealedBallot.objects.filter(leaf=leaf).exclude(batch=None).first()
    if row is None or row.batch_id is None:
        return None
    return next(iter(_batch_receipts(row.batch_id, [leaf], folder)), None)


def receipts_of(subject: str, seqs: Sequence[int], folder: Path) -> Receipts:
    """Return the receipts of the ballots of ``subject`` with these numbers, in no telling order.

    ``folder`` holds the log's files.
    """
    rows = list(SealedBallot.objects.filter(subject=subject, seq__in=seqs))
    waiting = {bytes(row.leaf): row.by for row in rows}
    by_batch: dict[int, list[bytes]] = {}
    for row in rows:
        if row.batch_id is not None:
            by_batch.setdefault(row.batch_id, []).append(bytes(row.leaf))
    entered: list[BallotReceipt] = []
    for batch, leaves in by_batch.items():
        found = _batch_receipts(batch, leaves, folder)
        entered += found
        for receipt in found:
            del waiting[receipt.leaf]
    return Receipts(tuple(sorted(entered, key=lambda one: one.leaf)), waiting)


def erase_keys(*, subject: str, seqs: Sequence[int]) -> Sequence[bytes]:
    """Erase the keys of ballots, in the transaction of the act that says so; return their leaves.

    The leaves stay in their batches, and nobody can ever open them.
    """
    rows = SealedBallot.objects.filter(subject=subject, seq__in=seqs)
    leaves = sorted(bytes(leaf) for leaf in rows.values_list("leaf", flat=True))
    rows.update(key=None)
    return leaves


def leaves_of(index: int) -> tuple[bytes, ...]:
    """Return the sealed leaves of the batch whose entry is at ``index``; none if it is no batch.

    They are public: whoever holds an intake note sees by them that a leaf was left out.
    """
    rows = SealedBallot.objects.filter(batch__entry__idx=index).values_list("leaf", flat=True)
    return tuple(bytes(leaf) for leaf in rows)


def sealed_ballots(subject: str) -> Iterator[tuple[int, bytes, int, bytes | None]]:
    """Yield index of the batch's entry, leaf, number of the vote, and key unless it was erased.

    Only what has a place in the log.
    """
    rows = SealedBallot.objects.filter(subject=subject, batch__entry__idx__isnull=False)
    columns = rows.order_by("seq").values_list("batch__entry__idx", "leaf", "seq", "key")
    known = wrappings()
    for index, leaf, seq, key in columns.iterator(chunk_size=2_000):
        if index is not None:
            yield index, bytes(leaf), seq, None if key is None else open_or_refuse(key, known)


def _batch_receipts(batch: int, wanted: Sequence[bytes], folder: Path) -> Sequence[BallotReceipt]:
    """Return the receipts of some leaves of a batch; none until it has a place in the log."""
    entry = BallotBatch.objects.select_related("entry__log").get(pk=batch).entry
    log = entry.log
    if entry.idx is None or entry.idx >= log.size or entry.payload is None:
        return ()
    path = inclusion_from_tiles(entry.idx, log.size, file_reader(folder))
    leaves = SealedBallot.objects.filter(batch=batch).values_list("leaf", flat=True)
    return ballot_receipts(
        wanted,
        [bytes(one) for one in leaves],
        bytes(entry.payload),
        bytes(entry.leaf),
        TlogProof(entry.idx, path, current_note(log)),
    )


def _entered_this_hour(subject: str, now: datetime) -> bool:
    hour = now.replace(minute=0, second=0, microsecond=0)
    return BallotBatch.objects.filter(subject=subject, entry__at__gte=hour).exists()


def _enter_counted(log: Log, subject: str, waiting: int, now: datetime) -> int:
    """Enter so many ballots as were waiting, each batch in its own transaction; return how many."""
    entered = 0
    while entered < waiting and (count := _enter_some(log, subject, now)):
        entered += count
    return entered


@transaction.atomic
def _enter_some(log: Log, subject: str, now: datetime) -> int:
    """Enter one batch; return how many ballots are in it.

    It leaves none or at least a hundred: a batch of few would tell who voted in which hour.
    """
    waiting = SealedBallot.objects.filter(subject=subject, batch=None)
    columns = waiting.order_by("pk").values_list("pk", "leaf")
    leaves = {row: bytes(leaf) for row, leaf in columns[: MOST + LEAST]}
    if len(leaves) == MOST + LEAST:
        leaves = dict(islice(leaves.items(), MOST))
    if leaves:
        _enter(log, subject, leaves, now)
    return len(leaves)


def _enter(log: Log, subject: str, leaves: Mapping[int, bytes], now: datetime) -> None:
    batch = make_batch(subject, leaves.values())
    content = batch_payload(batch)
    pillar = subject.partition(":")[0]
    statement = Entry(
        act=f"{pillar}.{ENTER_BALLOTS}",
        actor=OPERATOR,
        subject=subject,
        at=entry_time(now),
        payload=public_payload(content),
    )
    entry = append_entry(log=log, statement=statement, content=Content(content))
    made = BallotBatch.objects.create(
        entry=entry, subject=subject, count=batch.count, root=batch.root
    )
    # Exactly the rows that were read: elsewhere one may have been committed since.
    keys = list(leaves)
    for start in range(0, len(keys), CHUNK):
        SealedBallot.objects.filter(pk__in=keys[start : start + CHUNK]).update(batch=made)
