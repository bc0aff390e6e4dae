"""Lets an instance that was brought back sign again, by what others know of its record.

If they know no more than it holds, it goes on. If they know more, its key may sign nothing: a
record under a new key takes over the entries that were saved, each at its place, and the entry
that begins it embeds the head that is known and names what was lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from comity.edge import (
    create_file,
    create_key,
    file_reader,
    keep_fork,
    load_key,
    sync_folder,
    write_atomically,
)
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import (
    Checkpoint,
    VerifierKey,
    format_vkey,
    root_from_tiles,
    sign_checkpoint,
)
from comity.site.configuration import Configuration, refuse_elsewhere
from comity.site.frozen import KEY_LOST, Frozen, frozen_at, thaw
from comity.site.server import alone
from comity.site.upkeep.known import Known, compare_known
from comity.site.upkeep.snapshot import Head, heads_in
from comity.site.upkeep.taking_over import Takeover, take_over

__all__ = ["Resumed", "resume_site"]

NOT_FROZEN: Final = FaultKind(
    "site.upkeep_not_frozen",
    N_("this instance is not frozen"),
    N_("only an instance that was brought back from a backup has to be told what others know"),
    N_("Nothing is left to do. Start it: comity serve"),
)
NOT_TOLD: Final = FaultKind(
    "site.upkeep_not_told",
    N_("it was not said what others know of the record"),
    N_("a frozen instance signs again once it is told the highest checkpoint anybody holds"),
    N_("Give it with --known FILE. If you asked and nobody holds one: --nobody-knows"),
)


@dataclass(frozen=True, slots=True)
class Resumed:
    """What came of it: the record that goes on, its size here, the size known, whether anew.

    ``fork`` is the folder with the proof that the key has signed two histories; then the instance
    stays frozen.
    """

    origin: str
    size: int
    known: int
    anew: bool = False
    fork: Path | None = None


def resume_site(
    configuration: Configuration, notes: Sequence[bytes], now: datetime, *, nobody: bool = False
) -> Resumed:
    """Compare the frozen instance with ``notes`` and let it go on, or begin its record anew.

    ``nobody`` says that somebody asked and nobody holds a checkpoint. Stopped on the way, the same
    command goes on.
    """
    with alone(configuration.data_folder, 0):
        refuse_elsewhere(configuration)
        frozen = frozen_at(configuration.data_folder)
        if frozen is None:
            raise refuse(NOT_FROZEN.at(Place(str(configuration.data_folder))))
        if not notes and not nobody:
            raise refuse(NOT_TOLD.at(Place("--known")))
        if not configuration.key_file.is_file():
            raise refuse(KEY_LOST.at(Place(str(configuration.key_file))))
        here = heads_in(configuration.database).public
        if here is None:
            raise refuse(NOT_FROZEN.at(Place(str(configuration.database))))
        if _is_taken_over(frozen, here):
            _finish(configuration, here)
            return Resumed(here.origin, here.size, here.size, anew=True)
        _require_own_key(configuration, here)
        found = compare_known(here, file_reader(configuration.log_folder), notes)
        if found.fork is not None:
            fork = keep_fork(configuration.fork_folder, found.fork)
            return Resumed(here.origin, here.size, found.size, fork=fork)
        if found.size > here.size:
            return _begin_anew(configuration, here, found, now)
        thaw(configuration.data_folder)
        return Resumed(here.origin, here.size, found.size)


def _begin_anew(configuration: Configuration, here: Head, known: Known, now: datetime) -> Resumed:
    coming = _coming(configuration)
    origin = configuration.instance.origin

    def named(key: VerifierKey) -> str:
        return f"{origin}/{key.public.hex()[:16]}"

    signer = load_key(coming) if coming.is_file() else create_key(coming, named)
    read = file_reader(configuration.log_folder)
    head = Checkpoint(signer.key.name, here.size, root_from_tiles(here.size, read))
    note = sign_checkpoint(head, signer)
    take_over(configuration.database, Takeover(here, known, signer.key, note), now)
    _finish(configuration, Head(signer.key.name, format_vkey(signer.key), here.size, note))
    return Resumed(signer.key.name, here.size, known.size, anew=True)


def _is_taken_over(frozen: Frozen, here: Head) -> bool:
    """Return whether the rows went over to a new key since the instance was frozen.

    They do so only once what others know was compared. Any other copy has yet to be compared,
    whatever keys lie beside it, and so has one of which nobody can read what was frozen.
    """
    return frozen.origin not in ("", here.origin)


def _finish(configuration: Configuration, here: Head) -> None:
    """Put the new key in its place, under which the rows are already, and let it sign."""
    coming, key_file = _coming(configuration), configuration.key_file
    if coming.is_file() and load_key(coming).key.name == here.origin:
        old = load_key(key_file).key.public.hex()[:16]
        intake = key_file.with_name(f"{key_file.stem}.intake{key_file.suffix}")
        if intake.is_file():
            intake.replace(intake.with_name(f"lost-{old}.intake.key"))
        kept = key_file.with_name(f"lost-{old}.key")
        if not kept.exists():
            create_file(kept, key_file.read_bytes())
        coming.replace(key_file)
        sync_folder(key_file.parent)
    _require_own_key(configuration, here)
    write_atomically(configuration.log_folder / "checkpoint", here.note)
    thaw(configuration.data_folder)


def _require_own_key(configuration: Configuration, here: Head) -> None:
    """Raise ``RefusedError`` where the key that lies there is another record's."""
    if format_vkey(load_key(configuration.key_file).key) != here.vkey:
        raise refuse(KEY_LOST.at(Place(str(configuration.key_file))))


def _coming(configuration: Configuration) -> Path:
    return configuration.key_file.with_name("site.next.key")
