"""Writes backups: one of data without any secret key, and one of the keys, locked.

That of data may be encrypted. Then nothing of it is ever readable where it is written to: the
database is copied aside in the data folder, and what leaves that is encrypted already.
"""

import io
import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

from comity import __version__
from comity.edge import create_file, entry_time, lock_by_passphrase, sync_folder
from comity.edge.age import FileKey, Passphrase, Recipient, open_encrypted, write_encrypted
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import plain
from comity.site.configuration import Configuration, refuse_elsewhere
from comity.site.upkeep.archive import ArchiveWriter, open_archive
from comity.site.upkeep.snapshot import ASIDE, Head, copy_database, files_of, heads_in

__all__ = [
    "DATABASE",
    "KEYS_OF",
    "SECRET",
    "SETTINGS",
    "BackedUp",
    "For",
    "back_up",
    "back_up_keys",
]

For: TypeAlias = Sequence[Recipient] | Passphrase
"""Whom a backup is encrypted for: recipients by their keys, or whoever knows a passphrase."""

DATABASE: Final = "data/comity.sqlite3"
CHECKPOINT: Final = "data/log/checkpoint"
SECRET: Final = "secret"  # noqa: S105 - the name of a member, no secret
SETTINGS: Final = ("instance.toml", "witnesses.txt", "auditors.txt")
"""All that is copied, and brought back, of the folder of settings."""
KEYS_OF: Final = ("site.", "pseudonyms")
"""How the names of the files and folders of an instance's own keys begin."""

