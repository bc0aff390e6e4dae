"""What a database owner can do: take the guards away and change a row beside the record."""

from django.db import connection

__all__ = ["tamper"]


def tamper(statement: str) -> None:
    """Run ``statement`` after removing the triggers that would refuse it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement)
        assert cursor.rowcount == 1
