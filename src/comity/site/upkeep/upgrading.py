"""Brings an instance to the version that is installed, and back where that fails or is not wanted.

Before its tables change the database is copied aside. What fails is undone by that copy. Later the
way back is open as long as nothing was entered since: an act that was taken is never dropped.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from comity import __version__
from comity.edge import SECRET_FOLDER, entry_time, make_folder, sync_folder, write_atomically
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.site.configuration import Configuration, refuse_elsewhere
from comity.site.home.health import reconcile
from comity.site.server import alone
from comity.site.tables import refuse_later_tables, update_tables
from comity.site.upkeep.snapshot import ASIDE, copy_database

__all__ = [
    "Upgraded",
    "bring_up_to_date",
    "drop_copy",
    "go_back",
    "look",
    "upgrade",
    "waiting_changes",
]

KEPT: Final = f"{ASIDE}upgrade"
"""The folder of the copy from before: by its name in no backup."""
BEFORE: Final = "before.sqlite3"
ABOUT: Final = "about.json"
BESIDE: Final = ("-wal", "-shm", "-journal")
COUNTED: Final = ("record_entry", "record_sealedballot")
"""Rows that only grow: whoever acts adds to one of these tables."""
MOST_NAMED: Final = 5

NOTHING_HERE: Final = FaultKind(
    "site.upgrade_nothing_here",
    N_("there is no database to be brought up to date"),
    N_("an instance that was begun is upgraded"),
    N_("Name its folders in COMITY_CONFIG_DIR and COMITY_DATA_DIR, or begin one: comity init"),
)
FAILED: Final = FaultKind(
    "site.upgrade_failed",
    N_("its tables could not be changed: {reason}"),
    N_("an upgrade is done as a whole or not at all; the database is as it was before"),
    N_("Install the earlier version again, and report what it says here."),
)
DIFFERS: Final = FaultKind(
    "site.upgrade_differs",
    N_("{count} rows are not what the record says, the first: {first}"),
    N_("after an upgrade every row is what the record says; the database is as it was before"),
    N_("Install the earlier version again and compare with it: comity record reconcile"),
)
NO_COPY: Final = FaultKind(
    "site.upgrade_no_copy",
    N_("there is no copy from before an upgrade"),
    N_("the way back is the copy that the last upgrade made"),
    N_("Bring the site back from a backup: comity restore"),
)
ACTED_SINCE: Final = FaultKind(
    "site.upgrade_acted_since",
    N_("{count} acts and votes were taken since the upgrade"),
    N_("what was taken is never dropped, so the way back is open until the first act only"),
    N_("Stay with this version. Nothing was changed."),
)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did: the changes of tables by name, and how many rows it compared then."""

    changes: Sequence[str]
    checked: int = 0


def waiting_changes() -> Sequence[str]:
    """Return the changes of tables that this version brings and the database has not had.

    Raises ``RefusedError`` where the tables are those of a later version: it would not know them.
    """
    refuse_later_tables()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def look(configuration: Configuration) -> Sequence[str]:
    """Return what ``upgrade`` would change, by name; refuse where it would begin nothing."""
    _refuse_without_database(configuration)
    return waiting_changes()


def upgrade(configuration: Configuration, now: datetime) -> Upgraded:
    """Bring the database to this version and compare it with its record; undo it where that fails.

    Nobody is served meanwhile. Raises ``RefusedError`` where it was undone, or cannot begin.
    """
    _refuse_without_database(configuration)
    with alone(configuration.data_folder, 0):
        changes = waiting_changes()
        if not changes:
            return Upgraded(())
        bring_up_to_date(configuration)
        found = reconcile(configuration, now)
        if found.differences:
            _put_back(configuration)
            first = "; ".join(str(one) for one in found.differences[:MOST_NAMED])
            place = Place(str(configuration.database))
            raise refuse(DIFFERS.at(place, count=len(found.differences), first=first))
        return Upgraded(changes, found.checked)


def bring_up_to_date(configuration: Configuration) -> None:
    """Bring the tables up to date; a database in a file is copied aside first where it changes.

    Whatever fails on the way is undone by the copy, and refused.
    """
    if configuration.database_url or not configuration.database.is_file() or not _has_rows():
        update_tables()
        return
    changes = waiting_changes()
    if not changes:
        return
    _copy_aside(configuration, changes)
    try:
        update_tables()
    except RefusedError:
        _put_back(configuration)
        raise
    except Exception as error:
        _put_back(configuration)
        raise refuse(FAILED.at(Place(str(configuration.database)), reason=error)) from error
    _note_done(configuration)


