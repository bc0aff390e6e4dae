"""A frozen instance: brought back from a copy, it signs nothing until it is told what is known.

The file that says so lies with the data and is the first thing a restore writes. Nothing but
``comity record resume --site`` takes it away.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from comity.edge import read_bounded, write_atomically
from comity.fault import N_, Fault, FaultKind, Place, RefusedError

__all__ = [
    "FROZEN",
    "FROZEN_FILE",
    "KEY_LOST",
    "Frozen",
    "freeze",
    "frozen_at",
    "frozen_faults",
    "thaw",
]

FROZEN_FILE: Final = "frozen.json"
LARGEST: Final = 10_000

FROZEN: Final = FaultKind(
    "site.frozen",
    N_("it was brought back from a copy of {size} entries and is frozen"),
    N_("a copy may be older than what others hold; a log never signs two histories"),
    N_(
        "Ask a witness, a mirror or an officer for the newest checkpoint they hold, then run: "
        "comity record resume --site --known FILE"
    ),
)

KEY_LOST: Final = FaultKind(
    "site.key_lost",
    N_("the key of the record is not there"),
    N_("a record is continued by its own key; no new one is made for it"),
    N_("Bring it back from the backup of keys: comity restore --keys FILE"),
)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Which log is frozen, at which size, and since when it is (as a record's time)."""

    origin: str
    size: int
    since: str


def freeze(folder: Path, frozen: Frozen) -> None:
    """Freeze the instance whose data lie in ``folder``."""
    write_atomically(folder / FROZEN_FILE, json.dumps({"v": 1, **asdict(frozen)}).encode())


def frozen_at(folder: Path) -> Frozen | None:
    """Return how the instance whose data lie in ``folder`` is frozen, or None.

    A file that cannot be read freezes it as well.
    """
    file = folder / FROZEN_FILE
    if not file.exists():
        return None
    try:
        told: Mapping[str, Any] = json.loads(read_bounded(file, LARGEST))
        return Frozen(str(told["origin"]), int(told["size"]), str(told["since"]))
    except (RefusedError, ValueError, KeyError, TypeError):
        return Frozen("", 0, "")


def frozen_faults(folder: Path) -> tuple[Fault, ...]:
    """Return why nothing may be signed on the data in ``folder``; empty where it may."""
    found = frozen_at(folder)
    return () if found is None else (FROZEN.at(Place(str(folder)), size=found.size),)


def thaw(folder: Path) -> None:
    """Let the instance sign again; to be called once what others know is known here."""
    (folder / FROZEN_FILE).unlink(missing_ok=True)
