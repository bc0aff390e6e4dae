"""Proof that a log has signed two histories, which anybody can check with its key alone.

Two notes of one size with two roots are the proof by themselves. Two notes of different sizes need
one thing more: the root that the newer tree has at the older size, and a proof that it has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.record.checkpoint import SignedHead
from comity.record.merkle import HASH_SIZE, root_from
from comity.record.proof import _extends, verify_consistency
from comity.record.strict import RecordFormatError, read_base64, write_base64
from comity.record.tiles import ReadFile, TileReader, consistency_from_tiles

__all__ = [
    "OtherHistory",
    "continues",
    "encode_other_history",
    "has_history",
    "other_history",
    "parse_other_history",
    "proves_fork",
    "root_at",
]

FIRST_LINE: Final = "comity-other-history@v1"
LONGEST_PATH: Final = 63
LARGEST_FILE: Final = 10_000


@dataclass(frozen=True, slots=True)
class OtherHistory:
    """The root (32 bytes) that a tree has at a smaller size, and the consistency path from it."""

    root: bytes
    path: tuple[bytes, ...] = ()


def root_at(older_size: int, size: int, read: ReadFile) -> bytes:
    """Return the root over the first ``older_size`` of ``size`` entries, 32 bytes, from tiles."""
    return root_from(TileReader(size, read), older_size)


def other_history(older_size: int, size: int, read: ReadFile) -> OtherHistory:
    """Return what the tiles of ``size`` entries say of their first ``older_size``, with proof."""
    return OtherHistory(
        root_at(older_size, size, read), consistency_from_tiles(older_size, size, read)
    )


def proves_fork(older: SignedHead, newer: SignedHead, other: OtherHistory | None = None) -> bool:
    """Return whether two signed heads of one origin are proved to have two histories.

    ``other`` is what the tree of ``newer`` has at the size of ``older``; heads of one size need
    none. A False does not mean that the two agree.
    """
    if older.origin != newer.origin or not 0 < older.size <= newer.size:
        return False
    if older.size == newer.size:
        return older.root != newer.root
    if other is None or other.root == older.root:
        return False
    return has_history(newer, older.size, other)


def has_history(head: SignedHead, size: int, history: OtherHistory) -> bool:
    """Return whether ``history`` is what the tree of ``head`` had at the smaller ``size``."""
    if not 0 < size < head.size:
        return False
    return _extends((size, history.root), history.path, (head.size, head.root))


def continues(older: SignedHead, newer: SignedHead, path: Sequence[bytes]) -> bool:
    """Return whether ``newer`` continues ``older``; an empty log is continued by any other."""
    if older.size == 0:
        return older.origin == newer.origin and not path
    return verify_consistency(older, path, newer)


def encode_other_history(other: OtherHistory) -> bytes:
    """Return the bytes of the file that lies beside two notes of different sizes."""
    lines = [FIRST_LINE, *(write_base64(node) for node in (other.root, *other.path))]
    return "".join(f"{line}\n" for line in lines).encode()


def parse_other_history(data: bytes) -> OtherHistory:
    """Return what such a file says; ``RecordFormatError`` if it is none."""
    if len(data) > LARGEST_FILE:
        raise RecordFormatError(f"a proof of another history has at most {LARGEST_FILE} bytes")
    lines = data.decode("ascii", "replace").split("\n")
    if lines[0] != FIRST_LINE or lines[-1] or not 3 <= len(lines) <= LONGEST_PATH + 3:
        raise RecordFormatError(
            f"it begins with {FIRST_LINE}, then a root and a path, line by line"
        )
    nodes = tuple(read_base64(line, "a hash of the proof") for line in lines[1:-1])
    if any(len(node) != HASH_SIZE for node in nodes):
        raise RecordFormatError("a hash of the proof has 32 bytes")
    return OtherHistory(nodes[0], nodes[1:])
