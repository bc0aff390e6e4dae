"""Statements sent one behind the other, without waiting for the answer to each."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

__all__ = ["sent_together"]


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
