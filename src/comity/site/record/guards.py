"""Triggers by which the database itself keeps what must not change (written in migrations)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

__all__ = ["go_only_when", "refuse_change", "require_sign_off"]

Step: TypeAlias = Callable[[Any, BaseDatabaseSchemaEditor], None]

# A later migration may say it anew: of more columns, or of a table that was made again.
SQLITE: Final = (
    "DROP TRIGGER IF EXISTS {name}",
    """
    CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition}
    BEGIN SELECT RAISE(ABORT, '{said}'); END
    """,
)
# A condition with a question of its own is asked inside the function. A table of somebody's own
# making never stands for one of ours: the path is fixed. 23000 is what Django knows as a breach.
POSTGRESQL: Final = (
    "DROP TRIGGER IF EXISTS {name} ON {table}",
    """
    CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $guard$
    BEGIN
        IF {condition} THEN RAISE EXCEPTION '{said}' USING ERRCODE = '23000'; END IF;
        RETURN {row};
    END $guard$
    """,
    "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
)
WRITTEN: Final = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
NEVER: Final = "1 = 1"
SIGNED: Final = """NOT EXISTS (
    SELECT 1 FROM oversight_signoff
    WHERE id = NEW.signoff_id AND subject = NEW.signoff_subject AND digest = NEW.signoff_digest
)"""


@dataclass(frozen=True, slots=True)
class _Guard:
    """A trigger: its name, what it is asked at, when it refuses, and in which words."""

    name: str
    event: str
    condition: str
    said: str


def refuse_change(table: str, columns: Sequence[str], also: Sequence[str] = ()) -> Step:
    """Return the step that lets no row of ``table`` go and none of ``columns`` change.

    ``also`` are further conditions under which an update is refused.
    """
    changed = [f'NEW."{column}" IS NOT OLD."{column}"' for column in columns]
    condition = " OR ".join(f"({part})" for part in (*changed, *also))
    return _step(
        table,
        _Guard("stays", "DELETE", NEVER, "rows never go"),
        _Guard("fixed", "UPDATE", condition, "signed columns never change"),
    )


def go_only_when(table: str, condition: str) -> Step:
    """Return the step that lets a row of ``table`` go under ``condition`` and not otherwise."""
    said = "rows go only once their erasure is entered"
    return _step(table, _Guard("stays", "DELETE", f"NOT ({condition})", said))


def require_sign_off(table: str) -> Step:
    """Return the step that lets a row into ``table`` only with its sign-off."""
    said = "takes effect only by a sign-off of these bytes"
    return _step(table, _Guard("signed", "INSERT", SIGNED, said))


def _step(table: str, *guards: _Guard) -> Step:
    def run(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        vendor = editor.connection.vendor
        if vendor not in WRITTEN:
            raise NotImplementedError(f"these triggers are not written for {vendor}")
        for guard in guards:
            for statement in WRITTEN[vendor]:
                editor.execute(_filled(statement, table, guard, vendor), params=None)

    return run


def _filled(statement: str, table: str, guard: _Guard, vendor: str) -> str:
    return statement.format(
        name=f"{table}_{guard.name}",
        table=table,
        event=guard.event,
        condition=guard.condition if vendor == "sqlite" else _as_standard(guard.condition),
        said=f"{table}: {guard.said}",
        row="OLD" if guard.event == "DELETE" else "NEW",
    )


def _as_standard(condition: str) -> str:
    """Return ``condition`` with SQLite's IS and IS NOT between values in the standard's words."""
    differing = re.sub(r"\bIS NOT (?!NULL\b)", "IS DISTINCT FROM ", condition)
    return re.sub(r"\bIS (?!NOT\b|NULL\b|DISTINCT\b)", "IS NOT DISTINCT FROM ", differing)
