"""Rebuilds the rows of the record from what was signed, and names each that differs.

The database refuses to change what is signed. Who owns the database can take that refusal away;
then this finds the row. Which side is right the signed root decides, never a row or a file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from comity.canonical import decode
from comity.record import (
    Entry as Statement,
)
from comity.record import (
    Policy,
    VerifiedHead,
    VerifierKey,
    format_vkey,
    leaf_hash,
    opens,
    parse_entry,
    parse_vkey,
    root_of,
)
from comity.site.record.actions import digests_named
from comity.site.record.comparison import (
    Difference,
    as_bytes,
    as_text,
    compared,
    guarded,
    in_words,
    locked_keys,
)
from comity.site.record.models import Entry, Log, Mention
from comity.site.record.recorded import entry_name
from comity.site.record.signed_log import (
    entry_in_files,
    file_differences,
    read_files,
    read_head,
    signed_leaves,
)
from comity.site.record.stored import Row, stored_rows
from comity.site.record.witnessed_rows import witnessed_differences
from comity.site.record.wrapping import is_locked, open_key

__all__ = ["Label", "Reach", "reconcile_record"]

LOG: Final = ("vkey", "size", "note", "simulated")
ENTRY: Final = (
    "idx",
    "leaf",
    "leaf_hash",
    "payload",
    "payload_key",
    "opened",
    "act",
    "actor",
    "subject",
    "at",
    "payload_class",
    "release",
    "symbol",
    "title",
)
BEGIN: Final = "record.begin"
ERASING: Final = b'{"act":"record.erase_'


@dataclass(frozen=True, slots=True)
class Label:
    """What an entry's row says that its bytes do not: None where nobody can tell any more."""

    symbol: str | None = ""
    title: str | None = ""
    opened: bool | None = False


@dataclass(frozen=True, slots=True)
class Reach:
    """What the rows are compared with: the log's files, the key and checkpoint on this computer.

    ``published`` is the checkpoint file, read before the rows: rows are never behind it.
    ``labels`` are by the key of an entry's row; an entry without one has none. ``policy`` names
    the witnesses.
    """

    folder: Path
    published: bytes | None = None
    key: VerifierKey | None = None
    labels: Mapping[int, Label] = field(default_factory=dict)
    policy: Policy = field(default_factory=lambda: Policy(()))


@dataclass(frozen=True, slots=True)
class _Signed:
    """A log as signed: its leaf hashes (None if nothing gives the root), and what it erased."""

    origin: str
    size: int
    hashes: Sequence[bytes] | None
    erased: frozenset[int]


def reconcile_record(reach: Reach) -> Iterator[Difference]:
    """Yield what differs between the rows of the record, the log's files and the signed head."""
    logs = list(stored_rows(Log.objects.order_by("origin"), LOG))
    for row in logs:
        yield from guarded("log", as_text(row["pk"]), _log, row, reach)
    known = [row["pk"] for row in logs]
    for origin in Entry.objects.exclude(log_id__in=known).values_list("log_id", flat=True):
        yield Difference("log", as_text(origin), "", "there is no row", "there are entries of it")


def _log(row: Row, reach: Reach) -> Iterator[Difference]:
    origin = as_text(row["pk"])
    if reach.key is not None:
        on_disk = {"vkey": format_vkey(reach.key)}
        yield from compared("log", origin, row, "the key on this computer", on_disk)
    key = reach.key or parse_vkey(as_text(row["vkey"]))
    noted = read_head(as_bytes(row["note"]), key)
    published = read_head(reach.published or b"", key)
    # Rows are stored before the file and read after it: the longer head is the later one.
    heads = [head for head in (noted, published) if head is not None]
    head = max(heads, key=lambda one: one.size, default=None)
    size = head.size if head else 0
    yield from compared("log", origin, row, "the signed head", {"size": size})
    signed = _signed(origin, head, reach.folder)
    yield from _heads(signed, row, noted, published)
    yield from guarded("log", origin, _beginning, row)
    yield from witnessed_differences(origin, key, signed.hashes, reach.policy)
    if signed.hashes is None:
        yield Difference(
            "log", origin, "", "neither rows nor files give the signed root", "nothing else can"
        )
    else:
        yield from file_differences(reach.folder, signed.hashes)
    yield from _entries(signed, reach)


def _heads(
    signed: _Signed, row: Row, noted: VerifiedHead | None, published: VerifiedHead | None
) -> Iterator[Difference]:
    """Compare the head in the row and the one in the checkpoint file with the log."""
    said = f"the log was signed at {signed.size} entries"
    if noted is None and (row["note"] or signed.size):
        yield Difference("log", signed.origin, "note", "the row holds no head of this log", said)
    elif noted is not None and noted.size < signed.size:
        old = f"the row holds the head of {noted.size} entries"
        yield Difference("log", signed.origin, "note", old, said)
    if published is None and signed.size:
        yield Difference("file", "checkpoint", "", "it is missing or not signed by this log", said)
    elif published is not None and _differs(published, signed.hashes):
        yield Difference("file", "checkpoint", "", "it is the head of another tree", said)


def _differs(head: VerifiedHead, hashes: Sequence[bytes] | None) -> bool:
    return hashes is not None and root_of(hashes[: head.size]) != head.root


