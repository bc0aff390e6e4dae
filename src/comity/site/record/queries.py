"""What pages may know of the record, as plain values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, QuerySet

from comity.canonical import decode
from comity.edge import file_reader
from comity.record import (
    Policy,
    TlogProof,
    encode_proof,
    inclusion_from_tiles,
    parse_checkpoint,
    parse_entry,
    parse_note,
)
from comity.site.record.heads import current_note, witnessed_notes
from comity.site.record.models import Entry, Log, Mention
from comity.site.record.witnesses import (
    Quorum,
    Witnessing,
    policy_in_use,
    published_policy,
    quorum_of,
    witnessing,
)
from comity.site.record.wrapping import open_key
from comity.statistics import Draw, derive_seed

__all__ = [
    "Answer",
    "EntryFull",
    "EntryLine",
    "Head",
    "acts_under",
    "audit_sample",
    "entries_before",
    "entries_page",
    "entry_at",
    "entry_lines",
    "erased_by",
    "find",
    "head",
    "in_bursts",
    "latest_acts",
    "newest",
    "policy_file",
    "receipt",
    "sealed_counts",
]

PAGE: Final = 25
HEX: Final = re.compile(r"[0-9a-f]{64}")
MOST_ANSWERS: Final = 20
SAMPLE: Final = 10
FURTHEST: Final = 1_000
NEWEST: Final = """
SELECT
    (SELECT leaf_hash FROM record_entry ORDER BY id DESC LIMIT 1),
    (SELECT max(id) FROM record_witnessedhead),
    sum(size),
    max(noted_at)
FROM record_log
"""
OWN_ACTS: Final = "record."
ERASING: Final = "record.erase_"


@dataclass(frozen=True, slots=True)
class Head:
    """The last signed head: how many entries, their root, since when, under which key.

    ``witnessing`` is the head that most witnesses stand behind, this one or an earlier one;
    ``quorum`` is how many this instance asks for.
    """

    origin: str
    vkey: str
    size: int
    root: str
    at: datetime
    note: bytes
    witnessing: Witnessing | None
    quorum: Quorum | None

    def witnesses_of(self, index: int | None) -> int:
        """Return how many witnesses have signed a head that the entry ``index`` is under."""
        if index is None or self.witnessing is None or index >= self.witnessing.size:
            return 0
        return len(self.witnessing.names)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry as a list shows it."""

    index: int
    act: str
    actor: str
    subject: str
    at: datetime
    symbol: str
    title: str
    times: int = 1
    """How many alike in a row this line stands for; it leads to the latest of them."""


