"""The log as static files (c2sp.org/tlog-tiles): tiles of 256 hashes or entries.

What a file holds is believed only as far as a root that was signed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

from comity.record.merkle import (
    HASH_SIZE,
    consistency_path,
    inclusion_path,
    leaf_hash,
    root_from,
    root_of,
)
from comity.record.strict import RecordFormatError, read_decimal

__all__ = [
    "ENTRY_LEVEL",
    "LARGEST_LEAF",
    "TILE_WIDTH",
    "Growth",
    "ReadFile",
    "Tile",
    "TileReader",
    "consistency_from_tiles",
    "decode_entries",
    "encode_entries",
    "entry_tile_at",
    "entry_tiles_at",
    "grow",
    "inclusion_from_tiles",
    "leaf_hashes_from_entries",
    "parse_tile_path",
    "read_entries",
    "read_tile",
    "root_from_entries",
    "root_from_tiles",
    "tiles_at",
]

TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 256
DEEPEST_LEVEL: Final = 63
LARGEST_LEAF: Final = 65_535
ENTRY_LEVEL: Final = -1
"""The level of an entry tile, which stands below the leaf hashes."""

PATH: Final = re.compile(r"tile/([0-9]+|entries)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]+))?")
LONGEST_PATH: Final = 60
KEPT_TILES: Final = 64

ReadFile: TypeAlias = Callable[[str], bytes]
"""Returns the file at a path under the log's prefix; LookupError or FileNotFoundError if none."""


@dataclass(frozen=True, slots=True)
class Tile:
    """Names a tile of ``width`` hashes, 256 if full; at ``ENTRY_LEVEL`` it holds entries."""

    level: int
    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        """Refuse what has no path."""
        if not ENTRY_LEVEL <= self.level <= DEEPEST_LEVEL:
            raise RecordFormatError(f"a tile has a level from 0 to {DEEPEST_LEVEL}")
        if self.index < 0 or not 1 <= self.width <= TILE_WIDTH:
            raise RecordFormatError(f"a tile has an index from 0 and a width to {TILE_WIDTH}")

    @property
    def path(self) -> str:
        """Return the path under the log's prefix, such as ``tile/0/x001/234.p/7``."""
        level = "entries" if self.level == ENTRY_LEVEL else self.level
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_grouped(self.index)}{partial}"

    @property
    def full(self) -> "Tile":
        """Return the full tile at the same place."""
        return Tile(self.level, self.index)


@dataclass(frozen=True, slots=True)
class Growth:
    """What an append makes: the new size and root, and the files to store before signing them."""

    size: int
    root: bytes
    files: Mapping[str, bytes]


def parse_tile_path(path: str) -> Tile:
    """Return the tile that ``path`` names in its one spelling, else refuse it."""
    found = PATH.fullmatch(path) if len(path) <= LONGEST_PATH else None
    if found is None:
        raise RecordFormatError("this is no path of a tile")
    named, groups, width = found.groups()
    level = ENTRY_LEVEL if named == "entries" else read_decimal(named, "the level", DEEPEST_LEVEL)
    index = int(groups.replace("x", "").replace("/", ""))
    wide = TILE_WIDTH if width is None else read_decimal(width, "the width", TILE_WIDTH - 1)
    tile = Tile(level, index, wide)
    if tile.path != path:
        raise RecordFormatError("the path has leading groups of zeros")
    return tile


def tiles_at(size: int) -> Iterator[Tile]:
    """Return the hash tiles of a log of ``size`` entries, level by level, partial ones last."""
    level = 0
    while hashes := size >> (TILE_HEIGHT * level):
        yield from _row(level, hashes)
        level += 1


def entry_tiles_at(size: int) -> Iterator[Tile]:
    """Return the entry tiles of a log of ``size`` entries, the partial one last."""
    return _row(ENTRY_LEVEL, size)


def entry_tile_at(index: int, size: int) -> Tile:
    """Return the entry tile that holds entry ``index`` in a log of ``size`` entries."""
    if not 0 <= index < size:
        raise ValueError(f"entry {index} is not among {size}")
    number = index // TILE_WIDTH
    return Tile(ENTRY_LEVEL, number, min(TILE_WIDTH, size - number * TILE_WIDTH))


def encode_entries(entries: Iterable[bytes]) -> bytes:
    """Return 1 to 256 entries, each behind its length as two bytes, big-endian."""
    pieces = []
    for entry in entries:
        if len(entry) > LARGEST_LEAF:
            raise RecordFormatError(f"an entry has at most {LARGEST_LEAF} bytes, not {len(entry)}")
        pieces += [len(entry).to_bytes(2, "big"), entry]
    if not 1 <= len(pieces) // 2 <= TILE_WIDTH:
        raise RecordFormatError(f"an entry tile holds 1 to {TILE_WIDTH} entries")
    return b"".join(pieces)


def decode_entries(data: bytes, width: int) -> tuple[bytes, ...]:
    """Return exactly ``width`` entries; an empty entry is legal here, if not in our schema."""
    entries = []
    start, end = 0, len(data)
    try:
        while start < end:
            begin = start + 2
            start = begin + (data[start] << 8 | data[start + 1])
            entries.append(data[begin:start])
    except IndexError:
        start = -1
    if start != end or len(entries) != width:
        raise RecordFormatError(f"an entry tile of {width} entries is cut off or too long")
    return tuple(entries)


