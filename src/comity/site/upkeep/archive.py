"""An archive of a backup: a zip with a list of its members, their sizes and digests.

The list is written last, so an archive that was cut off has none and is refused.
"""

import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from comity.edge import make_folder, sync_folder
from comity.fault import N_, FaultKind, Place, phrase, refuse, worded

__all__ = ["MANIFEST", "UNREADABLE", "Archive", "ArchiveWriter", "Member", "open_archive"]

MANIFEST: Final = "backup.json"
VERSION: Final = 1
CHUNK: Final = 1 << 20
LARGEST_MANIFEST: Final = 200_000_000
SAFE: Final = re.compile(r"[A-Za-z0-9._@+-]{1,200}", re.ASCII)
DAY_ONE: Final = (1980, 1, 1, 0, 0, 0)

UNREADABLE: Final = FaultKind(
    "site.upkeep_archive_unreadable",
    N_("it is no backup, or not a whole one: {reason}"),
    N_("a backup lists each of its files with size and digest, and holds no others"),
    N_("Take another copy of the backup. Nothing was brought back from this one."),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its bytes, counted and digested."""

    size: int
    digest: str


@dataclass(slots=True)
class ArchiveWriter:
    """Writes the members of an archive one after another."""

    zipped: zipfile.ZipFile
    members: dict[str, Member] = field(default_factory=dict)

    def add(self, name: str, source: IO[bytes]) -> None:
        """Add what ``source`` reads as ``name``."""
        size, digest = 0, sha256()
        about = zipfile.ZipInfo(name, DAY_ONE)
        about.compress_type = zipfile.ZIP_DEFLATED
        with self.zipped.open(about, "w", force_zip64=True) as out:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                digest.update(chunk)
                out.write(chunk)
        self.members[name] = Member(size, digest.hexdigest())

    def finish(self, about: Mapping[str, Any]) -> None:
        """Write the list of members and ``about``: after this the archive is whole."""
        listed = {name: [one.size, one.digest] for name, one in sorted(self.members.items())}
        told = {"v": VERSION, **about, "members": listed}
        self.zipped.writestr(zipfile.ZipInfo(MANIFEST, DAY_ONE), json.dumps(told, indent=1))


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive opened to be read; ``about`` is what its maker said of it."""

    place: Place
    zipped: zipfile.ZipFile
    about: Mapping[str, Any]
    members: Mapping[str, Member]

    def names(self, below: str) -> Sequence[str]:
        """Return the names of members below the folder ``below``."""
        return [name for name in self.members if name.startswith(f"{below}/")]

    def take_out(self, name: str, to: Path, mode: int) -> None:
        """Write member ``name`` to the new file ``to``, durably; refuse one that was changed."""
        make_folder(to.parent, 0o700)
        told, size, digest = self.members[name], 0, sha256()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with self.zipped.open(name) as source, os.fdopen(os.open(to, flags, mode), "wb") as out:
            while size <= told.size and (chunk := source.read(CHUNK)):
                size += len(chunk)
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        sync_folder(to.parent)
        if (size, digest.hexdigest()) != (told.size, told.digest):
            raise refuse(
                UNREADABLE.at(self.place, reason=phrase(N_("{name} was changed"), name=name))
            )


@contextmanager
def open_archive(file: Path | IO[bytes], place: Place) -> Iterator[Archive]:
    """Open a backup; refuse what is none, names that lead elsewhere, and unlisted members."""
    try:
        with zipfile.ZipFile(file) as zipped:
            yield _read(zipped, place)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise refuse(UNREADABLE.at(place, reason=error)) from error


def _read(zipped: zipfile.ZipFile, place: Place) -> Archive:
    infos = {one.filename: one for one in zipped.infolist()}
    try:
        if infos[MANIFEST].file_size > LARGEST_MANIFEST:
            raise refuse(UNREADABLE.at(place, reason=phrase(N_("its list is too long"))))
        about = json.loads(zipped.read(MANIFEST))
        members = {name: Member(int(of[0]), str(of[1])) for name, of in about["members"].items()}
        whole = len(infos) == len(zipped.infolist()) and infos.keys() - {MANIFEST} == members.keys()
        if about["v"] != VERSION or not whole:
            raise refuse(
                UNREADABLE.at(place, reason=phrase(N_("its list names other files than it holds")))
            )
        for name, member in members.items():
            _check(name, member, infos[name])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise refuse(UNREADABLE.at(place, reason=worded(error) or type(error).__name__)) from error
    return Archive(place, zipped, about, members)


def _check(name: str, member: Member, info: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(name).parts
    plain = "/".join(parts) == name and len(parts) <= 20
    if not plain or not all(SAFE.fullmatch(part) and part.strip(".") for part in parts):
        raise ValueError(phrase(N_("{name} is no name of a file in a backup"), name=name))
    if info.file_size != member.size:
        raise ValueError(phrase(N_("{name} has another size"), name=name))