@dataclass(frozen=True, slots=True)
class EntryFull:
    """An entry with all that can be shown of it."""

    line: EntryLine
    leaf: bytes
    leaf_hash: str
    payload: bytes | None
    payload_key: bytes | None
    payload_class: str
    sealed: bool
    opened: bool
    erased: bool
    erased_by: int | None

    @property
    def payload_shown(self) -> bool:
        """Return whether the content is published: it was not erased and needs no permission."""
        return self.payload is not None and (self.opened or not self.sealed)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something is in the record: the entries found, under the head they were sought.

    ``more`` says that there are others besides the newest ``MOST_ANSWERS``.
    """

    sought: str
    found: Sequence[EntryLine]
    head: Head | None
    more: bool = False


def head() -> Head | None:
    """Return the last head, or None as long as nothing was ever signed."""
    log = _log()
    if log is None or log.noted_at is None:
        return None
    policy = policy_in_use(settings.COMITY.witness_file)
    seen = _witnessed(log, policy)
    note = next((one.note for one in seen if one.size == log.size), bytes(log.note))
    checkpoint = parse_checkpoint(parse_note(note).text)
    return Head(
        origin=log.origin,
        vkey=log.vkey,
        size=log.size,
        root=checkpoint.root.hex(),
        at=log.noted_at,
        note=note,
        witnessing=_best(seen),
        quorum=quorum_of(policy),
    )


def newest() -> str:
    """Return what changes with each entry that is written or gets its place, and each new head.

    What the record tells can be kept under it.
    """
    # Not by the models, which take longer than what is spared by it.
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        return repr(cursor.fetchone())


def policy_file() -> bytes | None:
    """Return the policy by which this log is checked, with the witnesses asked for, or None."""
    log = _log()
    policy = policy_in_use(settings.COMITY.witness_file)
    return None if log is None else published_policy(log.vkey, policy)


def entries_page(number: int) -> tuple[Sequence[EntryLine], int]:
    """Return page ``number`` (from 1) of the entries, newest first, and the number of pages."""
    rows = _placed()
    pages = max(1, -(-rows.count() // PAGE))
    start = (min(max(number, 1), pages) - 1) * PAGE
    return [_line(row) for row in rows[start : start + PAGE]], pages


def entries_before(index: int | None, count: int) -> Sequence[EntryLine]:
    """Return so many entries below ``index``, newest first; from the newest where it is None."""
    rows = _placed() if index is None else _placed().filter(idx__lt=index)
    return [_line(row) for row in rows[:count]]


def latest_acts(count: int) -> Sequence[EntryLine]:
    """Return the latest entries, newest first, without those the record makes about itself."""
    rows = _placed().exclude(act__startswith=OWN_ACTS)[:count]
    return [_line(row) for row in rows]


def acts_under(mandates: Mapping[str, str], count: int) -> Sequence[EntryLine]:
    """Return the latest entries made under ``mandates``, newest first: actors by mandate.

    Looks no further back than ``FURTHEST`` entries of these actors.
    """
    rows = _placed().filter(actor__in=set(mandates.values()))[:FURTHEST]
    own = (row for row in rows if parse_entry(bytes(row.leaf)).mandate in mandates)
    return [_line(row) for row in islice(own, count)]


def in_bursts(lines: Iterable[EntryLine]) -> Sequence[EntryLine]:
    """Return ``lines``, one for each run of the same act by the same role about the same thing."""
    runs = groupby(lines, key=lambda one: (one.act, one.actor, one.subject))
    held = (list(run) for _, run in runs)
    return [replace(run[0], times=len(run)) for run in held]


def entry_lines(rows: Iterable[Entry]) -> Sequence[EntryLine]:
    """Return placed rows of entries as lists show them."""
    return [_line(row) for row in rows]


def entry_at(index: int) -> EntryFull | None:
    """Return the entry with this index, or None."""
    row = _placed().filter(idx=index).first()
    if row is None:
        return None
    payload = None if row.payload is None else bytes(row.payload)
    committed: Any = decode(bytes(row.leaf))
    return EntryFull(
        line=_line(row),
        leaf=bytes(row.leaf),
        leaf_hash=bytes(row.leaf_hash).hex(),
        payload=payload,
        payload_key=open_key(row.payload_key),
        payload_class=row.payload_class,
        sealed=committed["payload"]["alg"] != "sha256",
        opened=row.opened,
        erased=payload is None,
        erased_by=erased_by(index) if payload is None else None,
    )


def erased_by(index: int) -> int | None:
    """Return the first entry that says the content of entry ``index`` was erased."""
    rows = Entry.objects.filter(idx__gt=index, act__startswith=ERASING).order_by("idx")
    for place, leaf in rows.values_list("idx", "leaf"):
        if index in parse_entry(bytes(leaf)).refs:
            return place
    return None


def receipt(index: int, *, folder: Path) -> bytes | None:
    """Return the proof file, with the entry in it, that ``index`` is under a head, or None.

    The head is the one that most witnesses stand behind, the last one where nobody does. Only
    the entry's hash is proved; whoever reads it hashes the entry that came with it.
    """
    log = _log()
    if log is None or not 0 <= index < log.size:
        return None
    size, note = _head_over(index, log)
    leaf = _placed().values_list("leaf", flat=True).get(idx=index)
    path = inclusion_from_tiles(index, size, file_reader(folder))
    return encode_proof(TlogProof(index, path, note, bytes(leaf)))


def find(sought: str) -> Answer:
    """Return the entries that ``sought`` names.

    An index, a subject, an act, words of a title, or the SHA-256 in hex of a leaf, of a payload
    or of something a payload names, such as a bundle's manifest. An absence is only ever one up
    to a head.
    """
    text = sought.replace("\0", "").strip()  # a database reads no further than such a character
    at = head()
    rows = _placed().filter(_matches(text))[: MOST_ANSWERS + 1] if text else []
    lines = [_line(row) for row in rows]
    return Answer(text, lines[:MOST_ANSWERS], at, more=len(lines) > MOST_ANSWERS)


def audit_sample(seed: str, size: int | None = None) -> Sequence[EntryLine]:
    """Return some of the first ``size`` entries, drawn by ``seed``; without ``size`` of all.

    Whoever uses the same seed and size gets the same ones. A seed that nobody could choose
    beforehand, such as a later root or a lottery's numbers, makes a sample that nobody could
    prepare for.
    """
    at = head()
    if at is None:
        return []
    size = at.size if size is None else min(max(size, 1), at.size)
    stream = Draw(derive_seed(size, "audit", seed))
    drawn = dict.fromkeys(stream.integers(size, 4 * SAMPLE).tolist())
    rows = _placed().filter(idx__in=list(drawn)[:SAMPLE])
    return [_line(row) for row in rows]


def sealed_counts() -> Sequence[tuple[str, str, int]]:
    """Return how many entries commit to content that is not published, by class and release."""
    rows = (
        _placed()
        .filter(payload__isnull=False, opened=False)
        .exclude(payload_class="public", payload_key=None)
        .order_by()
        .values_list("payload_class", "release")
        .annotate(n=Count("id"))
    )
    return sorted((kind, release, n) for kind, release, n in rows)


def _log() -> Log | None:
    return Log.objects.filter(size__gt=0).order_by("origin").first()


def _witnessed(log: Log, policy: Policy, above: int = -1) -> Sequence[Witnessing]:
    """Return who has signed which heads of more than ``above`` entries, as far as it holds."""
    # Each page asks this: where nobody is named nothing need be looked up.
    notes = witnessed_notes(log, above) if policy.witnesses else ()
    seen = (witnessing(note, log.vkey, policy) for note in notes)
    return [one for one in seen if one is not None and one.size <= log.size]


def _best(seen: Sequence[Witnessing]) -> Witnessing | None:
    return max(seen, key=lambda one: (one.met, len(one.names), one.size), default=None)


def _head_over(index: int, log: Log) -> tuple[int, bytes]:
    seen = _witnessed(log, policy_in_use(settings.COMITY.witness_file), above=index)
    best = _best(seen)
    return (best.size, best.note) if best and best.names else (log.size, current_note(log))


def _placed() -> QuerySet[Entry]:
    return Entry.objects.filter(idx__isnull=False).order_by("-idx")


def _matches(text: str) -> Q:
    condition = Q(subject=text) | Q(act=text) | Q(symbol=text) | Q(title__icontains=text)
    if text.isascii() and text.isdigit() and len(text) < 16:
        condition |= Q(idx=int(text))
    digest = text.lower()
    if HEX.fullmatch(digest):
        mentioning = Mention.objects.filter(digest=digest).values("entry")
        condition |= Q(leaf_hash=bytes.fromhex(digest)) | Q(pk__in=mentioning)
    return condition


def _line(row: Entry) -> EntryLine:
    if row.idx is None:
        raise ValueError(f"entry {row.pk} is pending")
    return EntryLine(row.idx, row.act, row.actor, row.subject, row.at, row.symbol, row.title)
