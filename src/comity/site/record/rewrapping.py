"""Wraps what an earlier version kept bare, and everything anew where the wrapping key is replaced.

Neither is done while the site is served. Stopped on the way, the same call goes on.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from comity.edge import (
    WRAPPED_SIZE,
    Wrapping,
    create_wrapping,
    remove_for_good,
    sync_folder,
    unwrapped,
)
from comity.site.record.sealed_files import wrap_files, wrap_files_anew
from comity.site.record.wrapping import (
    KEYS,
    is_locked,
    last_wrapped,
    next_file,
    refuse_locked,
    wrap_keys,
    wrapping_file,
    wrappings,
)

__all__ = ["replace_wrapping", "require_wrapping", "wrap_bare"]

AT_ONCE: Final = 5_000
BARE: Final = f"<> {WRAPPED_SIZE}"
WRAPPED: Final = f"= {WRAPPED_SIZE}"


def require_wrapping() -> None:
    """Refuse where keys are kept under a wrapping key that is not there, or open to others.

    Where nothing is kept under one yet, it is made.
    """
    if is_locked(last_wrapped()):
        raise refuse_locked()
    if not wrappings():
        create_wrapping(wrapping_file())


def wrap_bare(sealed: Path) -> int:
    """Wrap every key that an earlier version kept bare; return how many.

    ``sealed`` is the folder of files for auditors. A replacement that was stopped is ended first.
    """
    if next_file().exists():
        replace_wrapping(sealed)
    count = wrap_files(sealed)
    for table, column in KEYS:
        for rows in _parts(table, column, BARE):
            with transaction.atomic():
                wrapped = wrap_keys([bytes(key) for _, key in rows])
                pairs = zip(wrapped, (row for row, _ in rows), strict=True)
                _store(table, column, list(pairs))
            count += len(rows)
    return count


def replace_wrapping(sealed: Path) -> None:
    """Keep everything under a new wrapping key and destroy the one before.

    No copy of the data made until now opens anything with the key that is here afterwards.
    """
    file, coming = wrapping_file(), next_file()
    if not coming.exists():
        require_wrapping()
        create_wrapping(coming)
    *before, new = wrappings()
    wrap_files_anew(sealed)
    with transaction.atomic():
        for table, column in KEYS:
            for rows in _parts(table, column, WRAPPED):
                _store(table, column, list(_wrapped_anew(rows, new, before)))
    remove_for_good(file)
    coming.replace(file)
    sync_folder(file.parent)


def _wrapped_anew(
    rows: Sequence[tuple[int, bytes]], new: Wrapping, before: Sequence[Wrapping]
) -> Iterator[tuple[bytes, int]]:
    # What no key opens stays as it is: the comparison with the record names it.
    for row, stored in rows:
        key = unwrapped(before, bytes(stored))
        if key is not None:
            yield new.wrap(key), row


def _parts(table: str, column: str, length: str) -> Iterator[Sequence[tuple[int, bytes]]]:
    """Yield numbers and keys of the rows whose key has such a ``length``, some thousand at once."""
    last = 0
    while rows := _rows_after(table, column, length, last):
        yield rows
        last = rows[-1][0]


def _rows_after(table: str, column: str, length: str, last: int) -> Sequence[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {column} FROM {table} WHERE id > %s AND length({column}) {length}"  # noqa: S608 - names of our own
            f" ORDER BY id LIMIT {AT_ONCE}",
            [last],
        )
        return list(cursor.fetchall())


def _store(table: str, column: str, pairs: Sequence[tuple[bytes, int]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE id = %s", pairs)  # noqa: S608 - as above
