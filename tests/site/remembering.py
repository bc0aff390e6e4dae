"""People of tests who were entered before: their rows are put down again, not made anew.

Nearly every test enters the same few parties, people and mandates through the actions, one record
entry each. What these actions write follows from the entries about members before it and from what
they are told, so the rows that were written the first time are the rows each time, behind whatever
else the record holds by then. Only the world of a test is entered so: what a test is about is
always done by the action itself.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import AutoField, Model

from comity.site.record.models import Entry, Log
from comity.site.record.wrapping import KEYS, open_or_refuse, wrap_key

__all__ = ["REMEMBERED", "remembered"]

PEOPLE = "members."
"""How the acts begin that entering people follows from."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Table:
    """A table: its name, its columns that number rows and of which table, and those of keys."""

    name: str
    numbered: dict[str, str]
    keys: tuple[str, ...]

    def last(self) -> int:
        """Return the number of its last row, 0 without one."""
        asked = f'SELECT coalesce(max(rowid), 0) FROM "{self.name}"'
        return connection.connection.execute(asked).fetchone()[0]


@dataclass(frozen=True)
class Added:
    """Rows that were added to a table, and the number of the last that it had before."""

    table: Table
    last: int
    rows: Rows


REMEMBERED: dict[tuple[Hashable, ...], list[Added]] = {}


def remembered(enter: Callable[..., None]) -> Callable[..., None]:
    """Return ``enter`` such that it writes what it wrote before, where the same people were there.

    What it is told has to be hashable, and it has to add rows alone.
    """

    @wraps(enter)
    def again(*told: Hashable) -> None:
        if connection.vendor != "sqlite":
            enter(*told)
            return
        with transaction.atomic():
            about = Entry.objects.filter(act__startswith=PEOPLE).order_by("pk")
            logs = Log.objects.order_by("pk").values_list("pk", flat=True)
            before = (*logs, *about.values_list("leaf_hash", flat=True))
            known = (enter.__qualname__, before, told)
            if known in REMEMBERED:
                _add(REMEMBERED[known])
                return
            last = [(table, table.last()) for table in _tables()]
            enter(*told)
            REMEMBERED[known] = [
                one for table, number in last if (one := _added(table, number)).rows
            ]

    return again


def _added(table: Table, last: int) -> Added:
    """Return the rows behind ``last``, with their keys unwrapped: another test wraps otherwise."""
    asked = f'SELECT * FROM "{table.name}" WHERE rowid > ? ORDER BY rowid'
    found = connection.connection.execute(asked, (last,))
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found]
    for row in rows:
        row.update({name: row[name] and open_or_refuse(row[name]) for name in table.keys})
    return Added(table, last, rows)


def _add(worlds: Sequence[Added]) -> None:
    """Put the rows behind those that are there now, with what refers to them."""
    last = {one.table.name: one.last for one in worlds}
    behind = {one.table.name: one.table.last() - one.last for one in worlds}
    for one in worlds:
        names = list(one.rows[0])
        marks = ", ".join("?" * len(names))
        asked = f'INSERT INTO "{one.table.name}" ({", ".join(names)}) VALUES ({marks})'
        for row in one.rows:
            moved = {
                name: row[name] + behind[other]
                for name, other in one.table.numbered.items()
                if other in last and (row[name] or 0) > last[other]
            }
            kept = {name: row[name] and wrap_key(row[name]) for name in one.table.keys}
            connection.connection.execute(asked, [*{**row, **moved, **kept}.values()])


@cache
def _tables() -> Sequence[Table]:
    return [_table(model) for model in apps.get_models()]


def _table(model: type[Model]) -> Table:
    told = model._meta  # noqa: SLF001 - Django documents it
    numbered = {}
    for field in told.concrete_fields:
        counted = field.target_field if field.related_model else field
        if isinstance(counted, AutoField):
            numbered[field.column] = counted.model._meta.db_table  # noqa: SLF001 - as above
    keys = tuple(column for name, column in KEYS if name == told.db_table)
    return Table(told.db_table, numbered, keys)
