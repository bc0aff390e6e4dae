"""A folder that mirrors somebody else's record, laid out like the record itself.

What is fetched waits in a folder of its own until the whole of it gives the root that was signed.
Then files are renamed into place, the checkpoint last: what stands under a checkpoint was checked.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode, encode
from comity.edge.files import locked, make_folder, read_bounded, sync_folder, write_atomically
from comity.edge.log_directory import file_reader
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import (
    CHECKPOINT_PATH,
    TILE_WIDTH,
    Growth,
    OtherHistory,
    Tile,
    encode_other_history,
    entry_tile_at,
    entry_tiles_at,
    parse_other_history,
    parse_tile_path,
    read_entries,
    tiles_at,
)

__all__ = ["Fork", "Held", "Mirror", "keep_fork", "read_fork"]

COMING: Final = ".coming"
CONTENT: Final = ".content"
LOCK: Final = ".mirror"
"""Held while writing; it also tells a mirror from any other folder."""

LARGEST_STATE: Final = 10_000_000
LARGEST_NOTE: Final = 1_000_000
OLDER: Final = "older.checkpoint"
NEWER: Final = "newer.checkpoint"
HISTORY: Final = "other-history"
README: Final = b"""\
The two checkpoints here are signed by one log and contradict each other. Together they prove to
anybody that the log has shown two histories; nobody without its key can have made them.
If their sizes differ, the file other-history shows what the newer tree has at the older size.
Check it with: comity record fork FOLDER --key KEY
Keep all of it, and tell others who rely on this log.
"""

NOT_A_MIRROR = FaultKind(
    "record.not_a_mirror",
    N_("this folder holds something else"),
    N_("a record is mirrored into a folder of its own"),
    N_("Give a new folder."),
)
DAMAGED_STATE = FaultKind(
    "record.mirror_state",
    N_("the mirror does not know any more which content it holds"),
    N_("a mirror notes up to which entry it has fetched content"),
    N_("Remove this file: the next run looks through all content again."),
)


@dataclass(frozen=True, slots=True)
class Fork:
    """Two signed notes of one log that contradict each other, by size, and what shows it."""

    older: bytes
    newer: bytes
    other: OtherHistory | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Up to which entry content was looked for, which was not to be had, and what was verified."""

    until: int = 0
    missing: tuple[int, ...] = ()
    verified: int = 0


class Mirror:
    """The mirror in ``folder``; whoever writes to it holds it ``alone``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read = file_reader(folder)
        self._coming = folder / COMING
        self._edge: dict[int, tuple[str, bytes]] = {}
        self._tile: tuple[Tile | None, tuple[bytes, ...]] = None, ()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the mirror alone; a second process is refused."""
        make_folder(self.folder)
        names = {entry.name for entry in self.folder.iterdir()}
        if names and LOCK not in names:
            raise refuse(NOT_A_MIRROR.at(Place(str(self.folder))))
        with locked(self.folder / LOCK, wait=False):
            yield

    def note(self) -> bytes:
        """Return the newest checkpoint that was checked, "" before the first."""
        try:
            return self.read(CHECKPOINT_PATH)
        except FileNotFoundError:
            return b""

    def leaf(self, index: int, size: int) -> bytes:
        """Return the bytes of entry ``index`` of the ``size`` that stand."""
        tile = entry_tile_at(index, size)
        if tile != self._tile[0]:
            self._tile = tile, read_entries(tile, self.read)
        return self._tile[1][index % TILE_WIDTH]

    def read_coming(self, path: str) -> bytes:
        """Return a file as it will be: one that waits, else one that stands."""
        for held, data in self._edge.values():
            if held == path:
                return data
        file = self._coming / path
        return file_reader(self._coming)(path) if file.exists() else self.read(path)

    def start(self) -> None:
        """Begin with what stands: nothing at the right edge is coming yet."""
        self._edge.clear()

    def waiting(self, path: str) -> bytes | None:
        """Return a file that an earlier run has fetched and nothing has confirmed yet."""
        with suppress(FileNotFoundError):
            return file_reader(self._coming)(path)
        return None

    def keep_waiting(self, growth: Growth) -> None:
        """Let full tiles wait on disk, and of each level the one at the right edge in memory."""
        for path, data in growth.files.items():
            tile = parse_tile_path(path)
            if tile.width < TILE_WIDTH:
                self._edge[tile.level] = (path, data)
                continue
            self._edge.pop(tile.level, None)
            _write(self._coming / path, data)

    def drop_waiting(self) -> None:
        """Forget what waits: it does not give the root that was signed."""
        self._edge.clear()
        rmtree(self._coming, ignore_errors=True)

    def adopt(self, old_size: int, size: int, beside: Mapping[str, bytes], note: bytes) -> None:
        """Put what waits in place, then the files ``beside`` it, then the checkpoint ``note``."""
        for path, data in self._edge.values():
            _write(self._coming / path, data)
        before = set(_paths(old_size))
        new = [path for path in _paths(size) if path not in before]
        for path in new:
            _move(self._coming / path, self.folder / path)
        for path, data in beside.items():
            _write(self.folder / path, data)
        _write(self.folder / CHECKPOINT_PATH, note)
        for path in new:
            # Whoever holds an older checkpoint may ask for partial tiles until there is a full one.
            if ".p/" not in path:
                rmtree(self.folder / f"{path}.p", ignore_errors=True)
        self.drop_waiting()

    def held(self) -> Held:
        """Return up to which entry content was looked for."""
        file = self.folder / CONTENT
        if not file.exists():
            return Held()
        try:
            value: Any = decode(read_bounded(file, LARGEST_STATE))
            missing = tuple(map(int, value["missing"]))
            return Held(int(value["until"]), missing, int(value["verified"]))
        except (NotCanonicalError, LookupError, TypeError, ValueError) as error:
            raise refuse(DAMAGED_STATE.at(Place(str(file)))) from error

    def hold(self, held: Held) -> None:
        """Note up to which entry content was looked for."""
        _write(self.folder / CONTENT, encode(asdict(held)))


def keep_fork(forks: Path, fork: Fork) -> Path:
    """Keep two contradicting notes, what shows it and what they are, in a folder below ``forks``.

    Returns that folder; the same fork is kept once.
    """
    folder = forks / sha256(fork.older + fork.newer).hexdigest()[:16]
    files = {OLDER: fork.older, NEWER: fork.newer, "README.txt": README}
    if fork.other is not None:
        files[HISTORY] = encode_other_history(fork.other)
    for name, data in files.items():
        _write(folder / name, data)
    return folder


def read_fork(folder: Path) -> Fork:
    """Return what ``keep_fork`` has kept in ``folder``, else refuse it."""
    history = folder / HISTORY
    other = None
    if history.exists():
        other = parse_other_history(read_bounded(history, LARGEST_NOTE))
    older, newer = (read_bounded(folder / name, LARGEST_NOTE) for name in (OLDER, NEWER))
    return Fork(older, newer, other)


def _paths(size: int) -> Iterator[str]:
    return (tile.path for tile in chain(entry_tiles_at(size), tiles_at(size)))


def _move(source: Path, target: Path) -> None:
    make_folder(target.parent)
    source.replace(target)
    sync_folder(target.parent)


def _write(target: Path, data: bytes) -> None:
    make_folder(target.parent)
    write_atomically(target, data)
