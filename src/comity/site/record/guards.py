"""Triggers by which the database itself keeps what must not change (written in migrations)."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

__all__ = ["go_only_when", "refuse_change", "require_sign_off"]

Step: TypeAlias = Callable[[Any, BaseDatabaseSchemaEditor], None]

# A later migration may say it anew: of more columns, or of a table that was made again.
GONE: Final = "DROP TRIGGER IF EXISTS {name}"
NEVER_GOES: Final = """
CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows never go'); END
"""
GOES_WHEN: Final = """
CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} WHEN NOT ({condition})
BEGIN SELECT RAISE(ABORT, '{table}: rows go only once their erasure is entered'); END
"""
NEVER_CHANGES: Final = """
CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{table}: signed columns never change'); END
"""
SIGNED: Final = """
CREATE TRIGGER {table}_signed BEFORE INSERT ON {table} WHEN NOT EXISTS (
    SELECT 1 FROM oversight_signoff
    WHERE id = NEW.signoff_id AND subject = NEW.signoff_subject AND digest = NEW.signoff_digest
)
BEGIN SELECT RAISE(ABORT, '{table}: takes effect only by a sign-off of these bytes'); END
"""


def refuse_change(table: str, columns: Sequence[str], also: Sequence[str] = ()) -> Step:
    """Return the step that lets no row of ``table`` go and none of ``columns`` change.

    ``also`` are further conditions under which an update is refused.
    """
    changed = [f'NEW."{column}" IS NOT OLD."{column}"' for column in columns]
    condition = " OR ".join(f"({part})" for part in (*changed, *also))
    return _step(
        GONE.format(name=f"{table}_stays"),
        NEVER_GOES.format(table=table),
        GONE.format(name=f"{table}_fixed"),
        NEVER_CHANGES.format(table=table, condition=condition),
    )


def go_only_when(table: str, condition: str) -> Step:
    """Return the step that lets a row of ``table`` go under ``condition`` and not otherwise."""
    return _step(
        GONE.format(name=f"{table}_stays"), GOES_WHEN.format(table=table, condition=condition)
    )


def require_sign_off(table: str) -> Step:
    """Return the step that lets a row into ``table`` only with its sign-off."""
    return _step(GONE.format(name=f"{table}_signed"), SIGNED.format(table=table))


def _step(*statements: str) -> Step:
    def run(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "sqlite":
            raise NotImplementedError("these triggers are written for SQLite so far")
        for statement in statements:
            editor.execute(statement)

    return run
