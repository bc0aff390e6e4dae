"""Looks an instance over: what has to be mended, and how; nothing is changed."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Final, cast

import django
from django.apps import apps
from django.db import DatabaseError, connection

from comity.edge import WRAPPING_LOST, load_key, load_wrapping, open_to_others, read_policy
from comity.fault import N_, Fault, FaultKind, Place, RefusedError, phrase
from comity.site.certificates import certificate_faults, own_certificate
from comity.site.configuration import Configuration, start_faults
from comity.site.dialogue.fonts import choose_fonts, font_folders
from comity.site.frozen import KEY_LOST
from comity.site.server import HOLDER, is_free, workers_of
from comity.site.upkeep.snapshot import DAMAGED, heads_in
from comity.site.work.post import post_settings, try_post

__all__ = ["Finding", "look_over"]

PATIENCE: Final = 3600.0
LOW: Final = 5_000_000_000
OF_DATABASE: Final = frozenset(("keys", "clock", "rows and record"))
HELD: Final = (
    "SELECT 1 FROM record_entry WHERE length(payload_key) = 40",
    "SELECT 1 FROM record_sealedballot WHERE length(key) = 40",
)
ALLOWED: Final = timedelta(days=1)
SAMPLES: Final = {"en": "Latin Я", "ar": "مرحبا", "zh": "你好"}
OPTIONAL: Final = {"openpyxl": "openpyxl", "resvg_py": "resvg-py", "xlsxwriter": "xlsxwriter"}

OPEN_TO_OTHERS: Final = FaultKind(
    "site.doctor_open_to_others",
    N_("other users of this computer may read or enter it"),
    N_("keys and secrets are for the user who runs the site alone"),
    N_("Run: chmod {mode} {path}"),
)
NOT_WRITABLE: Final = FaultKind(
    "site.doctor_not_writable",
    N_("this user may not write to it"),
    N_("the site writes its data and its keys as the user who runs it"),
    N_("Give it to that user: chown -R USER {path}"),
)
LOW_DISK: Final = FaultKind(
    "site.doctor_low_disk",
    N_("{free} GB of {total} GB are free"),
    N_("votes are refused first when less than a tenth and less than 5 GB are left"),
    N_("Make room on this disk, or move the data to a larger one."),
)
ROWS_DIFFER: Final = FaultKind(
    "site.doctor_rows_differ",
    N_("{count} rows are not what the record says"),
    N_("every public row is what the signed record says"),
    N_("Keep a copy of the database, then see what differs: comity record reconcile"),
)
NOT_COMPARED: Final = FaultKind(
    "site.doctor_not_compared",
    N_("the comparison with the record did not come to its end"),
    N_("every public row is what the signed record says"),
    N_("See what it says: comity record reconcile"),
)
CLOCK: Final = FaultKind(
    "site.doctor_clock",
    N_("the clock says {now}, and the last entry is of {last}"),
    N_("deadlines and the record need the right time"),
    N_("Set the clock of this computer and let it be kept right, such as by chrony."),
)
NO_FONT: Final = FaultKind(
    "site.doctor_no_font",
    N_("no font here draws {language}"),
    N_("charts as PNG are drawn with the fonts of the server; pages and SVG need none"),
    N_("On Debian: apt install fonts-noto-core fonts-noto-cjk"),
)
NO_PACKAGE: Final = FaultKind(
    "site.doctor_no_package",
    N_("the package is not installed"),
    N_("some downloads need it; everything else works without"),
    N_("Run: pip install {name}"),
)
PORT_TAKEN: Final = FaultKind(
    "site.doctor_port_taken",
    N_("another program has the port"),
    N_("the site needs a port of its own"),
    N_("Name another one: comity serve --port"),
)
NO_DATABASE: Final = FaultKind(
    "site.doctor_no_database",
    N_("there is no database yet"),
    N_("an instance that was begun has one"),
    N_("Run: comity members begin NAME, or comity init where nothing is there"),
)
UNREACHABLE: Final = FaultKind(
    "site.database_unreachable",
    N_("PostgreSQL does not answer as it should: {reason}"),
    N_("the site reaches its database, and its tables are those of this version"),
    N_("See that the server runs and the address is right, then start the site once."),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and what is to be said of it; ``must`` tells whether it has to be mended.

    Without faults it is well, unless there was nothing yet to look at.
    """

    what: str
    faults: Sequence[Fault] = field(default=())
    must: bool = True
    looked_at: bool = True

    @property
    def is_well(self) -> bool:
        """Return whether nothing has to be mended here."""
        return not (self.must and self.faults)


