"""A database of its own, on SQLite a file, for tests in which threads write or a process dies."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from django.db import connection, connections

from comity.site.tables import update_tables

__all__ = ["empty_database", "file_database", "in_thread"]


COPIES = count()
MADE = []
POSTGRESQL = "COMITY_DATABASE_URL" in os.environ


@contextmanager
def database_in(file: Path | str) -> Iterator[None]:
    """Let every thread work on ``file``."""
    configured = connections.settings["default"]
    before = configured["NAME"]
    old = connections["default"]
    configured["NAME"] = str(file)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        configured["NAME"] = before
        connections["default"] = old


@pytest.fixture(scope="session")
def empty_database(django_db_blocker, tmp_path_factory) -> Path:
    """Give a file with all tables and triggers and no rows."""
    file = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    if POSTGRESQL and not MADE:
        MADE.append(made("empty", "template0"))
    with django_db_blocker.unblock(), database_in("empty" if POSTGRESQL else file):
        update_tables()
    return file


def made(name: str, template: str) -> str:
    """Make a database on the server of the tests; return its name."""
    from tests.on_postgresql import SERVER  # noqa: PLC0415 - there on PostgreSQL alone

    SERVER.make(name, template)
    return name


@pytest.fixture
def file_database(empty_database, tmp_path, django_db_blocker) -> Iterator[Path]:
    """Let all threads of the test work on a new file, as the site does."""
    file = tmp_path / "data" / "comity.sqlite3"
    file.parent.mkdir(exist_ok=True)
    if not POSTGRESQL:
        file.write_bytes(empty_database.read_bytes())
    there = made(f"copy_{next(COPIES)}", "empty") if POSTGRESQL else file
    with django_db_blocker.unblock(), database_in(there):
        yield file


def in_thread(work: Callable) -> Callable:
    """Return ``work`` so that it closes the connection of its thread."""

    def run(*given):
        try:
            return work(*given)
        finally:
            connection.close()

    return run
