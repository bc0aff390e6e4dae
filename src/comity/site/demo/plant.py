"""Plants the demonstration: tables, record, scenes. Planting again changes nothing."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.db import connection

from comity.canonical import sha256_hex
from comity.edge import make_folder, write_atomically
from comity.fault import N_, FaultKind, Place, refuse
from comity.site.configuration import Configuration
from comity.site.cosigning import places_of
from comity.site.demo.awaiting import awaiting_digest, plant_awaiting
from comity.site.demo.conversation import conversation_digest, plant_conversation
from comity.site.demo.people import people_digest, plant_people
from comity.site.demo.protected import plant_protected, protected_digest
from comity.site.demo.register import plant_register, scene_digest
from comity.site.demo.restated import BEGAN_BEFORE, plant_restated, restated_digest
from comity.site.demo.witness import plant_witness
from comity.site.home.health import check_health, forget_health, last_health
from comity.site.record.intake import intake_file, open_intake
from comity.site.record.keeping import log_key, note_deployment, open_log
from comity.site.record.rewrapping import wrap_bare
from comity.site.record.sequencer import sequence_pending

__all__ = ["clear", "plant"]

STAMP: Final = "demo.json"

NOT_A_DEMO: Final = FaultKind(
    "site.not_a_demo",
    N_("the folder holds something else than a demonstration"),
    N_("a demonstration is planted in a folder of its own, and only that is ever cleared"),
    N_("Name another folder in COMITY_DATA_DIR, or clear this one yourself."),
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When the demonstration was first started, and what it is planted from."""

    began: datetime
    scenes: str


def plant(configuration: Configuration, say: Callable[[str], None]) -> None:
    """Bring the demonstration into being, or leave it as it is where it is there already.

    One planted from other scenes than those of this version is planted anew. ``say`` is told of
    what takes time. Rows are compared with the record where no comparison is known; starting again
    does not wait for one.
    """
    stamp = _read_stamp(configuration.data_folder)
    if stamp is not None and stamp.scenes != _scenes():
        say("The scenes have changed since: the demonstration is planted anew.")
        clear(configuration)
        stamp = None
    if stamp is None:
        _refuse_foreign(configuration)
        stamp = Stamp(datetime.now(UTC), _scenes())
        make_folder(configuration.data_folder)
        _write_stamp(configuration.data_folder, stamp)
        say("Simulating 1,500 voters and computing their report: about half a minute, once.")
        forget_health(configuration)
    _complete(configuration, stamp)
    if last_health(configuration) is None:
        check_health(configuration, datetime.now(UTC))


def clear(configuration: Configuration) -> None:
    """Remove a demonstration with its record and its key; refuse a folder of anything else."""
    folder = configuration.data_folder
    if not folder.is_dir():
        return
    connection.close()
    if _read_stamp(folder) is None and any(folder.glob("comity.sqlite3")):
        raise refuse(NOT_A_DEMO.at(Place(str(folder))))
    folders = (
        configuration.log_folder,
        configuration.bundle_folder,
        configuration.draft_folder,
        configuration.sealed_folder,
        configuration.fork_folder,
    )
    for path in (*folders, configuration.pseudonym_folder):
        shutil.rmtree(path, ignore_errors=True)
    # The stamp goes last: what a crash leaves behind can still be cleared.
    key_file = configuration.key_file
    keys = key_file, intake_file(key_file), configuration.wrapping_file
    others = (configuration.witness_file, *keys, folder / STAMP)
    for path in [*folder.glob("comity.sqlite3*"), *others]:
        path.unlink(missing_ok=True)


def _complete(configuration: Configuration, stamp: Stamp) -> None:
    """Do what is not done yet, each part for itself, so that a crash costs only that part."""
    call_command("migrate", verbosity=0)
    signer = log_key(configuration.key_file, configuration.instance.origin)
    wrap_bare(configuration.sealed_folder)
    began = stamp.began - BEGAN_BEFORE
    log = open_log(signer=signer, simulated=True, now=began)
    note_deployment(log=log, settings={"scenes": stamp.scenes}, now=began)
    open_intake(log=log, key_file=configuration.key_file, now=began)
    plant_people(log=log, began=stamp.began, now=began)
    # In the order of their dates: a record is read as a sequence in time.
    plant_restated(log=log, configuration=configuration, began=stamp.began)
    plant_protected(log=log, configuration=configuration, began=stamp.began)
    plant_awaiting(log=log, configuration=configuration, began=stamp.began)
    plant_register(log=log, folder=configuration.bundle_folder, began=stamp.began)
    plant_conversation(log=log, configuration=configuration, began=stamp.began)
    sequence_pending(folder=configuration.log_folder, signer=signer, now=stamp.began)
    plant_witness(log=log, places=places_of(configuration), now=stamp.began)


def _refuse_foreign(configuration: Configuration) -> None:
    """Raise where a database is there that no demonstration has made: it may be a real one."""
    if configuration.database.exists():
        raise refuse(NOT_A_DEMO.at(Place(str(configuration.data_folder))))


def _scenes() -> str:
    """Return a digest of all scenes."""
    digests = (
        people_digest(),
        scene_digest(),
        conversation_digest(),
        protected_digest(),
        awaiting_digest(),
        restated_digest(),
    )
    return sha256_hex(" ".join(digests).encode())


def _read_stamp(folder: Path) -> Stamp | None:
    try:
        members: Any = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        return Stamp(datetime.fromisoformat(members["began"]), members["scenes"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        # Whatever it was planted from: it is a demonstration, and is planted anew.
        return Stamp(datetime.now(UTC), "")


def _write_stamp(folder: Path, stamp: Stamp) -> None:
    members = {"began": stamp.began.isoformat(), "scenes": stamp.scenes}
    write_atomically(folder / STAMP, json.dumps(members).encode())
