"""Files that are whole or not there at all, and files read no further than allowed."""

import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from comity.fault import N_, Fault, FaultKind, Place, RefusedError, phrase, refuse

if sys.platform == "win32":  # pragma: no cover - tested where it runs
    import msvcrt
else:
    import fcntl

__all__ = [
    "create_file",
    "locked",
    "make_folder",
    "make_room",
    "open_to_others",
    "read_bounded",
    "sync_folder",
    "system_fault",
    "write_atomically",
]

TEMPORARY: Final = ".tmp"
PUBLIC: Final = 0o644
SECRET: Final = 0o600
SECRET_FOLDER: Final = 0o700
FULL: Final = (errno.ENOSPC, errno.EDQUOT)

NOT_READABLE = FaultKind(
    "edge.not_readable",
    N_("it cannot be read: {reason}"),
    N_("a file that is there and may be read"),
    N_("Check the name and the permissions."),
)
TOO_LARGE = FaultKind(
    "edge.too_large",
    N_("it has more than {most} bytes"),
    N_("at most {most} bytes are read here"),
    N_("Check that it is the file you mean."),
)
NOT_WRITABLE = FaultKind(
    "edge.not_writable",
    N_("it cannot be written: {reason}"),
    N_("a folder that may be written to, on a disk with room"),
    N_("Check the permissions, or free some room. What stood there before is unchanged."),
)
DISK_FULL = FaultKind(
    "edge.disk_full",
    N_("the disk is full"),
    N_("a file is written as a whole or not at all"),
    N_("Free some room and try again. What stood there before is unchanged."),
)
NOT_A_FILE = FaultKind(
    "edge.not_a_file",
    N_("it is there and is no ordinary file"),
    N_("a file takes the place of a file of this name, of nothing else"),
    N_("Give the name of a new file."),
)
UNCONFIRMED = FaultKind(
    "edge.unconfirmed",
    N_("it was written, and the disk did not confirm it: {reason}"),
    N_("what is written counts once the disk has it for good"),
    N_("See to the disk, then give the command again."),
)
SYSTEM = FaultKind(
    "edge.system",
    N_("the system says: {reason}"),
    N_("files are read and written by their names, as far as permissions and the disk allow"),
    N_("Check the name, the permissions and the room on the disk, then try again."),
)
EXISTS = FaultKind(
    "edge.exists",
    N_("it is there already"),
    N_("this file is never overwritten"),
    N_("Keep it, or move it away first."),
)
IN_USE = FaultKind(
    "edge.in_use",
    N_("another process is writing here"),
    N_("one process writes at a time"),
    N_("Wait until it has ended, then try again."),
)


def write_atomically(path: Path, data: bytes, mode: int = PUBLIC) -> None:
    """Write ``data`` so that after a crash ``path`` holds all of it or what it held before.

    The data is on disk when this returns. The folder must exist. Raises ``RefusedError``, also
    where a device or folder has this name: renaming would put a file in its place.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}{TEMPORARY}")
    try:
        if path.exists() and not path.is_file():
            raise refuse(NOT_A_FILE.at(Place(str(path))))
        _write_new(temporary, data, mode)
        os.replace(temporary, path)  # noqa: PTH105 - one name for the one call that is atomic
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise refuse(_write_fault(path, error)) from error
    try:
        sync_folder(path.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RefusedError([UNCONFIRMED.at(Place(str(path)), reason=reason)], wrote=True) from error


def create_file(path: Path, data: bytes, mode: int = SECRET) -> None:
    """Write a file that must not exist yet; it is on disk when this returns."""
    try:
        _write_new(path, data, mode)
        sync_folder(path.parent)
    except FileExistsError as error:
        raise refuse(EXISTS.at(Place(str(path)))) from error
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise refuse(_write_fault(path, error)) from error


def read_bounded(path: Path, most: int) -> bytes:
    """Return the bytes of an ordinary file of at most ``most`` bytes, else ``RefusedError``."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            # Opening a pipe or device could wait for ever.
            raise refuse(
                NOT_READABLE.at(Place(str(path)), reason=phrase(N_("it is not an ordinary file")))
            )
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse(NOT_READABLE.at(Place(str(path)), reason=reason)) from error
    if len(data) > most:
        raise refuse(TOO_LARGE.at(Place(str(path)), most=most))
    return data


def make_folder(path: Path, mode: int = 0o755) -> None:
    """Create ``path`` and what is missing above it, each durably; fine if it exists."""
    try:
        if path.is_dir():
            return
        make_folder(path.parent, mode)
        path.mkdir(mode, exist_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise refuse(_write_fault(path, error)) from error


def make_room(folder: Path, size: int) -> None:
    """Refuse unless ``size`` bytes can be written to ``folder``; it is made if it is not there.

    Asked before an act that cannot be taken back, whose files are written after it. On refusal
    the folder is as it was.
    """
    probe = folder / f".room.{secrets.token_hex(8)}{TEMPORARY}"
    existed = True
    try:
        existed = folder.is_dir()
        make_folder(folder)
        _allocate(probe, size)
        probe.unlink()
    except OSError as error:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
        if not existed:
            with suppress(OSError):
                folder.rmdir()
        raise refuse(_write_fault(folder, error)) from error


def open_to_others(path: Path) -> bool:
    """Return whether other users may do anything with ``path``, where the system can tell."""
    return sys.platform != "win32" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def system_fault(error: OSError) -> Fault:
    """Return the fault that says what the system refused, where nobody foresaw it."""
    place = Place(str(error.filename or "comity"))
    if error.errno in FULL:
        return DISK_FULL.at(place)
    return SYSTEM.at(place, reason=error.strerror or str(error))


def remove_leftovers(folder: Path) -> None:
    """Remove what writes that were cut off have left in ``folder``; nobody may be writing."""
    for path in folder.glob(f".*{TEMPORARY}"):
        with suppress(OSError):
            path.unlink()


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable, where the system can (Windows cannot)."""
    if sys.platform == "win32":  # pragma: no cover - tested where it runs
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock file ``path`` alone among all processes; it is given back on any end.

    Without ``wait`` a lock that is held is refused at once.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, SECRET)
    except OSError as error:
        raise refuse(_write_fault(path, error)) from error
    try:
        _take(descriptor, path, wait=wait)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path, *, wait: bool) -> None:
    try:
        if sys.platform == "win32":  # pragma: no cover - tested where it runs
            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError as error:
        raise refuse(IN_USE.at(Place(str(path)))) from error


def _write_new(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _allocate(path: Path, size: int) -> None:
    if sys.platform in ("win32", "darwin"):
        _write_new(path, bytes(size), PUBLIC)
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PUBLIC)
    try:
        os.posix_fallocate(descriptor, 0, size)
    finally:
        os.close(descriptor)


def _write_fault(path: Path, error: OSError) -> Fault:
    if error.errno in FULL:
        return DISK_FULL.at(Place(str(path)))
    return NOT_WRITABLE.at(Place(str(path)), reason=error.strerror or str(error))
