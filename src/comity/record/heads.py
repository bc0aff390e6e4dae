"""Heads seen before: a log that shows two trees of one size has been caught.

The whole signed note is kept, since two notes that contradict each other prove it to anybody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from comity.canonical import Json, NotCanonicalError, decode, encode
from comity.record import reasons
from comity.record.checkpoint import SignedHead
from comity.record.note import VerifierKey, format_vkey, parse_vkey
from comity.record.reason import Reason
from comity.record.recompute import plain
from comity.record.strict import RecordFormatError

__all__ = [
    "HeadAnswer",
    "HeadsOf",
    "RememberedHead",
    "RootAt",
    "check_against",
    "encode_heads",
    "parse_heads",
    "remember",
]

VERSION: Final = 1
MOST_HEADS: Final = 1_000
NO_PROOFS: Final[Mapping[int, bytes]] = MappingProxyType({})
HEAD_KEYS: Final = frozenset(("size", "root", "key", "note"))

RootAt: TypeAlias = Callable[[str, int], bytes | None]
"""Returns the root of an origin at a size by a copy of the log at hand; None without one."""


@dataclass(frozen=True, slots=True)
class RememberedHead:
    """A head whose signature was once checked: size, root (32 bytes), key and the signed note."""

    size: int
    root: bytes
    key: VerifierKey
    note: str = ""

    @property
    def origin(self) -> str:
        """Return the log's name, which is its key's."""
        return self.key.name


HeadsOf: TypeAlias = Callable[[str], Iterable[RememberedHead]]
"""Returns the heads remembered of an origin."""


@dataclass(frozen=True, slots=True)
class HeadAnswer:
    """Whether a head agrees with those remembered: True, False, or None if nobody can tell."""

    agrees: bool | None
    why: Reason


def check_against(
    head: SignedHead,
    remembered: Iterable[RememberedHead],
    root_at: RootAt | None = None,
    *,
    asked: Iterable[RememberedHead] = (),
    proved: Mapping[int, bytes] = NO_PROOFS,
) -> HeadAnswer:
    """Compare ``head`` with the heads remembered of its origin and key, and with those ``asked``.

    Heads of other sizes are only comparable through a copy of the log, which ``root_at`` reads,
    or through roots by size that are ``proved`` to be those of the log of ``head``.
    """
    of_head = [one for one in asked if one.key == head.key]
    same = [*(one for one in remembered if one.key == head.key), *of_head]
    copied = None if root_at is None else root_at(head.origin, head.size)

    def known(size: int) -> bytes | None:
        """Return the root that the log of ``head`` has at ``size``, as far as anybody can tell."""
        if size == head.size:
            return head.root
        by_copy = root_at(head.origin, size) if root_at and copied == head.root else None
        return proved.get(size, by_copy)

    wrong = _contradiction(head, same, copied, known)
    if wrong is not None:
        return HeadAnswer(agrees=False, why=wrong)
    untold = next((one.size for one in of_head if known(one.size) is None), None)
    if untold is not None:
        unclear = reasons.OLDER_UNTOLD.of(size=head.size, older=untold)
        return HeadAnswer(agrees=None, why=unclear)
    if copied is not None:
        return HeadAnswer(agrees=True, why=reasons.CONTINUES_COPY.of())
    return _by_memory(head, same, proved)


def remember(
    head: SignedHead, note: bytes, heads: Iterable[RememberedHead]
) -> list[RememberedHead]:
    """Return ``heads`` and ``head``, by size; of more than 1,000 the largest are kept."""
    new = RememberedHead(head.size, head.root, head.key, note.decode("utf-8"))
    kept = [one for one in heads if (one.key, one.size, one.root) != (new.key, new.size, new.root)]
    return sorted([*kept, new], key=lambda one: (one.size, one.root))[-MOST_HEADS:]


def encode_heads(heads: Iterable[RememberedHead]) -> bytes:
    """Return the bytes of a file of remembered heads."""
    lines: list[Json] = [
        {
            "size": one.size,
            "root": one.root.hex(),
            "key": format_vkey(one.key),
            "note": one.note,
        }
        for one in heads
    ]
    return encode({"v": VERSION, "heads": lines})


def parse_heads(data: bytes) -> list[RememberedHead]:
    """Return the heads of a file written by ``encode_heads``, else ``RecordFormatError``."""
    try:
        value = decode(data)
    except NotCanonicalError as error:
        raise RecordFormatError(f"a file of heads is JSON: {error}") from error
    if not isinstance(value, dict) or value.keys() != {"v", "heads"} or value["v"] != VERSION:
        raise RecordFormatError("a file of heads has v 1 and heads")
    if not isinstance(value["heads"], list):
        raise RecordFormatError("heads is a list")
    return [_head(one) for one in value["heads"]]


def _head(value: Json) -> RememberedHead:
    if not isinstance(value, dict) or value.keys() != HEAD_KEYS:
        raise RecordFormatError("a head has size, root, key and note")
    members: Mapping[str, Any] = value
    if not all(isinstance(members[key], str) for key in ("root", "key", "note")):
        raise RecordFormatError("root, key and note of a head are texts")
    if type(members["size"]) is not int or members["size"] < 0:
        raise RecordFormatError("the size of a head is a whole number")
    try:
        root = bytes.fromhex(members["root"])
    except ValueError as error:
        raise RecordFormatError("the root of a head is hex") from error
    return RememberedHead(members["size"], root, parse_vkey(members["key"]), members["note"])


def _contradiction(
    head: SignedHead,
    same: Sequence[RememberedHead],
    copied: bytes | None,
    known: Callable[[int], bytes | None],
) -> Reason | None:
    """Return why the log of ``head`` has two histories, if it is shown to have."""
    origin = plain(head.origin)
    if any(one.size == head.size and one.root != head.root for one in same):
        return reasons.TWO_TREES.of(origin=origin, size=head.size)
    if copied not in (None, head.root):
        return reasons.COPY_DIFFERS.of(origin=origin, size=head.size)
    for one in same:
        if known(one.size) not in (None, one.root):
            return reasons.ANOTHER_TREE.of(origin=origin, size=one.size)
    return None


def _by_memory(
    head: SignedHead, same: Sequence[RememberedHead], proved: Mapping[int, bytes]
) -> HeadAnswer:
    """Say which of the heads seen this one continues; none contradicts it."""
    if any(one.size == head.size for one in same):
        return HeadAnswer(agrees=True, why=reasons.SEEN.of(size=head.size))
    if not same:
        return HeadAnswer(agrees=None, why=reasons.NONE_SEEN.of())
    largest = max(one.size for one in same)
    if largest in proved:
        return HeadAnswer(agrees=True, why=reasons.CONTINUES.of(size=largest))
    unclear = reasons.OTHER_SIZE.of(size=head.size, largest=largest)
    return HeadAnswer(agrees=None, why=unclear)
