"""What the application's connection refuses, each with the control: a plain connection does it."""

import sqlite3

import pytest
from django.db import DatabaseError

from comity.site.sqlite.authorizer import authorize
from tests.site.sqlite.databases import connection_to, database

__all__ = ["database"]

REFUSED = [
    "ATTACH DATABASE ':memory:' AS other",
    "DROP TRIGGER kept_stays",
    "DROP TABLE child",
    "CREATE TABLE more (id INTEGER)",
    "CREATE TEMP TABLE more (id INTEGER)",
    "CREATE TRIGGER more AFTER INSERT ON kept BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER more AFTER INSERT ON kept BEGIN SELECT 1; END",
    "CREATE VIEW more AS SELECT 1",
    "CREATE INDEX more ON kept (thread)",
    "ALTER TABLE kept RENAME TO gone",
    "ALTER TABLE kept ADD COLUMN more",
    "VACUUM",
    "VACUUM INTO '{folder}/copy.sqlite3'",
    "ANALYZE",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA foreign_keys(0)",
    "PRAGMA main.foreign_keys = 0",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA secure_delete = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA writable_schema = ON",
    "PRAGMA trusted_schema = ON",
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA defer_foreign_keys = ON",
    "PRAGMA user_version = 7",
    "DELETE FROM sqlite_master",
]
ALLOWED = [
    "SELECT count(*) FROM kept",
    "INSERT INTO kept (thread) VALUES (1)",
    "UPDATE kept SET number = 1",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n",
    "PRAGMA foreign_keys",
    "PRAGMA foreign_keys = ON",
    "PRAGMA foreign_key_check",
    "PRAGMA table_info(kept)",
    "PRAGMA query_only = OFF",
    "PRAGMA wal_checkpoint(TRUNCATE)",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_connection_refuses_to_change_rules(database, statement):
    with (
        connection_to(database) as connection,
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match=r"authoriz|prohibited|may not be modified"),
    ):
        cursor.execute(statement.format(folder=database.parent))


@pytest.mark.parametrize("statement", [one for one in REFUSED if "sqlite_master" not in one])
def test_control_a_plain_connection_does_it(database, statement):
    plain = sqlite3.connect(database, isolation_level=None)
    plain.execute(statement.format(folder=database.parent))
    plain.close()


@pytest.mark.parametrize("statement", ALLOWED)
def test_rows_are_read_and_written_and_settings_read(database, statement):
    with connection_to(database) as connection, connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_was_allowed_while_lifted_is_refused_afterwards(database):
    """The same text, so that a prepared statement could be found in the connection's cache."""
    attack = "CREATE TABLE IF NOT EXISTS parent (id INTEGER)"
    with connection_to(database) as connection, connection.cursor() as cursor:
        with connection.lifted():
            cursor.execute(attack)
        with pytest.raises(DatabaseError, match="not authorized"):
            cursor.execute(attack)


def test_replace_asks_the_trigger_that_keeps_a_row(database):
    replace = "INSERT OR REPLACE INTO kept (id, thread) VALUES (1, 2)"
    with connection_to(database) as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO kept (id, thread) VALUES (1, 1)")
        with pytest.raises(DatabaseError, match="stays"):
            cursor.execute(replace)
    control = sqlite3.connect(database, isolation_level=None)
    control.execute(replace)
    assert control.execute("SELECT thread FROM kept").fetchall() == [(2,)]
    control.close()


def test_a_row_without_its_other_half_is_refused(database):
    orphan = "INSERT INTO child (parent) VALUES (7)"
    with connection_to(database) as connection, connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="FOREIGN KEY"):
            cursor.execute(orphan)
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
    control = sqlite3.connect(database)
    control.execute(orphan)
    control.close()


def test_extensions_are_not_loaded():
    load = authorize(sqlite3.SQLITE_FUNCTION, None, "load_extension", None, None)
    assert load == sqlite3.SQLITE_DENY
    assert authorize(sqlite3.SQLITE_FUNCTION, None, "lower", None, None) == sqlite3.SQLITE_OK
