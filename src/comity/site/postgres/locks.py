"""Advisory locks of PostgreSQL: who writes, and which of several workers does what one alone does."""

from typing import Final

from django.db import connection

__all__ = ["TASKS", "WRITING", "take"]

WRITING: Final = 4_207_001
"""Held by a transaction from its beginning to its end."""
TASKS: Final = 4_207_002
"""Held by the one worker that sequences, drafts, reminds and compares, as long as it lives."""


def take(number: int) -> bool:
    """Return whether this connection now holds lock ``number``, as long as it stays open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        return bool(cursor.fetchone()[0])
