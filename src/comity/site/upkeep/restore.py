"""Brings an instance back from backups into empty folders, all or nothing, and frozen.

Everything is put together aside, checked there by a process of its own, and then given its name
by renaming. Whatever goes wrong before leaves nothing behind but the folder aside, which the next
attempt removes.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import IO, Any, Final

from comity.edge import (
    create_file,
    entry_time,
    find_home,
    locked,
    make_folder,
    open_by_passphrase,
    read_bounded,
    sync_folder,
)
from comity.edge.age import Opener, open_encrypted
from comity.fault import N_, Fault, FaultKind, Place, phrase, refuse
from comity.site.frozen import Frozen, freeze
from comity.site.upkeep.archive import UNREADABLE, Archive, open_archive
from comity.site.upkeep.backup import DATABASE, SECRET, SETTINGS
from comity.site.upkeep.snapshot import Head, heads_in

__all__ = ["KeyArchive", "Places", "Restored", "bring_back_keys", "places_in", "restore"]

LARGEST_KEYS: Final = 100_000_000
SECRET_FOLDER: Final = 0o700
PATIENCE: Final = 6 * 3600.0

NOT_EMPTY: Final = FaultKind(
    "site.upkeep_not_empty",
    N_("there is something in it already"),
    N_("an instance is brought back into an empty folder, never over what is there"),
    N_("Name empty folders in COMITY_CONFIG_DIR and COMITY_DATA_DIR, or move this one away."),
)
OTHER_KIND: Final = FaultKind(
    "site.upkeep_other_kind",
    N_("it is a backup of something else"),
    N_("data come from comity backup, keys from comity backup --keys"),
    N_("Give the backup of data as the argument, and that of keys after --keys."),
)
DIFFERS: Final = FaultKind(
    "site.upkeep_differs",
    N_("what it holds is not what its record says: {what}"),
    N_("what is brought back was compared with its own signed record"),
    N_("Take an older backup. Keep this one: it shows what was changed beside the record."),
)
UNCHECKED: Final = FaultKind(
    "site.upkeep_unchecked",
    N_("the comparison with its record did not come to its end: {reason}"),
    N_("what is brought back was compared with its own signed record"),
    N_("Use the version of Comity that made it, or a later one, then try again."),
)
OTHER_KEY: Final = FaultKind(
    "site.upkeep_other_key",
    N_("the key in it is not that of the record"),
    N_("a record is continued by its own key"),
    N_("Give the backup of keys that belongs to this instance."),
)
KEY_THERE: Final = FaultKind(
    "site.upkeep_key_there",
    N_("there is a key of this name already, and it is another one"),
    N_("a key is never replaced"),
    N_("Move it away first, if you are sure that it is the wrong one."),
)

LOCKED: Final = FaultKind(
    "site.upkeep_locked",
    N_("sealed content and ballots cannot be opened by anybody here: {what}"),
    N_("their keys are wrapped by a key that no backup of data holds; all else can be read"),
    N_("Bring the wrapping key back from the backup of keys: comity restore --keys FILE"),
)


@dataclass(frozen=True, slots=True)
class Places:
    """The folders an instance is brought back into."""

    config: Path
    data: Path


@dataclass(frozen=True, slots=True)
class KeyArchive:
    """A backup of keys and the passphrase that opens it."""

    file: Path
    passphrase: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back: the head, how many rows were compared, how many files of keys.

    ``locked`` says what cannot be opened without the wrapping key, if that is not there.
    """

    head: Head
    checked: int
    keys: int
    locked: Sequence[Fault] = ()


def places_in(environment: Mapping[str, str]) -> Places:
    """Return the folders that ``environment`` names."""
    folder = find_home(environment).folder
    return Places(folder, Path(environment.get("COMITY_DATA_DIR") or folder / "site").absolute())


def restore(
    file: Path,
    keys: KeyArchive | None,
    places: Places,
    now: datetime,
    by: Opener | None = None,
) -> Restored:
    """Bring back the backup ``file``, and ``keys``; the instance is frozen afterwards.

    ``by`` opens one that is encrypted.
    """
    for folder in (places.config, places.data):
        _refuse_unless_empty(folder)
    with _aside(places) as aside:
        with file.open("rb") as source:
            _take_out_of(source, by, Place(str(file)), aside)
        head = heads_in(aside.data / "comity.sqlite3").public
        if head is None:
            raise refuse(DIFFERS.at(Place(str(file)), what=phrase(N_("it has no record"))))
        freeze(aside.data, Frozen(head.origin, head.size, entry_time(now)))
        count = 0 if keys is None else _put_keys(keys, aside.config, head)
        checked, locked = _checked(aside, Place(str(file)))
        _place(aside, places)
    return Restored(head, checked, count, locked)


def bring_back_keys(keys: KeyArchive, places: Places) -> int:
    """Bring keys back to an instance that lacks them; none that is there is touched."""
    head = heads_in(places.data / "comity.sqlite3").public
    if head is None:
        raise refuse(OTHER_KIND.at(Place(str(keys.file))))
    return _put_keys(keys, places.config, head)


