"""Brings the tables up to date, in whichever database the site has."""

from typing import Final, cast

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from comity.fault import N_, FaultKind, Place, refuse
from comity.site.postgres.roles import database_faults, grant_rows

__all__ = ["refuse_later_tables", "update_tables"]

OLD_TABLES: Final = FaultKind(
    "site.tables_old",
    N_("its tables are not those of this version"),
    N_("tables are changed by the role that owns them, never by the one that serves"),
    N_("Name the owner's address in COMITY_DATABASE_OWNER_URL for this start alone."),
)
LATER_TABLES: Final = FaultKind(
    "site.tables_later",
    N_("its tables are those of a later version: it has had the change {change}"),
    N_("a site is served by the version that its tables were brought to, or a later one"),
    N_("Install that version again. If nobody has acted since: comity upgrade --back"),
)


def update_tables() -> None:
    """Bring the tables up to date; on PostgreSQL by their owner, and refuse what is not safe.

    Tables of a later version are left alone, and refused.
    """
    refuse_later_tables()
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
        return
    if connection.settings_dict.get("OWNER"):
        from comity.site.postgres.wrapper import DatabaseWrapper  # noqa: PLC0415 - needs psycopg

        serving = str(connection.settings_dict["USER"])
        with cast("DatabaseWrapper", connection).lifted():
            call_command("migrate", verbosity=0)
            grant_rows(serving)
    _refuse_what_is_unsafe()


def refuse_later_tables() -> None:
    """Raise ``RefusedError`` where the tables are those of a later version."""
    loader = MigrationExecutor(connection).loader
    own = {app for app, _ in loader.disk_migrations}
    later = [one for one in loader.applied_migrations if one not in loader.disk_migrations]
    unknown = sorted(f"{app}.{name}" for app, name in later if app in own)
    if unknown:
        place = Place(str(connection.settings_dict["NAME"]))
        raise refuse(LATER_TABLES.at(place, change=unknown[0]))


def _refuse_what_is_unsafe() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise refuse(OLD_TABLES.at(Place("COMITY_DATABASE_URL")))
    faults = database_faults()
    if faults:
        raise refuse(*faults)
