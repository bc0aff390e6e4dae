"""What belongs to a copy of an instance: its database as at one moment, and the files of it.

Rows are copied first, by the database's own online backup, while the site goes on. Files are
written before the rows that name them, so those that the rows need are there; of the logs' files
those that were written after that moment are left out, and the checkpoint is that of the rows.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.record import CHECKPOINT_PATH, TILE_WIDTH, RecordFormatError, parse_tile_path

__all__ = ["ASIDE", "Head", "Heads", "copy_database", "files_of", "heads_in", "within"]

TEMPORARY: Final = ".tmp"
ASIDE: Final = ".comity-backup-"
"""How a folder begins in which a backup is put together; a kill leaves it."""

NOT_COPIED: Final = FaultKind(
    "site.upkeep_database_not_copied",
    N_("it cannot be copied: {reason}"),
    N_("a backup begins with a whole copy of the database"),
    N_("See to the room on the disk and to the file; comity doctor says what is wrong with it."),
)
DAMAGED: Final = FaultKind(
    "site.upkeep_database_damaged",
    N_("the database is damaged: {reason}"),
    N_("what is copied or brought back is whole"),
    N_("Keep it as it is, and take the newest copy that is whole."),
)


@dataclass(frozen=True, slots=True)
class Head:
    """A log's signed head, as its row has it."""

    origin: str
    vkey: str
    size: int
    note: bytes
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Heads:
    """The head of the public log, None where none has begun, and those of sub-logs by folder."""

    public: Head | None
    sub: Mapping[str, Head]


def copy_database(source: Path, target: Path) -> None:
    """Copy the database ``source`` as at one moment to ``target``; writers go on meanwhile."""
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as here,
            closing(sqlite3.connect(target)) as there,
        ):
            here.backup(there)
            # One file, without a log of its own beside it.
            there.execute("PRAGMA journal_mode=DELETE")
            (found,) = there.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        raise refuse(NOT_COPIED.at(Place(str(source)), reason=error)) from error
    if found != "ok":
        raise refuse(DAMAGED.at(Place(str(source)), reason=found))


def heads_in(database: Path) -> Heads:
    """Return the heads that the rows of ``database`` have."""
    try:
        uri = f"{database.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as opened:
            logs = opened.execute("SELECT origin, vkey, size, note, simulated FROM record_log")
            public = [_head(*row) for row in logs]
            rows = opened.execute("SELECT origin, vkey, size, note FROM record_sublog")
            sub = [_head(*row) for row in rows]
    except sqlite3.Error as error:
        raise refuse(DAMAGED.at(Place(str(database)), reason=error)) from error
    if len(public) > 1:
        raise refuse(DAMAGED.at(Place(str(database)), reason=phrase(N_("it has two logs"))))
    by_folder = {one.origin.rpartition("/")[2]: one for one in sub}
    return Heads(public[0] if public else None, by_folder)


def files_of(data: Path, heads: Heads, leave_out: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of the folders in ``data``, by their path in it; none of ``leave_out``."""
    for top in sorted(data.iterdir()):
        if not top.is_dir() or top.is_symlink() or top.name.startswith(ASIDE):
            continue
        if leave_out.is_relative_to(top):
            continue
        for file in sorted(top.rglob("*")):
            name = file.relative_to(data).as_posix()
            if file.is_file() and not file.is_symlink() and _belongs(file, name, heads):
                yield name, file


def within(path: str, size: int) -> bool:
    """Return whether the file ``path`` of a log holds nothing beyond its first ``size`` entries."""
    try:
        tile = parse_tile_path(path)
    except RecordFormatError:
        return True
    covered: int = (tile.index * TILE_WIDTH + tile.width) * TILE_WIDTH ** max(tile.level, 0)
    return covered <= size


def _head(origin: str, vkey: str, size: int, note: bytes, simulated: int = 0) -> Head:
    return Head(origin, vkey, size, bytes(note), bool(simulated))


def _belongs(file: Path, name: str, heads: Heads) -> bool:
    if file.name.endswith(TEMPORARY) or file.name.endswith(".lock") or file.name == ".lock":
        return False
    top, _, rest = name.partition("/")
    if top == "log":
        return rest != CHECKPOINT_PATH and within(rest, heads.public.size if heads.public else 0)
    if top == "sub_logs":
        folder, _, path = rest.partition("/")
        head = heads.sub.get(folder)
        return head is not None and path != CHECKPOINT_PATH and within(path, head.size)
    return True
