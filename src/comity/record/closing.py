"""Closing a subject: how many entries it has and the root over them, said once and in public.

An inclusion proof shows that an entry was not added behind anybody's back; only a closing shows
that none was left out. Whoever holds the log computes it again. Ballots in volume close by the
roots of their batches, which are entries like others.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from comity.canonical import Json, NotCanonicalError, decode, encode
from comity.record import reasons
from comity.record.entry import Entry
from comity.record.merkle import EMPTY_ROOT, HASH_SIZE, Tree
from comity.record.reason import Reason, Value
from comity.record.recompute import plain
from comity.record.strict import RecordFormatError

__all__ = [
    "Closed",
    "Completeness",
    "check_closings",
    "close_subject",
    "closing_payload",
    "parse_closing",
]

VERSION: Final = 1
PUBLIC: Final = "public"
KEYS: Final = frozenset(("v", "subject", "first", "last", "count", "root"))
CLOSING: Final = re.compile(r"[a-z]+\.close(?:_[a-z_]+)?")
ADMITTING: Final = re.compile(r"[a-z]+\.admit_late(?:_[a-z_]+)?")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closing says: the subject's first and last index, its number of entries, their root.

    ``first`` and ``last`` are None where nothing was ever entered; ``root`` is that of RFC 9162
    over the leaf hashes of the subject's entries in log order, 32 bytes.
    """

    subject: str
    first: int | None
    last: int | None
    count: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse what no log can hold."""
        if not self.count:
            if (self.first, self.last, self.root) != (None, None, EMPTY_ROOT):
                raise RecordFormatError("a closing of nothing has no first, no last and no root")
            return
        if self.first is None or self.last is None or len(self.root) != HASH_SIZE:
            raise RecordFormatError("a closing has first, last and a root of 32 bytes")
        if not 0 <= self.first <= self.last or not 0 < self.count <= self.last - self.first + 1:
            raise RecordFormatError("a closing has as many entries as fit from first to last")


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many closings hold; the entries at fault, each with why; closings nobody can read."""

    closings: int
    faults: tuple[tuple[int, Reason], ...]
    erased: tuple[int, ...]


def close_subject(subject: str, leaves: Iterable[tuple[int, bytes]]) -> Closed:
    """Return what closing ``subject`` says: ``leaves`` are index and leaf hash of its entries.

    They come in log order and are all the subject has before the closing entry.
    """
    tally = _Tally()
    for index, leaf in leaves:
        tally.add(index, leaf)
    return tally.closed(subject)


def closing_payload(closed: Closed) -> bytes:
    """Return the public content of a closing entry: canonical JSON, the root in hex."""
    return encode(
        {
            "v": VERSION,
            "subject": closed.subject,
            "first": closed.first,
            "last": closed.last,
            "count": closed.count,
            "root": closed.root.hex(),
        }
    )


def parse_closing(data: bytes) -> Closed:
    """Return what the content of a closing entry says; ``RecordFormatError`` if it is none."""
    try:
        value = decode(data)
    except NotCanonicalError as error:
        raise RecordFormatError(f"a closing is JSON: {error}") from error
    if not isinstance(value, dict) or value.keys() != KEYS or value["v"] != VERSION:
        raise RecordFormatError(f"a closing has v 1 and {', '.join(sorted(KEYS - {'v'}))}")
    members: Mapping[str, Any] = value
    if not all(isinstance(members[key], str) for key in ("subject", "root")):
        raise RecordFormatError("subject and root of a closing are texts")
    if not DIGEST.fullmatch(members["root"]):
        raise RecordFormatError("the root of a closing is a SHA-256 in small hex")
    closed = Closed(
        members["subject"],
        _index(members["first"]),
        _index(members["last"]),
        _index(members["count"]) or 0,
        bytes.fromhex(members["root"]),
    )
    if closing_payload(closed) != data:
        raise RecordFormatError("a closing is canonical JSON; these bytes are another spelling")
    return closed


def check_closings(
    entries: Sequence[Entry], hashes: Sequence[bytes], read_payload: Callable[[int], bytes | None]
) -> Completeness:
    """Compute every closing of a log again, and find what came in later without being admitted.

    ``entries`` and their leaf ``hashes`` are the whole log. A content that is not there counts as
    erased; whether it was is for the caller to check.
    """
    closings = {index for index, entry in enumerate(entries) if CLOSING.fullmatch(entry.act)}
    tallies = {entries[index].subject: _Tally() for index in closings}
    faults: list[tuple[int, Reason]] = []
    erased: list[int] = []
    for index, entry in enumerate(entries):
        tally = tallies.get(entry.subject)
        if tally is None:
            continue
        if index in closings:
            content = read_payload(index)
            if content is None and entry.payload.payload_class == PUBLIC:
                erased.append(index)
            else:
                faults += [(index, why) for why in _faults(entry, content, tally)]
            tally.close(index)
        else:
            tally.admit(index, entry)
        tally.add(index, hashes[index])
    faults += [late for subject, tally in tallies.items() for late in tally.unadmitted(subject)]
    faults.sort(key=lambda fault: fault[0])
    return Completeness(len(closings), tuple(faults), tuple(erased))


@dataclass(slots=True)
class _Tally:
    """The entries of one subject as the log goes on."""

    first: int | None = None
    last: int | None = None
    tree: Tree = field(default_factory=Tree)
    closed_in: int | None = None
    late: set[int] = field(default_factory=set)

    def add(self, index: int, leaf: bytes) -> None:
        self.first = index if self.first is None else self.first
        self.last = index
        self.tree.append(leaf)

    def close(self, index: int) -> None:
        self.closed_in = index if self.closed_in is None else self.closed_in

    def admit(self, index: int, entry: Entry) -> None:
        """Note an entry that came after the closing, or those that ``entry`` admits."""
        if self.closed_in is None:
            return
        if ADMITTING.fullmatch(entry.act):
            self.late -= set(entry.refs)
        else:
            self.late.add(index)

    def closed(self, subject: str) -> Closed:
        return Closed(subject, self.first, self.last, self.tree.size, self.tree.root())

    def unadmitted(self, subject: str) -> Iterator[tuple[int, Reason]]:
        came_late = reasons.CAME_LATE.of(subject=plain(subject), closing=self.closed_in or 0)
        yield from ((index, came_late) for index in self.late)


def _faults(entry: Entry, content: bytes | None, tally: _Tally) -> Iterator[Reason]:
    """Name what a closing entry says otherwise than the log."""
    subject = plain(entry.subject)
    if content is None:
        yield reasons.CLOSES_UNSAID.of(subject=subject)
        return
    try:
        said = parse_closing(content)
    except RecordFormatError as error:
        yield reasons.CLOSES_OTHERWISE.of(subject=subject, error=str(error))
        return
    true = tally.closed(entry.subject)
    for name in ("subject", "count", "first", "last", "root"):
        one, other = (_shown(getattr(each, name)) for each in (said, true))
        if one != other:
            yield reasons.CLOSES_WITH.of(subject=subject, name=name, said=one, true=other)
            return


def _index(value: Json) -> int | None:
    if value is None:
        return None
    if type(value) is not int or value < 0:
        raise RecordFormatError("first, last and count of a closing are whole numbers")
    return value


def _shown(value: Any) -> Value:
    if isinstance(value, bytes):
        return value.hex()
    return reasons.NONE.of() if value is None else plain(str(value))
