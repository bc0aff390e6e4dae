"""Compares the public rows with the record once a night, in a process of its own that only reads.

One thread of the serving process looks at the clock; the comparison itself is the same command an
operator runs. What came of it stands on the health page, also where it did not come to an end.
"""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import connection

from comity.edge import make_folder, read_bounded, write_atomically
from comity.fault import RefusedError
from comity.site.configuration import Configuration
from comity.site.dialogue.actions import destroy_due
from comity.site.dialogue.tasks import drop_erased
from comity.site.postgres.locks import tends
from comity.site.record.erasing import empty_write_ahead_log
from comity.site.record.models import Log
from comity.site.record.sequencing import wake

__all__ = [
    "Compare",
    "Nightly",
    "Plan",
    "begin_nights",
    "compare_apart",
    "destroyed_due",
    "keep_plan",
    "last_plan",
    "next_night",
]

FILE: Final = "nights.json"
LARGEST: Final = 10_000
NIGHT: Final = time(2, 17, tzinfo=UTC)
RETRY: Final = timedelta(hours=1)
PATIENCE: Final = timedelta(hours=6)
LOOK_EVERY: Final = 60.0
"""Seconds: a clock that is set, or a computer that slept, is noticed within a minute."""

ENDED: Final = frozenset((0, 1))
"""Exit codes of a comparison that came to its end, whatever it found."""

logger: Final = logging.getLogger("comity.nights")

Compare = Callable[[], bool]
"""Runs a comparison to its end and returns whether it came to one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When the rows are compared next, and when that last failed to come to an end, if it did."""

    due: datetime
    failed: datetime | None = None


def next_night(after: datetime) -> datetime:
    """Return the first 02:17 UTC later than ``after``."""
    tonight = datetime.combine(after.astimezone(UTC).date(), NIGHT)
    return tonight if tonight > after else tonight + timedelta(days=1)


class Nightly:
    """Compares each night. ``keep`` is told each new plan; ``tick`` looks at the clock once."""

    def __init__(self, compare: Compare, keep: Callable[[Plan], None], now: datetime) -> None:
        self._compare = compare
        self._keep = keep
        self._alone = threading.Lock()
        self.plan = Plan(next_night(now))
        self._tell()

    def tick(self, clock: Callable[[], datetime]) -> bool:
        """Compare if it is time, and return whether that was done; never two at once."""
        if not self._alone.acquire(blocking=False):
            return False
        try:
            if clock() < self.plan.due:
                return False
            held = self._compared()
            # The clock may have been set meanwhile: from now on, not from when it was due.
            now = clock()
            self.plan = Plan(next_night(now)) if held else Plan(now + RETRY, now)
            self._tell()
            return True
        finally:
            self._alone.release()

    def _compared(self) -> bool:
        try:
            return self._compare()
        except Exception:
            logger.exception("the nightly comparison could not be run")
            return False

    def _tell(self) -> None:
        # A full disk must not end the nights.
        with suppress(OSError, RefusedError):
            self._keep(self.plan)


def compare_apart(*, demo: bool) -> bool:
    """Compare in a child process that only reads, and return whether it came to its end."""
    command = [sys.executable, "-P", "-m", "comity", "record", "reconcile", "--json"]
    done = subprocess.run(  # noqa: S603 - the program is our own
        [*command, "--demo"] if demo else command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=PATIENCE.total_seconds(),
        check=False,
    )
    if done.returncode not in ENDED:
        logger.error("the nightly comparison ended with %d", done.returncode)
    return done.returncode in ENDED


def destroyed_due(configuration: Configuration) -> bool:
    """Destroy the keys of pseudonyms that are due; return whether that came to its end.

    What was erased by day while somebody read leaves the file beside the database now, and what
    was made before an erasure that was stopped leaves its folder.
    """
    try:
        for log in Log.objects.filter(size__gt=0):
            destroy_due(
                log=log,
                keys=configuration.pseudonym_folder,
                days=configuration.instance.pseudonym_days,
                now=datetime.now(UTC),
            )
        drop_erased(configuration)
        empty_write_ahead_log()
    finally:
        connection.close()
    wake()
    return True


def keep_plan(configuration: Configuration, plan: Plan) -> None:
    """Keep ``plan`` for the health page."""
    make_folder(configuration.data_folder)
    failed = None if plan.failed is None else plan.failed.isoformat(timespec="seconds")
    members = {"v": 1, "due": plan.due.isoformat(timespec="seconds"), "failed": failed}
    write_atomically(_file(configuration), json.dumps(members).encode())


def last_plan(configuration: Configuration) -> Plan | None:
    """Return the plan of the process that serves, or None where there is none to be read."""
    try:
        members: Mapping[str, Any] = json.loads(read_bounded(_file(configuration), LARGEST))
        failed = members["failed"]
        plan = Plan(_moment(members["due"]), None if failed is None else _moment(failed))
    except (RefusedError, ValueError, KeyError, TypeError):
        return None
    return plan


def begin_nights(configuration: Configuration) -> Nightly:
    """Start the thread that compares each night, and return what it does."""
    nightly = Nightly(
        lambda: destroyed_due(configuration) and compare_apart(demo=configuration.demo),
        lambda plan: keep_plan(configuration, plan),
        datetime.now(UTC),
    )
    wait = threading.Event().wait

    def watch() -> None:  # pragma: no cover - ticks are tested, waiting is not
        while not wait(LOOK_EVERY):
            if tends():
                nightly.tick(lambda: datetime.now(UTC))

    threading.Thread(target=watch, name="nights", daemon=True).start()
    return nightly


def _file(configuration: Configuration) -> Path:
    return configuration.data_folder / FILE


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment
