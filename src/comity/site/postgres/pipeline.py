"""Statements sent one behind the other, without waiting for the answer to each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

__all__ = ["insert_rows", "sent_together"]


@contextmanager
def sent_together() -> Iterator[None]:
    """Send what is written within in one go; an answer that is read is waited for, as ever.

    What a statement was refused for is said at the next answer, or at the end. On SQLite there is
    nobody to wait for.
    """
    if connection.vendor == "sqlite":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def insert_rows(insert: str, rows: Sequence[Sequence[Any]], after: str = "") -> None:
    """Enter ``rows`` by ``insert``, ``after`` follows their values; by one statement if it may."""
    if not rows:
        return
    marks = f"({', '.join(['%s'] * len(rows[0]))})"
    with connection.cursor() as cursor:
        # Not bulk_create: it takes longer than everything else that a vote costs.
        if connection.vendor == "sqlite":
            cursor.executemany(f"{insert} {marks} {after}", rows)
        else:
            values = [value for row in rows for value in row]
            cursor.execute(f"{insert} {', '.join([marks] * len(rows))} {after}", values)
