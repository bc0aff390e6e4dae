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

__all__ = ["owning", "run", "spoken", "tamper", "tampered"]


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
    return re.sub(r"\bx'([0-9a-f]*)'", r"'\\x\1'::bytea", statement)


def tamper(*statements: str) -> None:
    """Run ``statements`` after removing the triggers that would refuse them."""
    with owning(), connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        for name, table in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}{table}")
    run(*statements)


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


@contextmanager
def tampered(*statements: str) -> Iterator[None]:
    """Tamper for a while: rows that no longer fit each other do not outlive the test."""
    with atomic():
        tamper(*statements)
        yield
        set_rollback(True)
