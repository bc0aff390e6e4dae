"""Reads rows as they stand, all at one moment, whatever somebody may have put into them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

from django.db import connection
from django.db.models import QuerySet

__all__ = ["Row", "read_only", "stored_rows"]

Row: TypeAlias = Mapping[str, Any]
CHUNK: Final = 500
SNAPSHOT: Final = {
    "sqlite": (
        ("PRAGMA query_only = ON", "BEGIN DEFERRED"),
        ("ROLLBACK", "PRAGMA query_only = OFF"),
    ),
    "postgresql": (("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",), ("ROLLBACK",)),
}
UNREADABLE: Final = "a value that cannot be read"


@contextmanager
def read_only() -> Iterator[None]:
    """Read in one snapshot in which nothing can be written; who writes meanwhile is not held up.

    Inside a transaction that one is the snapshot.
    """
    if connection.in_atomic_block:
        yield
        return
    # Not ``atomic``: it would take the turn of the one writer.
    begin, end = SNAPSHOT[connection.vendor]
    with connection.cursor() as cursor:
        for statement in begin:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in end:
                cursor.execute(statement)


def stored_rows(rows: QuerySet[Any], columns: Sequence[str]) -> Iterator[Row]:
    """Yield ``pk`` and ``columns`` of ``rows`` in their order, without joining other tables.

    A join would leave out a row whose other half was removed. A value that the database gives
    and Django cannot read stands as a text that equals nothing recorded.
    """
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        part = rows.filter(pk__in=keys[start : start + CHUNK])
        try:
            yield from list(part.values("pk", *columns))
        except (TypeError, ValueError):
            for key in keys[start : start + CHUNK]:
                alone = rows.filter(pk=key)
                yield {"pk": key, **{column: _value(alone, column) for column in columns}}


def _value(row: QuerySet[Any], column: str) -> Any:
    try:
        return row.values_list(column, flat=True).get()
    except (TypeError, ValueError):
        return UNREADABLE
