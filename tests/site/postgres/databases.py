"""A database with a few tables on the server of the tests, and connections of the application."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.db.utils import ConnectionHandler

from comity.site.postgres.address import database_settings
from tests.postgresql import OWNER, SERVING

__all__ = ["application", "connection_as"]

TABLES = (
    "CREATE TABLE kept (id integer PRIMARY KEY)",
    "CREATE TABLE django_migrations (id integer PRIMARY KEY)",
    """CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'stays' USING ERRCODE = '23000'; END $$""",
    "CREATE TRIGGER kept_stays BEFORE DELETE ON kept FOR EACH ROW EXECUTE FUNCTION stays()",
)
MADE: list[str] = []


@contextmanager
def connection_as(server, role=SERVING, name="few") -> Iterator:
    """Open a connection as the application has it."""
    configured = database_settings(server.address(name, role), server.address(name, OWNER))
    settings = {**configured, "TEST": {}, "CONN_MAX_AGE": 0}
    with closing(ConnectionHandler({"default": settings})["default"]) as connection:
        yield connection


@pytest.fixture
def application(server, django_db_blocker, monkeypatch) -> Iterator:
    """Give the application's connection to a database with a few tables; it is the default one."""
    from comity.site.postgres import locks, roles  # noqa: PLC0415 - patched here

    with django_db_blocker.unblock():
        if not MADE:
            server.make("few")
            with connection_as(server, OWNER) as connection, connection.cursor() as cursor:
                for statement in TABLES:
                    cursor.execute(statement)
                cursor.execute(f"GRANT DELETE ON kept TO {SERVING}")  # as an earlier version did
                monkeypatch.setattr(roles, "connection", connection)
                roles.grant_rows(SERVING)
            MADE.append("few")
        with connection_as(server) as connection:
            for module in (locks, roles):
                monkeypatch.setattr(module, "connection", connection)
            yield connection