NOTHING: Final = FaultKind(
    "site.upkeep_nothing_here",
    N_("there is no instance here to be copied"),
    N_("a backup is made of an instance that was begun"),
    N_("Name its folders in COMITY_CONFIG_DIR and COMITY_DATA_DIR, or begin one: comity init"),
)
THERE: Final = FaultKind(
    "site.upkeep_backup_there",
    N_("it is there already"),
    N_("a backup never takes the place of another file"),
    N_("Give the name of a new file, or a folder: the file is named by its time there."),
)
NO_KEYS: Final = FaultKind(
    "site.upkeep_no_keys",
    N_("there are no keys of an instance in it"),
    N_("the keys of an instance lie in the folder keys beside instance.toml"),
    N_("Begin the instance first: comity init. A lost key cannot be backed up any more."),
)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written: where, how many files, and the head it holds, if any."""

    file: Path
    members: int
    head: Head | None = None


def back_up(
    configuration: Configuration, target: Path, now: datetime, to: For | None = None
) -> BackedUp:
    """Write a backup of data and settings, without any key, to the new file or folder ``target``.

    The site may go on meanwhile. The file is there whole, or not at all; encrypted where it is
    said ``to`` whom.
    """
    refuse_elsewhere(configuration)
    if not configuration.database.is_file() or not configuration.instance_file.is_file():
        raise refuse(NOTHING.at(Place(str(configuration.data_folder))))
    file = _new_file(target, f"comity-{_stamp(now)}.backup{'.age' if to else ''}")
    readable = configuration.data_folder if to else file.parent
    with _aside(file.parent) as folder, _aside(readable) as inside:
        rows, whole = inside / "rows", folder / "whole"
        copy_database(configuration.database, rows)
        with open(whole, "xb+", opener=_for_its_owner) as archive:
            written, key = _write(archive, configuration, rows, now, to)
        _publish(whole, file, key)
    return replace(written, file=file)


def _write(
    archive: IO[bytes], configuration: Configuration, rows: Path, now: datetime, to: For | None
) -> tuple[BackedUp, FileKey | None]:
    """Write the archive; return what is in it, and the key of the file where it has one."""
    if to is None:
        return _write_members(archive, configuration, rows, now), None
    encrypted = write_encrypted(archive, to)
    written = _write_members(encrypted, configuration, rows, now)
    encrypted.finish()
    return written, encrypted.key


def _write_members(
    archive: Any, configuration: Configuration, rows: Path, now: datetime
) -> BackedUp:
    heads = heads_in(rows)
    with zipfile.ZipFile(archive, "w") as zipped:
        writer = ArchiveWriter(zipped)
        _add(writer, DATABASE, rows)
        for name, path in files_of(configuration.data_folder, heads, configuration.key_file.parent):
            _add(writer, f"data/{name}", path)
        for folder_name, head in _noted(heads.sub.items()):
            writer.add(f"data/sub_logs/{folder_name}/checkpoint", io.BytesIO(head.note))
        if heads.public is not None and heads.public.note:
            writer.add(CHECKPOINT, io.BytesIO(heads.public.note))
        for name in SETTINGS:
            _add(writer, f"config/{name}", configuration.config_folder / name)
        writer.finish(_about("data", now, heads.public))
    return BackedUp(Path(), len(writer.members), heads.public)


def back_up_keys(
    configuration: Configuration, target: Path, passphrase: str, now: datetime
) -> BackedUp:
    """Write the keys of the instance and its secret, locked, to the new file or folder."""
    file = _new_file(target, f"comity-{_stamp(now)}.keys")
    keys = configuration.key_file.parent
    found = sorted(path for path in keys.rglob("*") if path.is_file()) if keys.is_dir() else []
    own = [path for path in found if path.relative_to(keys).parts[0].startswith(KEYS_OF)]
    if configuration.key_file not in own:
        raise refuse(NO_KEYS.at(Place(str(keys))))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "x") as zipped:
        writer = ArchiveWriter(zipped)
        for path in own:
            _add(writer, f"keys/{path.relative_to(keys).as_posix()}", path)
        writer.add(SECRET, io.BytesIO(configuration.secret.encode()))
        writer.finish(_about("keys", now, None))
    create_file(file, lock_by_passphrase(packed.getvalue(), passphrase))
    return BackedUp(file, len(writer.members))


def _about(kind: str, now: datetime, head: Head | None) -> dict[str, Any]:
    told = {"kind": kind, "made_by": __version__, "at": entry_time(now)}
    if head is None:
        return told
    return told | {"origin": head.origin, "vkey": head.vkey, "size": head.size}


def _noted(heads: Any) -> Iterator[tuple[str, Head]]:
    return ((name, head) for name, head in heads if head.note)


def _add(writer: ArchiveWriter, name: str, path: Path) -> None:
    # What was removed since it was listed is not in the copy: a draft withdrawn, content erased.
    with suppress(FileNotFoundError), path.open("rb") as source:
        writer.add(name, source)


def _for_its_owner(path: str, flags: int) -> int:
    # Not by os.fchmod afterwards: Windows has it from Python 3.13 on only.
    return os.open(path, flags, 0o600)


def _publish(whole: Path, file: Path, key: FileKey | None) -> None:
    """Check the archive by reading its list, then give it its name, which must be free."""
    place = Place(plain(file.name))
    with whole.open("rb") as written:
        archive = written if key is None else open_encrypted(written, key, place)
        with open_archive(archive, place):
            pass
    descriptor = os.open(whole, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(whole, file)
    except FileExistsError as error:
        raise refuse(THERE.at(Place(str(file)))) from error
    except OSError:
        # A disk without links, as on a memory stick: renaming would not notice a file there.
        if file.exists():
            raise refuse(THERE.at(Place(str(file)))) from None
        whole.rename(file)
    sync_folder(file.parent)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Give a folder of one's own on the same disk, removed afterwards; a kill leaves it."""
    with tempfile.TemporaryDirectory(prefix=ASIDE, dir=folder) as made:
        yield Path(made)


def _new_file(target: Path, name: str) -> Path:
    file = target / name if target.is_dir() else target
    if file.exists():
        raise refuse(THERE.at(Place(str(file))))
    if not file.parent.is_dir():
        raise refuse(NO_FOLDER.at(Place(str(file.parent))))
    return file


def _stamp(now: datetime) -> str:
    return now.strftime("%Y%m%dT%H%M%SZ")


NO_FOLDER: Final = FaultKind(
    "site.upkeep_no_folder",
    N_("there is no such folder"),
    N_("a backup is written into a folder that is there"),
    N_("Make the folder, or name another."),
)