def look_over(configuration: Configuration, port: int, now: datetime) -> Iterator[Finding]:
    """Yield a finding for each thing that an instance needs, the quick ones first."""
    if configuration.database_url and not apps.ready:
        django.setup()
    checks: dict[str, Callable[[], Sequence[Fault]]] = {
        "description and secret": lambda: start_faults(configuration),
        "folders": lambda: _folders(configuration),
        "keys": lambda: _keys(configuration),
        "witnesses": lambda: _witnesses(configuration.witness_file),
        "room on the disk": lambda: _disk(configuration.data_folder),
        "certificate": lambda: _certificate(now),
        "port": lambda: _port(configuration, port),
        "database": lambda: _database(configuration),
        "mail": lambda: _mail(configuration),
        "clock": lambda: _clock(configuration, now),
        "rows and record": lambda: _rows(configuration),
    }
    for what, check in checks.items():
        looked_at = what not in OF_DATABASE or configuration.has_database
        yield Finding(what, _faults_of(check), looked_at=looked_at)
    yield Finding("fonts for pictures", _fonts(), must=False)
    yield Finding("optional packages", _packages(), must=False)


def _faults_of(check: Callable[[], Sequence[Fault]]) -> Sequence[Fault]:
    try:
        return tuple(check() or ())
    except RefusedError as refused:
        return refused.faults
    except DatabaseError as error:
        return [UNREACHABLE.at(Place("COMITY_DATABASE_URL"), reason=type(error).__name__)]


def _folders(configuration: Configuration) -> list[Fault]:
    return [
        NOT_WRITABLE.at(Place(str(folder)), path=folder)
        for folder in (configuration.data_folder, configuration.config_folder)
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK)
    ]


def _keys(configuration: Configuration) -> list[Fault]:
    keys = configuration.key_file.parent
    if not configuration.has_database:
        return []
    if not configuration.key_file.is_file():
        return [KEY_LOST.at(Place(str(configuration.key_file)))]
    load_key(configuration.key_file)
    lost = _wrapping(configuration)
    secret = configuration.config_folder / "secret"
    paths = [keys, *sorted(keys.rglob("*")), *([secret] if secret.exists() else [])]
    return [*lost, *(_open(path) for path in paths if open_to_others(path))]


def _wrapping(configuration: Configuration) -> list[Fault]:
    file = configuration.wrapping_file
    if not file.is_file():
        return [WRAPPING_LOST.at(Place(str(file)), path=file)] if _wrapped_in(configuration) else []
    # Like other keys: whether others may read it is asked of all of them, below.
    if not open_to_others(file):
        load_wrapping(file)
    return []


def _wrapped_in(configuration: Configuration) -> bool:
    if configuration.database_url:
        from comity.site.record.wrapping import last_wrapped  # noqa: PLC0415 - needs Django set up

        return last_wrapped() is not None
    heads_in(configuration.database)  # refuses a database without the tables
    with closing(sqlite3.connect(f"{configuration.database.as_uri()}?mode=ro", uri=True)) as rows:
        return any(rows.execute(f"{held} LIMIT 1").fetchone() for held in HELD)