def _put_keys(keys: KeyArchive, config: Path, head: Head) -> int:
    place = Place(str(keys.file))
    data = open_by_passphrase(read_bounded(keys.file, LARGEST_KEYS), keys.passphrase, place)
    with open_archive(io.BytesIO(data), place) as archive:
        _expect(archive, "keys")
        files = {name: archive.zipped.read(name) for name in archive.names("keys")}
        files[SECRET] = archive.zipped.read(SECRET)
    if files.get("keys/site.key", b"").split(b"+", 3)[2:3] != [head.origin.encode()]:
        raise refuse(OTHER_KEY.at(place))
    wanted = {config / name: content for name, content in files.items()}
    for path, content in wanted.items():
        if path.exists() and path.read_bytes() != content:
            raise refuse(KEY_THERE.at(Place(str(path))))
    for path, content in wanted.items():
        if not path.exists():
            make_folder(path.parent, SECRET_FOLDER)
            create_file(path, content)
    return len(files)


def _take_out_of(source: IO[bytes], by: Opener | None, place: Place, aside: Places) -> None:
    opened = source if by is None else open_encrypted(source, by, place)
    with open_archive(opened, place) as archive:
        _expect(archive, "data")
        _take_out(archive, aside)


def _take_out(archive: Archive, aside: Places) -> None:
    if DATABASE not in archive.members or "config/instance.toml" not in archive.members:
        raise refuse(OTHER_KIND.at(archive.place))
    for name in archive.members:
        if not _is_of_data(name):
            # Programs, keys and the secret are in no backup of data: somebody has put this in.
            reason = phrase(N_("{name} is no name of a file in a backup of data"), name=name)
            raise refuse(UNREADABLE.at(archive.place, reason=reason))
    for name in archive.names("config"):
        archive.take_out(name, aside.config / name.removeprefix("config/"), 0o644)
    for name in archive.names("data"):
        archive.take_out(name, aside.data / name.removeprefix("data/"), 0o644)


def _is_of_data(name: str) -> bool:
    """Return whether a backup of data has such a member: settings, database, files in folders."""
    top, _, rest = name.partition("/")
    return rest in SETTINGS if top == "config" else name == DATABASE or "/" in rest


def _expect(archive: Archive, kind: str) -> None:
    if archive.about.get("kind") != kind:
        raise refuse(OTHER_KIND.at(archive.place))


def _checked(aside: Places, place: Place) -> tuple[int, Sequence[Fault]]:
    """Compare what lies aside with its record in a process of its own.

    Return how many rows that were, and what cannot be opened without the wrapping key.
    """
    left = {name: of for name, of in os.environ.items() if not name.startswith("COMITY_")}
    folders = {"COMITY_CONFIG_DIR": str(aside.config), "COMITY_DATA_DIR": str(aside.data)}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", "from comity.site.upkeep.checked import main; main()"],
            env={**left, **folders, "DJANGO_SETTINGS_MODULE": "comity.site.settings"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
        found: Mapping[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise refuse(UNCHECKED.at(place, reason=_last_line(error))) from error
    if found["differences"]:
        raise refuse(*(DIFFERS.at(place, what=what) for what in found["differences"]))
    return int(found["checked"]), [LOCKED.at(place, what=what) for what in found["locked"]]


def _last_line(error: Exception) -> str:
    said = (getattr(error, "stderr", None) or b"").decode("utf-8", "replace").strip()
    return said.splitlines()[-1] if said else type(error).__name__


def _refuse_unless_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refuse(NOT_EMPTY.at(Place(str(folder))))


@contextmanager
def _aside(places: Places) -> Iterator[Places]:
    """Give folders beside those meant, empty, and remove what is left of them afterwards."""
    config = places.config.with_name(f".{places.config.name}.restoring")
    inside = places.data.is_relative_to(places.config)
    data = (
        config / places.data.relative_to(places.config)
        if inside
        else places.data.with_name(f".{places.data.name}.restoring")
    )
    make_folder(config.parent)
    make_folder(data.parent if not inside else config.parent)
    with locked(config.with_name(f"{config.name}.lock"), wait=False):
        try:
            for folder in (config, data):
                rmtree(folder, ignore_errors=True)
            make_folder(config, SECRET_FOLDER)
            make_folder(data, SECRET_FOLDER)
            yield Places(config, data)
        finally:
            for folder in (config, data):
                rmtree(folder, ignore_errors=True)
            config.with_name(f"{config.name}.lock").unlink(missing_ok=True)


def _place(aside: Places, places: Places) -> None:
    """Give what lies aside its name: the data first, which are frozen, then what describes them."""
    pairs = [(aside.config, places.config)]
    if not aside.data.is_relative_to(aside.config):
        pairs.insert(0, (aside.data, places.data))
    for found, wanted in pairs:
        for file in found.glob("health.*"):
            file.unlink()
        os.replace(found, wanted)  # noqa: PTH105 - replaces an empty folder, and nothing else
        sync_folder(wanted.parent)
