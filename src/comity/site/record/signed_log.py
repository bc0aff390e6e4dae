"""The log as it was signed: which head, which leaves, and which of its files are other ones."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.edge import file_reader, verify_signature
from comity.record import (
    CHECKPOINT_PATH,
    ENTRY_LEVEL,
    TILE_WIDTH,
    ReadFile,
    RecordFormatError,
    Tile,
    VerifiedHead,
    VerifierKey,
    decode_entries,
    entry_tile_at,
    entry_tiles_at,
    leaf_hash,
    parse_tile_path,
    read_entries,
    read_tile,
    root_of,
    tiles_at,
    verify_checkpoint,
)
from comity.site.record.comparison import Difference, guarded

__all__ = [
    "LogFiles",
    "entry_in_files",
    "file_differences",
    "published_note",
    "read_files",
    "read_head",
    "signed_leaves",
]

HASH_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class LogFiles:
    """Leaf hashes by index, as far as they can be read: those of the entries, and of the tiles."""

    entries: Mapping[int, bytes]
    tiles: Mapping[int, bytes]


def read_head(note: bytes, key: VerifierKey) -> VerifiedHead | None:
    """Return the head that ``note`` signs under ``key``, or None."""
    try:
        return verify_checkpoint(note, [key], verify_signature)
    except ValueError:
        return None


def published_note(folder: Path) -> bytes | None:
    """Return the checkpoint file of the log in ``folder``, or None where there is none."""
    try:
        return file_reader(folder)(CHECKPOINT_PATH)
    except OSError:
        return None


def read_files(folder: Path, size: int) -> LogFiles:
    """Return what the log's files in ``folder`` hold of its first ``size`` entries."""
    read = file_reader(folder)
    entries: dict[int, bytes] = {}
    tiles: dict[int, bytes] = {}
    for tile in entry_tiles_at(size):
        entries |= _numbered(tile, lambda tile: map(leaf_hash, read_entries(tile, read)))
    for tile in tiles_at(size):
        if not tile.level:
            tiles |= _numbered(tile, lambda tile: _cut(read_tile(tile, read)))
    return LogFiles(entries, tiles)


def entry_in_files(folder: Path, index: int, size: int) -> bytes | None:
    """Return the entry at ``index`` as the log's files hold it, or None."""
    tile = entry_tile_at(index, size)
    return _numbered(tile, lambda tile: read_entries(tile, file_reader(folder))).get(index)


def signed_leaves(
    head: VerifiedHead, candidates: Iterable[Mapping[int, bytes]]
) -> Sequence[bytes] | None:
    """Return the leaf hashes that give the signed root, from the first that has them; or None."""
    for candidate in candidates:
        if candidate.keys() >= set(range(head.size)):
            hashes = [candidate[index] for index in range(head.size)]
            if root_of(hashes) == head.root:
                return hashes
    return None


def file_differences(folder: Path, hashes: Sequence[bytes]) -> Iterator[Difference]:
    """Yield each file of the log that is missing or not that of the tree over ``hashes``.

    Partial tiles of earlier sizes are files of the log as well, as long as they lie there; what
    lies beyond the tree is being written.
    """
    levels = _levels(hashes)
    there = (path for path in (folder / "tile").rglob("*") if path.is_file())
    found = {str(path.relative_to(folder)) for path in there if not path.name.startswith(".")}
    wanted = [*entry_tiles_at(len(hashes)), *tiles_at(len(hashes))]
    for path in sorted(found | {tile.path for tile in wanted}):
        yield from guarded("file", path, _file, folder, path, levels)


def _file(folder: Path, path: str, levels: Sequence[Sequence[bytes]]) -> Iterator[Difference]:
    tile = parse_tile_path(path)
    level = max(tile.level, 0)
    start = tile.index * TILE_WIDTH
    true = levels[level][start : start + tile.width] if level < len(levels) else []
    if len(true) < tile.width:
        return
    read = file_reader(folder)
    try:
        found = _hashes_in(tile, read)
    except FileNotFoundError:
        if not (folder / tile.full.path).is_file():
            yield Difference("file", path, "", "it is missing", "the signed head covers it")
        return
    except RecordFormatError:
        found = []
    wrong = [at for at, pair in enumerate(zip(found, true, strict=False)) if pair[0] != pair[1]]
    if wrong or len(found) != len(true):
        what = _first_wrong(tile, start + wrong[0]) if wrong else "it is cut off or too long"
        yield Difference("file", path, "", what, "the signed root needs another")


def _first_wrong(tile: Tile, place: int) -> str:
    return f"entry {place} in it is changed" if tile.level <= 0 else f"node {place} in it is other"


def _hashes_in(tile: Tile, read: ReadFile) -> list[bytes]:
    data = read(tile.path)
    if tile.level == ENTRY_LEVEL:
        return [leaf_hash(entry) for entry in decode_entries(data, tile.width)]
    return _cut(data)


def _levels(hashes: Sequence[bytes]) -> Sequence[Sequence[bytes]]:
    """Return the hashes that tiles of each level hold."""
    levels = [list(hashes)]
    while len(levels[-1]) >= TILE_WIDTH:
        below = levels[-1]
        full = len(below) // TILE_WIDTH * TILE_WIDTH
        levels.append([root_of(below[at : at + TILE_WIDTH]) for at in range(0, full, TILE_WIDTH)])
    return levels


def _numbered(tile: Tile, read: Callable[[Tile], Iterable[bytes]]) -> dict[int, bytes]:
    try:
        return dict(enumerate(read(tile), start=tile.index * TILE_WIDTH))
    except (LookupError, OSError, RecordFormatError):
        return {}


def _cut(data: bytes) -> list[bytes]:
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]