def read_tile(tile: Tile, read: ReadFile) -> bytes:
    """Return the bytes of a hash tile, cut from the full tile where the partial one is gone."""
    found, data = _read_or_full(tile, read)
    if len(data) != HASH_SIZE * found.width:
        raise RecordFormatError(f"{found.path} has not {HASH_SIZE * found.width} bytes")
    return data[: HASH_SIZE * tile.width]


def read_entries(tile: Tile, read: ReadFile) -> tuple[bytes, ...]:
    """Return the entries of an entry tile, cut from the full one where the partial one is gone."""
    found, data = _read_or_full(tile, read)
    return decode_entries(data, found.width)[: tile.width]


def leaf_hashes_from_entries(size: int, read: ReadFile) -> Iterator[bytes]:
    """Return the leaf hash of each of the first ``size`` entries, hashed from the entry tiles."""
    rows = (map(leaf_hash, read_entries(tile, read)) for tile in entry_tiles_at(size))
    return chain.from_iterable(rows)


def root_from_entries(size: int, read: ReadFile) -> bytes:
    """Return the root over the first ``size`` entries, every one of them read and hashed."""
    # An entry tile spans a whole subtree, so its root is all that need be kept of it.
    return root_of(
        [
            root_of([leaf_hash(entry) for entry in read_entries(tile, read)])
            for tile in entry_tiles_at(size)
        ]
    )


class TileReader:
    """Reads the complete nodes of a log of ``size`` entries from its tiles, keeping a few."""

    __slots__ = ("_kept", "_read", "_size")

    def __init__(self, size: int, read: ReadFile) -> None:
        self._size = size
        self._read = read
        self._kept: dict[Tile, bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """Return the complete node at (level, index), hashed from its tile where needed."""
        row, height = divmod(level, TILE_HEIGHT)
        first = index << height
        number, offset = divmod(first, TILE_WIDTH)
        hashes = self._size >> (TILE_HEIGHT * row)
        if first + (1 << height) > hashes or index < 0:
            raise ValueError(f"node {index} of level {level} is not complete at {self._size}")
        tile = Tile(row, number, min(TILE_WIDTH, hashes - number * TILE_WIDTH))
        held = _hashes(self._tile(tile)[HASH_SIZE * offset :][: HASH_SIZE << height])
        return root_of(held)

    def _tile(self, tile: Tile) -> bytes:
        data = self._kept.get(tile)
        if data is None:
            if len(self._kept) >= KEPT_TILES:
                self._kept.pop(next(iter(self._kept)))
            data = self._kept[tile] = read_tile(tile, self._read)
        return data


def root_from_tiles(size: int, read: ReadFile) -> bytes:
    """Return the root the tiles give for ``size``; it reads the right edge, not every tile."""
    return root_from(TileReader(size, read), size)


def inclusion_from_tiles(index: int, size: int, read: ReadFile) -> tuple[bytes, ...]:
    """Return the inclusion proof of entry ``index`` in the first ``size``, from the tiles."""
    return inclusion_path(TileReader(size, read), index, size)


def consistency_from_tiles(old_size: int, new_size: int, read: ReadFile) -> tuple[bytes, ...]:
    """Return the consistency proof between two sizes, from the tiles of the newer."""
    return consistency_path(TileReader(new_size, read), old_size, new_size)


def grow(size: int, entries: Sequence[bytes], read: ReadFile) -> Growth:
    """Return what appending ``entries`` to a log of ``size`` entries makes.

    Reads only the partial files at ``size``. Store ``files`` durably, then sign ``root``.
    """
    files = {
        tile.path: encode_entries(row)
        for tile, row in _filled(ENTRY_LEVEL, size, entries, lambda tile: read_entries(tile, read))
    }
    added = [leaf_hash(entry) for entry in entries]
    level, have = 0, size
    while added:
        rows = _filled(level, have, added, lambda tile: _hashes(read_tile(tile, read)))
        files |= {tile.path: b"".join(row) for tile, row in rows}
        added = [root_of(row) for tile, row in rows if tile.width == TILE_WIDTH]
        level, have = level + 1, have >> TILE_HEIGHT

    def read_grown(path: str) -> bytes:
        return files[path] if path in files else read(path)

    grown = size + len(entries)
    return Growth(grown, root_from_tiles(grown, read_grown), files)


def _filled(
    level: int,
    have: int,
    added: Sequence[bytes],
    held: Callable[[Tile], Sequence[bytes]],
) -> list[tuple[Tile, Sequence[bytes]]]:
    """Return the tiles of one row that ``added`` changes, each with all it then holds."""
    first, width = divmod(have, TILE_WIDTH)
    if not added:
        return []
    row = [*(held(Tile(level, first, width)) if width else ()), *added]
    cuts = [row[start : start + TILE_WIDTH] for start in range(0, len(row), TILE_WIDTH)]
    return [(Tile(level, first + number, len(cut)), cut) for number, cut in enumerate(cuts)]


def _row(level: int, filled: int) -> Iterator[Tile]:
    full, width = divmod(filled, TILE_WIDTH)
    for index in range(full):
        yield Tile(level, index)
    if width:
        yield Tile(level, full, width)


def _grouped(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


def _read_or_full(tile: Tile, read: ReadFile) -> tuple[Tile, bytes]:
    try:
        return tile, read(tile.path)
    except (LookupError, FileNotFoundError):
        if tile.width == TILE_WIDTH:
            raise
    # A partial file may go once the full one exists.
    return tile.full, read(tile.full.path)


def _hashes(data: bytes) -> list[bytes]:
    return [data[start : start + HASH_SIZE] for start in range(0, len(data), HASH_SIZE)]