def _signed(origin: str, head: VerifiedHead | None, folder: Path) -> _Signed:
    """Find the leaves that the head was signed for, in the files or else in the rows."""
    rows: dict[int, bytes] = {}
    beside: dict[int, bytes] = {}
    erasing: dict[int, bytes] = {}
    placed = Entry.objects.filter(log_id=origin, idx__isnull=False).order_by("idx", "id")
    for index, leaf, hashed in placed.values_list("idx", "leaf", "leaf_hash").iterator():
        if type(index) is not int:
            continue
        data = as_bytes(leaf)
        rows[index], beside[index] = leaf_hash(data), as_bytes(hashed)
        if data.startswith(ERASING):
            erasing[index] = data
    if head is None:
        return _Signed(origin, 0, (), frozenset())
    files = read_files(folder, head.size)
    hashes = signed_leaves(head, (files.entries, files.tiles, rows, beside))
    erased = {
        gone
        for index, data in erasing.items()
        if hashes is not None and hashes[index : index + 1] == [rows[index]]
        for gone in parse_entry(data).refs
        if gone < index
    }
    return _Signed(origin, head.size, hashes, frozenset(erased))


def _beginning(row: Row) -> Iterator[Difference]:
    """Compare the log's row with the entry that began it: whose log it is and what for.

    A record that took over the entries of a lost one has two such entries; the later one counts.
    """
    begun = Entry.objects.filter(log_id=row["pk"], act=BEGIN).order_by("id")
    content = begun.values_list("payload", flat=True).last()
    said: Any = decode(as_bytes(content)) if content is not None else {}
    if "kind" in said and "key" in said:
        recorded = {"simulated": said["kind"] == "demo", "vkey": said["key"]}
        yield from compared("log", as_text(row["pk"]), row, "the entry that began it", recorded)


def _entries(signed: _Signed, reach: Reach) -> Iterator[Difference]:
    """Compare each row with the entry at its place, and find places without a row."""
    seen: set[object] = set()
    locked = 0
    rows = Entry.objects.filter(log_id=signed.origin).order_by("idx", "id")
    for row in stored_rows(rows, ENTRY):
        index = row["idx"]
        name = entry_name(index, row["pk"])
        if index is not None and (index in seen or index not in range(signed.size)):
            found = f"the row with key {row['pk']} claims this place"
            yield Difference("entry", name, "idx", found, "the signed log has none such there")
        else:
            yield from guarded("entry", name, _entry, row, signed, reach)
        seen.add(index)
        locked += is_locked(row["payload_key"])
    yield from locked_keys("log", signed.origin, locked)
    for index in range(signed.size):
        if index not in seen:
            yield Difference("entry", str(index), "", "there is no row", "the signed log has one")


def _entry(row: Row, signed: _Signed, reach: Reach) -> Iterator[Difference]:
    name = entry_name(row["idx"], row["pk"])
    leaf = as_bytes(row["leaf"])
    true = _true_leaf(row["idx"], leaf, signed, reach.folder)
    if true != leaf:
        says = "the signed log has another there"
        if true is not None:
            says = f"the signed log says {in_words(true.decode())}"
        found = f"the row says {in_words(leaf.decode('utf-8', 'replace'))}"
        yield Difference("entry", name, "leaf", found, says)
    if true is None:
        return
    statement = parse_entry(true)
    label = reach.labels.get(row["pk"], Label())
    stood = {**row, "leaf_hash": as_bytes(row["leaf_hash"])}
    recorded = _recorded(true, statement, label)
    yield from compared("entry", name, stood, "the entry", recorded)
    exchanged = list(_content(row, name, statement, signed))
    yield from exchanged or _mentions(row, name, true)


def _true_leaf(index: int | None, leaf: bytes, signed: _Signed, folder: Path) -> bytes | None:
    """Return the leaf that was signed for, from the row or the files; None if it is nowhere."""
    if index is None or signed.hashes is None or leaf_hash(leaf) == signed.hashes[index]:
        return leaf
    stored = entry_in_files(folder, index, signed.size)
    return stored if stored and leaf_hash(stored) == signed.hashes[index] else None


def _recorded(leaf: bytes, statement: Statement, label: Label) -> dict[str, object]:
    """Return what an entry's row has to say; nothing on what nobody can tell any more."""
    recorded: dict[str, object] = {
        "leaf_hash": leaf_hash(leaf),
        "act": statement.act,
        "actor": statement.actor,
        "subject": statement.subject,
        "at": datetime.fromisoformat(statement.at),
        "payload_class": statement.payload.payload_class,
        "release": statement.payload.release or "",
    }
    told = {"symbol": label.symbol, "title": label.title, "opened": label.opened}
    return recorded | {column: value for column, value in told.items() if value is not None}


def _content(row: Row, name: str, statement: Statement, signed: _Signed) -> Iterator[Difference]:
    """Compare the content with the commitment; only an entry that says so lets it go."""
    if row["payload"] is None:
        if row["idx"] not in signed.erased or row["payload_key"] is not None:
            found = "the row holds nothing" if row["payload_key"] is None else "its key is left"
            yield Difference("entry", name, "payload", found, "no entry says it was erased so")
        return
    if is_locked(row["payload_key"]):
        return
    if not opens(statement.payload, as_bytes(row["payload"]), open_key(row["payload_key"])):
        found = f"the row says {in_words(as_bytes(row['payload']))}"
        yield Difference("entry", name, "payload", found, "the entry commits to something else")


def _mentions(row: Row, name: str, leaf: bytes) -> Iterator[Difference]:
    """Compare what the entry is found by with what it names."""
    mentions = Mention.objects.filter(entry_id=row["pk"]).values_list("digest", flat=True)
    found = {as_text(digest) for digest in mentions}
    public = b"" if row["payload_key"] or row["payload"] is None else as_bytes(row["payload"])
    for digest in sorted(digests_named(leaf, public) - found):
        yield Difference(
            "entry", name, "mention", "no row leads to it", f"it names {in_words(digest)}"
        )
    # What erased content named may still be looked for.
    for digest in sorted(found - digests_named(leaf, public)) if row["payload"] else ():
        found_by = f"a row leads to it by {in_words(digest)}"
        yield Difference("entry", name, "mention", found_by, "it names no such thing")
