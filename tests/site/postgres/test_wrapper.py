"""One writer at a time, in whichever process; and the owner of the tables for a while."""

import pytest
from django.db import DatabaseError, OperationalError

from comity.site.postgres import wrapper
from tests.postgresql import OWNER
from tests.site.postgres.databases import application, connection_as

__all__ = ["application"]

pytestmark = pytest.mark.postgres


def begin(connection):
    connection.set_autocommit(False)


def end(connection):
    connection.rollback()
    connection.set_autocommit(True)


def test_who_comes_second_waits_for_the_end_of_the_first_and_readers_do_not(application, server):
    with connection_as(server) as second:
        with second.cursor() as cursor:
            cursor.execute("SET lock_timeout = 50")
        begin(application)
        with second.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM kept")
        with pytest.raises(OperationalError, match="lock timeout"):
            begin(second)
        end(application)
        begin(second)
        end(second)


def test_after_a_turn_that_did_not_come_a_connection_is_as_before(application, server):
    with connection_as(server) as second:
        with second.cursor() as cursor:
            cursor.execute("SET lock_timeout = 50")
        begin(application)
        with pytest.raises(OperationalError):
            begin(second)
        assert second.connection is None
        with second.cursor() as cursor:
            cursor.execute("SELECT current_setting('synchronous_commit')")
            assert cursor.fetchone() == ("on",)
        assert second.get_autocommit()
        end(application)


def test_who_is_within_a_transaction_does_not_leave_it_unended(application):
    begin(application)
    with pytest.raises(DatabaseError, match="transaction"):
        application.set_autocommit(True)
    end(application)


def test_a_connection_that_answered_a_moment_ago_is_not_asked_again(application, monkeypatch):
    asked = []
    monkeypatch.setattr(type(application), "is_usable", lambda _: asked.append(1) or True)
    application.ensure_connection()
    application.health_check_enabled = True
    for quiet in (1_000.0, 1_000.0, 0.0):
        monkeypatch.setattr(wrapper, "QUIET", quiet)
        application.health_check_done = False  # as at the beginning of each request
        application.close_if_health_check_failed()
    assert asked == [1, 1]


def test_the_owner_of_the_tables_comes_and_goes(application):
    def who():
        with application.cursor() as cursor:
            cursor.execute("SELECT current_user")
            return cursor.fetchone()[0]

    before = who()
    with application.lifted():
        assert who() == OWNER
    assert who() == before != OWNER


def test_nobody_becomes_the_owner_inside_a_transaction(application):
    application.in_atomic_block = True
    try:
        with pytest.raises(RuntimeError, match="connection of its own"), application.lifted():
            pass
    finally:
        application.in_atomic_block = False


def test_what_a_trigger_refuses_is_refused_to_the_owner_too(application):
    with application.lifted(), application.cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES (7) ON CONFLICT DO NOTHING")
        with pytest.raises(DatabaseError, match="stays"):
            cursor.execute("DELETE FROM kept WHERE id = 7")
