"""What the role of the application may do: rows, and nothing about tables, triggers or roles.

Of what is signed or recorded it may delete no row, whatever a trigger says. Where an erasure lets
some go, a function of the owner's does it, which asks for the entry that says so.
"""

from typing import Final

from django.db import connection

from comity.fault import N_, Fault, FaultKind, Place

__all__ = ["database_faults", "grant_rows", "room_faults"]

NOT_CHANGED: Final = "django_migrations"
GRANTS: Final = (
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    f"REVOKE INSERT, UPDATE, DELETE ON {NOT_CHANGED} FROM {{role}}",
)
KEPT: Final = """
SELECT relname, has_table_privilege(current_user, oid, 'DELETE') FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND (
    relname IN ('record_log', 'record_mention')
    OR EXISTS (
        SELECT 1 FROM pg_trigger
        WHERE tgrelid = pg_class.oid AND NOT tgisinternal AND tgtype & 8 = 8
    )
)
ORDER BY relname
"""
"""Tables whose rows stay: those of the record, and each with a trigger at DELETE (bit 8)."""
OWN_FUNCTIONS: Final = """
SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND prosecdef
AND proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
"""
"""Functions that do what their owner may, once they have seen that it is entered."""
MIGHT: Final = """
SELECT rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls
    OR has_schema_privilege(current_user, 'public', 'CREATE')
    OR has_database_privilege(current_user, current_database(), 'CREATE')
    OR has_database_privilege(current_user, current_database(), 'TEMPORARY')
    OR coalesce(has_table_privilege(
        current_user, to_regclass('public.django_migrations'), 'INSERT, UPDATE, DELETE'), false)
    OR EXISTS (
        SELECT 1 FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND (pg_has_role(current_user, relowner, 'MEMBER')
            OR has_table_privilege(current_user, oid, 'TRIGGER')
            OR has_table_privilege(current_user, oid, 'TRUNCATE'))
    )
FROM pg_roles WHERE rolname = current_user
"""
ORDER: Final = """
SELECT pg_encoding_to_char(encoding), datcollate
FROM pg_database WHERE datname = current_database()
"""

TOO_MUCH: Final = FaultKind(
    "site.database_role",
    N_("its role may change tables or triggers, or make temporary ones"),
    N_("the role that serves may read and write rows and nothing else"),
    N_("Give the tables to another role, as in docs/howto/postgresql, and name this one here."),
)
MAY_DELETE: Final = FaultKind(
    "site.database_deletes",
    N_("its role may delete rows of {count} tables that keep all of theirs, such as {table}"),
    N_("the role that serves deletes nothing that is recorded or signed"),
    N_("Start the site once with COMITY_DATABASE_OWNER_URL: that start takes the right away."),
)
OTHER_ORDER: Final = FaultKind(
    "site.database_order",
    N_("the database has encoding {encoding} and collation {collation}"),
    N_("text is UTF8 and is ordered by its bytes (collation C), on every machine alike"),
    N_("Make it with: createdb --template=template0 --encoding=UTF8 --locale=C NAME"),
)
CONNECTIONS: Final = 26
"""What a worker may open: one for each thread that serves, and for what is done beside them."""
ROOM: Final = """
SELECT sum(setting::integer) FILTER (WHERE name = 'max_connections')
    - sum(setting::integer) FILTER (WHERE name <> 'max_connections')
FROM pg_settings WHERE name IN ('max_connections', 'superuser_reserved_connections')
"""
NO_ROOM: Final = FaultKind(
    "site.database_connections",
    N_("the database takes {room} connections, and {workers} workers may ask for {wanted}"),
    N_("each worker has connections of its own, so that none waits for another"),
    N_("Start with fewer workers, or set max_connections of PostgreSQL to more."),
)


def room_faults(workers: int) -> tuple[Fault, ...]:
    """Return why so many workers are too many for this database."""
    wanted = 1 + CONNECTIONS * workers
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
        room = int(cursor.fetchone()[0])
    place = Place(f"--workers {workers}")
    if wanted <= room:
        return ()
    return (NO_ROOM.at(place, room=room, workers=workers, wanted=wanted),)


def grant_rows(role: str) -> None:
    """Let ``role`` read and write rows of all tables, and delete none that stay; by their owner."""
    quote = connection.ops.quote_name
    named = quote(role)
    with connection.cursor() as cursor:
        cursor.execute(KEPT)
        stay = [f"REVOKE DELETE ON {quote(table)} FROM {named}" for table, _ in cursor.fetchall()]
        cursor.execute(OWN_FUNCTIONS)
        may = [f"GRANT EXECUTE ON FUNCTION {name} TO {named}" for (name,) in cursor.fetchall()]
        # At once, which is one transaction: there is no moment with more rights.
        cursor.execute("; ".join([*(one.format(role=named) for one in GRANTS), *stay, *may]))


def database_faults() -> tuple[Fault, ...]:
    """Return why the site must not be served from this database by this role."""
    place = Place("COMITY_DATABASE_URL")
    with connection.cursor() as cursor:
        cursor.execute(MIGHT)
        too_much = cursor.fetchone()[0]
        cursor.execute(ORDER)
        encoding, collation = cursor.fetchone()
        cursor.execute(KEPT)
        deleted = [table for table, deletes in cursor.fetchall() if deletes]
    faults = [TOO_MUCH.at(place)] if too_much else []
    if deleted and not too_much:
        faults.append(MAY_DELETE.at(place, count=len(deleted), table=deleted[0]))
    if (encoding, collation) not in (("UTF8", "C"), ("UTF8", "POSIX")):
        faults.append(OTHER_ORDER.at(place, encoding=encoding, collation=collation))
    return tuple(faults)
