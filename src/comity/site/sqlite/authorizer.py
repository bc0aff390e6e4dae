"""What a statement may do on the application's connection, asked by SQLite for each it prepares.

Rows may be read and written. Tables, triggers and settings may not be touched: a trigger that keeps
what was signed is worth nothing to a connection that may drop it.
"""

import sqlite3
from typing import Final

__all__ = ["authorize"]

ROWS: Final = frozenset(
    (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE),
)
HARMLESS: Final = frozenset(
    (
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
    )
)
REFUSED_FUNCTIONS: Final = frozenset(("load_extension", "fts3_tokenizer"))

READABLE: Final = frozenset(
    (
        "data_version",
        "foreign_key_check",
        "foreign_key_list",
        "foreign_keys",
        "freelist_count",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "journal_mode",
        "page_count",
        "page_size",
        "query_only",
        "quick_check",
        "recursive_triggers",
        "secure_delete",
        "synchronous",
        "table_info",
        "table_list",
        "table_xinfo",
        "user_version",
        "wal_checkpoint",
    )
)
"""Pragmas that tell something; erasing needs ``wal_checkpoint`` to empty the write-ahead log."""

NAMING: Final = frozenset(
    (
        "foreign_key_check",
        "foreign_key_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "quick_check",
        "table_info",
        "table_list",
        "table_xinfo",
        "wal_checkpoint",
    )
)
"""Of these, those that take a name or a manner and still set nothing."""

SET_ON: Final = frozenset(("foreign_keys", "recursive_triggers", "secure_delete"))
ON: Final = frozenset(("on", "1", "true", "yes"))
SET_FREELY: Final = "query_only"


def authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _by: str | None
) -> int:
    """Return whether SQLite may do ``action``: SQLITE_OK or SQLITE_DENY, nothing else."""
    return sqlite3.SQLITE_OK if _may(action, first, second) else sqlite3.SQLITE_DENY


def _may(action: int, first: str | None, second: str | None) -> bool:
    if action in HARMLESS:
        return True
    if action in ROWS:
        return not (first or "").lower().startswith("sqlite_")
    if action == sqlite3.SQLITE_FUNCTION:
        return (second or "").lower() not in REFUSED_FUNCTIONS
    if action == sqlite3.SQLITE_PRAGMA:
        return _may_pragma((first or "").lower(), second)
    return False


def _may_pragma(name: str, value: str | None) -> bool:
    if value is None:
        return name in READABLE
    if name in SET_ON:
        return value.lower() in ON
    return name in NAMING or name == SET_FREELY
