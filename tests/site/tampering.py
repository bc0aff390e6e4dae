"""What a database owner can do: take the guards away and change rows beside the record."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.transaction import atomic, set_rollback

__all__ = ["run", "tamper", "tampered"]


def run(*statements: str) -> None:
    """Run ``statements`` as the application could."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount, f"nothing was changed by {statement}"


def tamper(*statements: str) -> None:
    """Run ``statements`` after removing the triggers that would refuse them."""
    with connection.lifted(), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
    run(*statements)


@contextmanager
def tampered(*statements: str) -> Iterator[None]:
    """Tamper for a while: rows that no longer fit each other do not outlive the test."""
    with atomic():
        tamper(*statements)
        yield
        set_rollback(True)
