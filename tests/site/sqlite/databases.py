"""A database in a file, and connections to it that belong to no test's transaction."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler

__all__ = ["connection_to", "database", "rows_in"]

TABLES = (
    "CREATE TABLE kept (id INTEGER PRIMARY KEY, thread INTEGER, number INTEGER)",
    "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
    "CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id))",
    "CREATE TRIGGER kept_stays BEFORE DELETE ON kept BEGIN SELECT RAISE(ABORT, 'stays'); END",
)


@contextmanager
def connection_to(file: Path) -> Iterator:
    """Open a connection as the application has it."""
    configured = {**settings.DATABASES["default"], "NAME": file, "TEST": {}}
    connection = ConnectionHandler({"default": configured})["default"]
    with closing(connection):
        yield connection


@pytest.fixture
def database(tmp_path, django_db_blocker) -> Iterator[Path]:
    """Give a file with a few tables, and let the test open it."""
    file = tmp_path / "test.sqlite3"
    with django_db_blocker.unblock():
        with connection_to(file) as connection, connection.lifted(), connection.cursor() as cursor:
            for statement in TABLES:
                cursor.execute(statement)
        yield file


def rows_in(file: Path, statement: str = "SELECT thread, number FROM kept ORDER BY id") -> list:
    """Return what ``statement`` finds."""
    with connection_to(file) as connection, connection.cursor() as cursor:
        return cursor.execute(statement).fetchall()