def _open(path: Path) -> Fault:
    mode = "700" if path.is_dir() else "600"
    return OPEN_TO_OTHERS.at(Place(str(path)), mode=mode, path=path)


def _witnesses(file: Path) -> list[Fault]:
    read_policy(file)  # refuses a line that cannot be read
    return []


def _disk(folder: Path) -> list[Fault]:
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    if usage.free >= min(usage.total // 10, LOW):
        return []
    free, total = (f"{of / 1e9:.1f}" for of in (usage.free, usage.total))
    return [LOW_DISK.at(Place(str(folder)), free=free, total=total)]


def _port(configuration: Configuration, port: int) -> list[Fault]:
    if (configuration.data_folder / HOLDER).is_file() or is_free(port):
        return []  # the site itself has it, or nobody
    return [PORT_TAKEN.at(Place(str(port)))]


def _certificate(now: datetime) -> Sequence[Fault]:
    named = (os.environ.get(name) for name in ("COMITY_TLS_CERTIFICATE", "COMITY_TLS_KEY"))
    file, key = (Path(one) if one else None for one in named)
    own = own_certificate(file, key)
    return () if own is None else certificate_faults(own, now)


def _mail(configuration: Configuration) -> list[Fault]:
    try_post(post_settings(configuration, os.environ))  # refuses what would take no letter
    return []


def _database(configuration: Configuration) -> Sequence[Fault]:
    if configuration.database_url:
        from comity.site.postgres.roles import (  # noqa: PLC0415 - psycopg is an extra
            database_faults,
            room_faults,
        )

        return (*database_faults(), *room_faults(workers_of(configuration.data_folder)))
    database = configuration.database
    place = Place(str(database))
    if not database.is_file():
        return [NO_DATABASE.at(place)]
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as rows:
            (said,) = rows.execute("PRAGMA integrity_check(1)").fetchone()
            dangling = rows.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        return [DAMAGED.at(place, reason=error)]
    if said != "ok":
        return [DAMAGED.at(place, reason=said)]
    return (
        [DAMAGED.at(place, reason=phrase(N_("{name} names what is not there"), name=dangling[0]))]
        if dangling
        else []
    )


def _last_entered(configuration: Configuration) -> datetime | None:
    database = configuration.database
    if configuration.database_url:
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(at) FROM record_entry")
            return cast("datetime | None", cursor.fetchone()[0])
    heads_in(database)  # refuses a database without the tables
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as rows:
        (last,) = rows.execute("SELECT max(at) FROM record_entry").fetchone()
    return None if last is None else datetime.fromisoformat(last).replace(tzinfo=UTC)


def _clock(configuration: Configuration, now: datetime) -> list[Fault]:
    at = _last_entered(configuration) if configuration.has_database else None
    if at is None or at - now <= ALLOWED:
        return []
    shown = (one.isoformat(timespec="seconds") for one in (now, at))
    return [CLOCK.at(Place("clock"), now=next(shown), last=next(shown))]


def _rows(configuration: Configuration) -> list[Fault]:
    """Compare rows and record with the command for it, in a process that only reads."""
    if not configuration.has_database:
        return []
    place = Place(configuration.database_name)
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "comity", "record", "reconcile", "--json"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        differences = json.loads(done.stdout)["differences"]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return [NOT_COMPARED.at(place)]
    return [ROWS_DIFFER.at(place, count=len(differences))] if differences else []


def _fonts() -> list[Fault]:
    folders = font_folders()
    missing = [
        code
        for code, sample in SAMPLES.items()
        if choose_fonts(frozenset(map(ord, sample.replace(" ", ""))), code, folders)[1]
    ]
    return [NO_FONT.at(Place("fonts"), language=code) for code in missing]


def _packages() -> list[Fault]:
    missing = [name for module, name in OPTIONAL.items() if find_spec(module) is None]
    return [NO_PACKAGE.at(Place(name), name=name) for name in missing]
