"""Advisory locks of PostgreSQL: whose turn it is to write, who sequences, who serves."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, connections

from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["SEQUENCING", "SERVING", "WRITING", "sequencing", "serving_alone"]

WRITING: Final = 4_207_001
"""Held by a transaction from its beginning to its end."""
SEQUENCING: Final = 4_207_002
"""Held by the one sequencer while it gives entries their place."""
SERVING: Final = 4_207_003
"""Held by the process that serves, or prepares to, as long as it does."""

SERVED: Final = FaultKind(
    "site.database_in_use",
    N_("another process serves this database"),
    N_("one process at a time serves a site; more than one is not yet safe"),
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
