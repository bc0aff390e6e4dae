"""What the role that serves may do, and what is said where it may do more."""

import pytest
from django.db import DatabaseError

from comity.site.postgres import roles
from tests.postgresql import OWNER, SERVING
from tests.site.postgres.databases import application, connection_as

__all__ = ["application"]

pytestmark = pytest.mark.postgres

FORBIDDEN = (
    "DROP TRIGGER kept_stays ON kept",
    "ALTER TABLE kept DISABLE TRIGGER ALL",
    "TRUNCATE kept",
    "CREATE TABLE other (id integer)",
    "CREATE TEMPORARY TABLE kept (id integer)",
    "CREATE OR REPLACE FUNCTION stays() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    "SET session_replication_role = replica",
    "INSERT INTO django_migrations VALUES (1)",
    "DELETE FROM kept",
    f"SET ROLE {OWNER}",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_attack_nothing_is_switched_off_on_the_connection_of_pages(application, statement):
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        application.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_control_the_owner_of_the_tables_does_it(application, server):
    with connection_as(server, OWNER) as owner, owner.cursor() as cursor:
        cursor.execute("BEGIN")
        for statement in (FORBIDDEN[0], FORBIDDEN[2], "DELETE FROM kept"):
            cursor.execute(statement)
        cursor.execute("ROLLBACK")


def test_a_role_that_reads_and_writes_rows_is_well(application):
    assert roles.database_faults() == ()
    with application.cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES (1) ON CONFLICT DO NOTHING")


@pytest.mark.parametrize(
    ("right", "code"),
    [
        ("DELETE ON kept", "site.database_deletes"),
        ("TRUNCATE ON kept", "site.database_role"),
        ("UPDATE ON django_migrations", "site.database_role"),
    ],
)
def test_a_role_that_was_given_more_is_told(application, server, right, code):
    server.tell("few", f"SET ROLE {OWNER}", f"GRANT {right} TO {SERVING}")
    (fault,) = roles.database_faults()
    assert fault.code == code
    server.tell("few", f"SET ROLE {OWNER}", f"REVOKE {right} FROM {SERVING}")
    assert roles.database_faults() == ()


def test_a_role_that_may_be_the_owner_is_refused(application, server):
    with server.owning():
        (fault,) = roles.database_faults()
    assert fault.code == "site.database_role"


def test_workers_that_would_wait_for_connections_are_refused(application, server):
    assert roles.room_faults(2) == ()
    (fault,) = roles.room_faults(3)
    assert (fault.code, fault.values["room"]) == ("site.database_connections", "57")


def test_a_database_that_orders_otherwise_is_refused(application, monkeypatch):
    monkeypatch.setattr(roles, "ORDER", "SELECT 'UTF8', 'en_GB.UTF-8'")
    (fault,) = roles.database_faults()
    assert fault.code == "site.database_order"
