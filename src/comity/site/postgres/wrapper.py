"""The backend: a transaction takes the database's one turn to write, whichever process it is in.

The turn is an advisory lock that PostgreSQL gives back when the transaction has ended, after what
was committed is on the disk. So an act sees all that was decided before it, as on SQLite. A
statement outside a transaction takes none: it is whole by itself. Who only reads never waits.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from psycopg.pq import TransactionStatus

from comity.site.postgres.locks import WRITING

__all__ = ["DatabaseWrapper"]

BEGIN: Final = f"BEGIN; SELECT pg_advisory_xact_lock({WRITING})"
IDLE: Final = TransactionStatus.IDLE
QUIET: Final = 1.0
"""For so many seconds after a connection has answered nobody asks whether it still stands."""


class DatabaseWrapper(PostgreSQL):
    """A connection of the application."""

    health_check_done: bool
    _looked = float("-inf")

    def close_if_health_check_failed(self) -> None:
        """Ask whether the connection still stands, where it was not asked a moment ago."""
        if self.connection is not None and not self.health_check_done:
            if time.monotonic() - self._looked < QUIET:
                self.health_check_done = True
            else:
                super().close_if_health_check_failed()
                self._looked = time.monotonic()

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001 - as Django calls it
        """Begin a transaction with the turn to write; Django ends what began so.

        psycopg stays in autocommit: it would send a BEGIN of its own and wait for the answer.
        """
        if autocommit:
            with self.wrap_database_errors:
                if not self.connection.autocommit or self._status() != IDLE:
                    self.connection.autocommit = True  # within a transaction it refuses
            return
        try:
            with self.wrap_database_errors:
                self.connection.execute(BEGIN)
        except BaseException:
            # Nothing has begun for whoever called: leave the connection as it was.
            self.close()
            raise

    def _status(self) -> TransactionStatus:
        return TransactionStatus(self.connection.info.transaction_status)

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Be the owner of the tables for a while, as a migration has to; never in a transaction.

        Where no owner is configured nothing is lifted, and the database refuses.
        """
        if self.in_atomic_block:
            raise RuntimeError("the owner of the tables begins with a connection of its own")
        before = self.settings_dict
        self.close()
        self.settings_dict = {**before, **before.get("OWNER", {})}
        try:
            yield
        finally:
            self.close()
            self.settings_dict = before