def go_back(configuration: Configuration) -> str:
    """Put the database back as it was before the last upgrade; return the version it was of.

    Refused once anybody has acted since.
    """
    _refuse_without_database(configuration)
    with alone(configuration.data_folder, 0):
        about = _about(configuration)
        grown = _size_of(configuration.database) - about["size"]
        if grown > 0:
            place = Place(str(configuration.database))
            raise refuse(ACTED_SINCE.at(place, count=grown))
        _put_back(configuration)
        return str(about["version"])


def drop_copy(configuration: Configuration) -> None:
    """Remove the copy from before once somebody has acted: it would keep what is erased since."""
    folder = configuration.data_folder / KEPT
    if not (folder / BEFORE).is_file():
        return
    about = _about(configuration)
    if about["done"] and _size_of(configuration.database) > about["size"]:
        (folder / BEFORE).unlink()


def _refuse_without_database(configuration: Configuration) -> None:
    refuse_elsewhere(configuration)
    if not configuration.database.is_file():
        raise refuse(NOTHING_HERE.at(Place(str(configuration.data_folder))))


def _has_rows() -> bool:
    """Return whether the database was begun: an empty one has nothing to be kept."""
    return COUNTED[0] in connection.introspection.table_names()


def _copy_aside(configuration: Configuration, changes: Sequence[str]) -> None:
    """Copy the database aside, unless an upgrade that was cut off has left its copy.

    Not where somebody has acted since, by the earlier version: that copy would drop it.
    """
    folder = configuration.data_folder / KEPT
    if (folder / ABOUT).is_file():
        about = _about(configuration)
        if not about["done"] and about["size"] == _size_of(configuration.database):
            return
    make_folder(folder, SECRET_FOLDER)
    (folder / ABOUT).unlink(missing_ok=True)
    (folder / BEFORE).unlink(missing_ok=True)
    copy_database(configuration.database, folder / BEFORE)
    told = {
        "version": _version_of(configuration),
        "to": __version__,
        "at": entry_time(datetime.now(UTC)),
        "size": _size_of(folder / BEFORE),
        "changes": [*changes],
        "done": False,
    }
    write_atomically(folder / ABOUT, json.dumps(told, indent=1).encode())


def _note_done(configuration: Configuration) -> None:
    told = {**_about(configuration), "done": True}
    about = configuration.data_folder / KEPT / ABOUT
    write_atomically(about, json.dumps(told, indent=1).encode())


def _put_back(configuration: Configuration) -> None:
    """Give the copy from before its place again; who is killed in between does it once more."""
    folder, database = configuration.data_folder / KEPT, configuration.database
    connections.close_all()
    fresh = database.with_name(f"{database.name}.tmp")
    shutil.copyfile(folder / BEFORE, fresh)
    shutil.copymode(database if database.is_file() else folder / BEFORE, fresh)
    with fresh.open("rb+") as copied:
        os.fsync(copied)
    for name in BESIDE:
        database.with_name(f"{database.name}{name}").unlink(missing_ok=True)
    fresh.replace(database)
    sync_folder(database.parent)
    shutil.rmtree(folder)


def _about(configuration: Configuration) -> dict[str, Any]:
    file = configuration.data_folder / KEPT / ABOUT
    if not file.is_file():
        raise refuse(NO_COPY.at(Place(str(configuration.data_folder))))
    told: dict[str, Any] = json.loads(file.read_bytes())
    return told


def _size_of(database: Path) -> int:
    """Return how many acts and votes ``database`` holds."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        counts = [opened.execute(f"SELECT count(*) FROM {one}") for one in COUNTED]  # noqa: S608 - our own names
        return sum(count.fetchone()[0] for count in counts)


def _version_of(configuration: Configuration) -> str:
    """Return the version that served last, as the record says; nothing where none has served."""
    with closing(sqlite3.connect(configuration.database)) as opened:
        last = "SELECT payload FROM record_entry WHERE act = 'record.deploy' ORDER BY id DESC"
        row = opened.execute(last).fetchone()
    return "" if row is None or row[0] is None else str(json.loads(row[0]).get("version", ""))
