"""The backend: statements that write take the process's lock, and none changes tables or settings.

A transaction begins as IMMEDIATE and holds the lock until it ends; a statement that writes outside
one holds it while it runs. Who only reads never waits. Tables are changed through a schema editor
alone, as migrations do.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self, cast

from django.db import OperationalError
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor

from comity.site.sqlite.authorizer import authorize
from comity.site.sqlite.write_lock import NoTurnError, WriteLock, lock_of

__all__ = ["DatabaseWrapper", "GuardedCursor", "SchemaEditor"]

PATIENCE: Final = 60.0
ENDING: Final = ("COMMIT", "END", "ROLLBACK")
READING: Final = ("SELECT", "EXPLAIN", "VALUES", "SAVEPOINT", "RELEASE", *ENDING)
"""First words of statements that need no turn: they write nothing, or end a turn that was taken."""
BEGINNING: Final = "BEGIN"
LAZY: Final = ("BEGIN", "BEGIN DEFERRED")
CHECKPOINT: Final = "wal_checkpoint"
"""It moves pages into the database: never while another connection writes."""


class GuardedCursor(SQLiteCursorWrapper):
    """A cursor whose writing statements wait for the process's lock.

    A statement outside a transaction ends only when its last row was read. So rows that such a
    statement returns are read at once and handed out from memory.
    """

    guard: "DatabaseWrapper"
    _rows: Iterator[Any] | None = None

    def execute(self, query: str, params: Any = None) -> "GuardedCursor":
        """Run ``query``; wait for the lock first if it may write."""
        self._rows = None
        if not _may_write(query):
            super().execute(query, params)
            self.guard.end_turn()
            return self
        with self.guard.writing():
            super().execute(query, params)
            if self.description is not None and not self.connection.in_transaction:
                self._rows = iter(super().fetchall())
        return self

    def executemany(self, query: str, param_list: Any) -> "GuardedCursor":
        """Run ``query`` with each of ``param_list`` under the lock."""
        self._rows = None
        with self.guard.writing():
            super().executemany(query, param_list)
        return self

    def executescript(self, script: str) -> "GuardedCursor":
        """Run several statements under the lock."""
        self._rows = None
        with self.guard.writing():
            super().executescript(script)
        return self

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return super().fetchone() if self._rows is None else next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next ``size`` rows."""
        wanted = self.arraysize if size is None else size
        if self._rows is None:
            return super().fetchmany(wanted)
        return [row for _, row in zip(range(wanted), self._rows, strict=False)]

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        return super().fetchall() if self._rows is None else list(self._rows)

    def __next__(self) -> Any:
        return super().__next__() if self._rows is None else next(self._rows)


class SchemaEditor(DatabaseSchemaEditor):
    """Changes tables: the one way in which the application's refusals are lifted, for its time."""

    def __enter__(self) -> Self:
        self._lift = cast("DatabaseWrapper", self.connection).lifted()
        self._lift.__enter__()
        try:
            super().__enter__()
        except BaseException:
            self._lift.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            super().__exit__(kind, error, trace)
        finally:
            self._lift.__exit__(None, None, None)


class DatabaseWrapper(SQLite):
    """A connection of the application."""

    SchemaEditorClass = SchemaEditor
    _lifted = 0
    write_lock: WriteLock | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Return a new connection that may read and write rows and nothing else."""
        made: sqlite3.Connection = super().get_new_connection(conn_params)
        self.write_lock = lock_of(str(conn_params["database"]))
        if not self._lifted:
            made.set_authorizer(authorize)
        return made

    def create_cursor(self, name: str | None = None) -> GuardedCursor:  # noqa: ARG002 - as Django calls it
        """Return a cursor that waits for its turn to write."""
        cursor: GuardedCursor = self.connection.cursor(factory=GuardedCursor)
        cursor.guard = self
        return cursor

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Let this connection change tables and settings for a while, as a migration has to."""
        self.ensure_connection()
        self._lifted += 1
        self.connection.set_authorizer(None)
        try:
            yield
        finally:
            self._lifted -= 1
            if not self._lifted and self.connection is not None:
                # Setting it makes SQLite ask again about statements that were prepared meanwhile.
                self.connection.set_authorizer(authorize)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock while a statement runs, and on to the end of the transaction it is in."""
        lock = self.write_lock
        if lock is not None and not lock.is_held_by(self):
            try:
                lock.acquire(self, PATIENCE)
            except NoTurnError as error:
                raise OperationalError(str(error)) from error
        try:
            yield
        finally:
            self.end_turn()

    def end_turn(self) -> None:
        """Give the lock back if this connection has it, unless a transaction goes on."""
        lock = self.write_lock
        if lock is not None and lock.is_held_by(self) and not self.connection.in_transaction:
            lock.release(self)

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # unknown to the stubs
        finally:
            self.end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # unknown to the stubs
        finally:
            self.end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # unknown to the stubs
        finally:
            if self.write_lock is not None:
                self.write_lock.release(self)


def _may_write(query: str) -> bool:
    words: Sequence[str] = query.split(None, 2)
    first = words[0].upper().rstrip(";") if words else ""
    if first == "PRAGMA":
        return CHECKPOINT in query.lower()
    if first == BEGINNING:
        return " ".join(words[:2]).upper().rstrip(";") not in LAZY
    return not first.startswith(READING)
