"""The backend: a transaction takes the database's one turn to write, whichever process it is in.

The turn is an advisory lock that PostgreSQL gives back when the transaction has ended, after what
was committed is on the disk. So an act sees all that was decided before it, as on SQLite. A
statement outside a transaction takes none: it is whole by itself. Who only reads never waits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL

from comity.site.postgres.locks import WRITING

__all__ = ["DatabaseWrapper"]

TURN: Final = f"SELECT pg_advisory_xact_lock({WRITING})"


class DatabaseWrapper(PostgreSQL):
    """A connection of the application."""

    def set_autocommit(
        self,
        autocommit: bool,  # noqa: FBT001 - as Django calls it
        force_begin_transaction_with_broken_autocommit: bool = False,  # noqa: FBT001, FBT002 - as above
    ) -> None:
        """Begin a transaction with the turn to write, or end what began so."""
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if autocommit:
            return
        try:
            # Together with the BEGIN that psycopg sends before it.
            with (
                self.wrap_database_errors,
                self.cursor() as cursor,
                cursor.connection.pipeline(),
            ):
                cursor.execute(TURN)
        except BaseException:
            # Nothing has begun for whoever called: leave the connection as it was.
            self.close()
            raise

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
