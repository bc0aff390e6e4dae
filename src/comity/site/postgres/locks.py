"""Advisory locks of PostgreSQL: whose turn it is to write, who sequences, tends and serves."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

from django.db import Error as DatabaseError
from django.db import connection, connections

from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["SEQUENCING", "SERVING", "TENDING", "WRITING", "sequencing", "serving_alone", "tends"]

WRITING: Final = 4_207_001
"""Held by a transaction from its beginning to its end."""
SEQUENCING: Final = 4_207_002
"""Held by the one sequencer while it gives entries their place."""
SERVING: Final = 4_207_003
"""Held by the process that serves, or prepares to, as long as it does; its workers are its own."""
TENDING: Final = 4_207_004
"""Held by the one worker that does what is done once: letters, nights, drafts, the index."""

SERVED: Final = FaultKind(
    "site.database_in_use",
    N_("another process serves this database"),
    N_("one command at a time serves a site, with as many workers as it is told"),
    N_("Stop the other one, or name another database."),
)


@contextmanager
def sequencing() -> Iterator[None]:
    """Be the one sequencer of the database for a while; whoever comes second waits.

    On SQLite comparing the size of the log is enough: there is one process.
    """
    if connection.vendor == "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SEQUENCING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SEQUENCING])


@contextmanager
def serving_alone() -> Iterator[None]:
    """Hold the database alone while serving it; refuse if another process does.

    On SQLite the data folder is held, and that is enough. A connection of its own keeps the lock.
    """
    if connection.vendor == "sqlite":
        yield
        return
    holder = connections.create_connection("default")
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [SERVING])
            if not cursor.fetchone()[0]:
                raise refuse(SERVED.at(Place("COMITY_DATABASE_URL")))
        yield
    finally:
        holder.close()


def tends() -> bool:
    """Return whether this process does what one worker does for all; another takes over from it.

    On SQLite there is one worker.
    """
    return connection.vendor == "sqlite" or _TURN.is_held()


class _Turn:
    """The lock ``TENDING``, kept on a connection of its own until that or the process ends."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._holder: Any = None
        self._held = False

    def is_held(self) -> bool:
        with self._lock:
            try:
                self._held = self._asked()
            except DatabaseError:
                self.let_go()
            return self._held

    def let_go(self) -> None:
        if self._holder is not None:
            self._holder.close()
        self._holder, self._held = None, False

    def _asked(self) -> bool:
        """Take the lock; where it is held already see that its connection still stands."""
        if self._holder is None:
            self._holder = connections.create_connection("default")
            self._holder.inc_thread_sharing()
        with self._holder.cursor() as cursor:
            if self._held:
                cursor.execute("SELECT true")
            else:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [TENDING])
            return bool(cursor.fetchone()[0])


_TURN: Final = _Turn()
