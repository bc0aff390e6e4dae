"""What a database owner can do: take the guards away and change rows beside the record."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.transaction import atomic, set_rollback

from tests.postgresql import OWNER

TRIGGERS = {
    "sqlite": "SELECT name, '' FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, ' ON ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
    ),
}

SWAPPED = re.compile(r"CAST\(replace\(CAST\((\w+) AS TEXT\), ('[^']*'), ('[^']*')\) AS BLOB\)")
NEVER_GO = "never go|permission denied"
"""How the database refuses that a row goes; on PostgreSQL who serves may not even ask."""
AS_POSTGRESQL = (
    (re.compile(r"\bx'([0-9a-f]*)'"), r"'\\x\1'::bytea"),
    (re.compile(r"\bzeroblob\((\d+)\)"), r"decode(repeat('00', \1), 'hex')"),
    (SWAPPED, r"convert_to(replace(convert_from(\1, 'UTF8'), \2, \3), 'UTF8')"),
)

__all__ = [
    "NEVER_GO",
    "owning",
    "put_off",
    "run",
    "spoken",
    "tamper",
    "tampered",
    "unguarded",
]


def run(*statements: str) -> None:
    """Run ``statements`` as the application could."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(spoken(statement))
            assert cursor.rowcount, f"nothing was changed by {statement}"


def spoken(statement: str) -> str:
    """Return ``statement`` with its bytes written as the database of this run reads them."""
    if connection.vendor == "sqlite":
        return statement
    for written, meant in AS_POSTGRESQL:
        statement = written.sub(meant, statement)
    return statement


def tamper(*statements: str) -> None:
    """Run ``statements`` after removing the triggers that would refuse them."""
    with owning(), connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        for name, table in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}{table}")
        put_off()
        run(*statements)


@contextmanager
def unguarded() -> Iterator[None]:
    """Be the owner without guards for a while; they stand again afterwards."""
    with owning(), connection.cursor() as cursor:
        away, back = _guards_away_and_back(cursor)
        for statement in away:
            cursor.execute(statement)
        yield
        for statement in back:
            cursor.execute(statement)


def _guards_away_and_back(cursor) -> tuple[list[str], list[str]]:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = cursor.fetchall()
        return [f"DROP TRIGGER {name}" for name, _ in guards], [sql for _, sql in guards]
    cursor.execute("SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")
    tables = [table for (table,) in cursor.fetchall()]
    return (
        [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables],
        [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables],
    )


@contextmanager
def owning() -> Iterator[None]:
    """Let the connection of the test change tables for a while, also in its transaction."""
    if connection.vendor == "sqlite":
        with connection.lifted():
            yield
        return
    from tests.on_postgresql import SERVER  # noqa: PLC0415 - there on PostgreSQL alone

    with SERVER.owning(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET ROLE {OWNER}")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("RESET ROLE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def put_off() -> None:
    """Let the owner's rows not fit each other until the transaction ends."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def tampered(*statements: str) -> Iterator[None]:
    """Tamper for a while: rows that no longer fit each other do not outlive the test."""
    with atomic():
        tamper(*statements)
        yield
        set_rollback(True)
