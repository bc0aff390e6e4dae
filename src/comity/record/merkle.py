"""The Merkle tree of RFC 9162 §2.1 over SHA-256, kept so that proofs never hash a leaf again.

A *node* (level, index) is the hash over the leaves ``index * 2**level`` and the
``2**level - 1`` leaves after it. Complete nodes never change; at any size at most one node per
level is cut off by the right edge, and is computed from complete ones.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "NodeReader",
    "Tree",
    "consistency_path",
    "inclusion_path",
    "leaf_hash",
    "node_hash",
    "root_from",
    "root_of",
]

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()

NodeReader: TypeAlias = Callable[[int, int], bytes]
"""Returns the complete node at (level, index), 32 bytes."""


def leaf_hash(data: bytes) -> bytes:
    """Return the 32-byte hash of a leaf's bytes: SHA-256(0x00 || data) (RFC 9162 §2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32-byte hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root over ``leaf_hashes`` (RFC 9162 §2.1.1); ``EMPTY_ROOT`` for none."""
    if not leaf_hashes:
        return EMPTY_ROOT
    level = leaf_hashes
    while len(level) > 1:
        # Pairing neighbours and carrying an odd last node up gives the recursive definition.
        level = [*_parents(level), *level[len(level) & ~1 :]]
    return level[0]


class Tree:
    """A growing tree in memory: every complete node of every level, about 150 bytes a leaf."""

    __slots__ = ("_edge", "_edge_size", "_levels")

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        self._edge_size = 0
        self._edge: list[bytes | None] = [None]
        self.extend(leaf_hashes)

    @property
    def size(self) -> int:
        """Return the number of leaves."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> int:
        """Add one leaf hash of 32 bytes and return its index."""
        if len(leaf) != HASH_SIZE:
            raise ValueError("a leaf hash has 32 bytes")
        levels = self._levels
        index = position = len(levels[0])
        levels[0].append(leaf)
        level = 0
        while position & 1:
            nodes = levels[level]
            parent = sha256(b"\x01" + nodes[-2] + nodes[-1]).digest()
            position >>= 1
            level += 1
            if level == len(levels):
                levels.append([])
            levels[level].append(parent)
        return index

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add many leaf hashes, in order; faster than one by one."""
        added = list(leaf_hashes)
        if any(len(leaf) != HASH_SIZE for leaf in added):
            raise ValueError("a leaf hash has 32 bytes")
        self._levels[0].extend(added)
        level = 0
        while len(nodes := self._levels[level]) > 1:
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            above = self._levels[level]
            above.extend(_parents(nodes[2 * len(above) :]))

    def leaf(self, index: int) -> bytes:
        """Return the leaf hash at ``index``."""
        return self.node(0, index)

    def node(self, level: int, index: int) -> bytes:
        """Return the complete node at (level, index)."""
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first ``size`` leaves (all of them by default)."""
        size = self.size if size is None else size
        self._check(size)
        if size == 0:
            return EMPTY_ROOT
        return _top(self.node, size, self._edge_at(size))

    def inclusion_proof(self, index: int, size: int) -> tuple[bytes, ...]:
        """Return the path that proves leaf ``index`` in the first ``size``, its sibling first."""
        self._check(size)
        if not 0 <= index < size:
            raise ValueError(f"leaf {index} is not among {size}")
        return _path(self.node, self._edge_at(size), (0, index), size)

    def consistency_proof(self, old_size: int, new_size: int) -> tuple[bytes, ...]:
        """Return the path that proves the first ``old_size`` leaves a prefix of ``new_size``."""
        self._check(new_size)
        return _consistency(self.node, self._edge_at(new_size), old_size, new_size)

    def _check(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise ValueError(f"size {size} is beyond the {self.size} leaves held")

    def _edge_at(self, size: int) -> list[bytes | None]:
        # Many proofs are asked of one size: its right edge is computed once.
        if size != self._edge_size:
            self._edge = _right_edge(self.node, size)
            self._edge_size = size
        return self._edge


def root_from(node: NodeReader, size: int) -> bytes:
    """Return the root over the first ``size`` leaves of a store of complete nodes."""
    return _top(node, size, _right_edge(node, size)) if size else EMPTY_ROOT


def inclusion_path(node: NodeReader, index: int, size: int) -> tuple[bytes, ...]:
    """Return the inclusion proof of leaf ``index`` from a store of complete nodes."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not among {size}")
    return _path(node, _right_edge(node, size), (0, index), size)


def consistency_path(node: NodeReader, old_size: int, new_size: int) -> tuple[bytes, ...]:
    """Return the consistency proof from a store of complete nodes."""
    return _consistency(node, _right_edge(node, new_size), old_size, new_size)


def _parents(nodes: Sequence[bytes]) -> list[bytes]:
    pairs = zip(nodes[::2], nodes[1::2], strict=False)
    return [sha256(b"\x01" + left + right).digest() for left, right in pairs]


def _right_edge(node: NodeReader, size: int) -> list[bytes | None]:
    """Return per level the root of the leaves behind the last complete node, None if none."""
    edge: list[bytes | None] = [None]
    below: bytes | None = None
    for level in range(size.bit_length()):
        if size >> level & 1:
            last = node(level, (size >> level) - 1)
            below = last if below is None else node_hash(last, below)
        edge.append(below)
    return edge


def _top(node: NodeReader, size: int, edge: list[bytes | None]) -> bytes:
    level = (size - 1).bit_length()
    if size == 1 << level:
        return node(level, 0)
    root = edge[level]
    assert root is not None  # noqa: S101 - a size that is no power of two has a cut-off node there
    return root


def _path(
    node: NodeReader, edge: list[bytes | None], start: tuple[int, int], size: int
) -> tuple[bytes, ...]:
    """Return the siblings from the node at ``start`` up to the root over ``size`` leaves."""
    level, index = start
    path = []
    complete = size >> level
    while (size - 1) >> level:
        sibling = index ^ 1
        if sibling < complete:
            path.append(node(level, sibling))
        elif sibling == complete and (cut := edge[level]) is not None:
            path.append(cut)
        level += 1
        index >>= 1
        complete >>= 1
    return tuple(path)


def _consistency(
    node: NodeReader, edge: list[bytes | None], old_size: int, new_size: int
) -> tuple[bytes, ...]:
    if not 0 < old_size <= new_size:
        raise ValueError(f"no consistency proof leads from size {old_size} to {new_size}")
    if old_size == new_size:
        return ()
    # RFC 9162 §2.1.4: the path starts at the largest complete node that ends the old tree.
    level = (old_size & -old_size).bit_length() - 1
    index = (old_size >> level) - 1
    path = _path(node, edge, (level, index), new_size)
    return path if index == 0 else (node(level, index), *path)
