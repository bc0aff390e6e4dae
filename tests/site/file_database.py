"""A database in a file, for tests in which several threads write or a process is killed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections

__all__ = ["empty_database", "file_database", "in_thread"]


@contextmanager
def database_in(file: Path) -> Iterator[None]:
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
    with django_db_blocker.unblock(), database_in(file):
        call_command("migrate", verbosity=0)
    return file


@pytest.fixture
def file_database(empty_database, tmp_path, django_db_blocker) -> Iterator[Path]:
    """Let all threads of the test work on a new file, as the site does."""
    file = tmp_path / "data" / "comity.sqlite3"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(empty_database.read_bytes())
    with django_db_blocker.unblock(), database_in(file):
        yield file


def in_thread(work: Callable) -> Callable:
    """Return ``work`` so that it closes the connection of its thread."""

    def run(*given):
        try:
            return work(*given)
        finally:
            connection.close()

    return run
