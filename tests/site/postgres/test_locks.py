"""One sequencer, one serving command and one worker that tends for each database."""

import pytest
from django.db import OperationalError

from comity.fault import RefusedError
from comity.site.postgres import locks
from tests.site.postgres.databases import application, connection_as

__all__ = ["application"]

pytestmark = pytest.mark.postgres


class Connections:
    """Stands for Django's, of the database of the tests."""

    def __init__(self, server):
        self.server = server
        self.opened = []

    def create_connection(self, _alias):
        self.opened.append(connection_as(self.server))
        return self.opened[-1].__enter__()


def test_the_second_sequencer_waits_and_then_has_its_turn(application, server, monkeypatch):
    with connection_as(server) as second:
        with locks.sequencing():
            with second.cursor() as cursor:
                cursor.execute("SET lock_timeout = 50")
            monkeypatch.setattr(locks, "connection", second)
            with pytest.raises(OperationalError, match="lock timeout"), locks.sequencing():
                pass
            monkeypatch.setattr(locks, "connection", application)
        monkeypatch.setattr(locks, "connection", second)
        with locks.sequencing():
            pass


def test_one_process_at_a_time_serves_a_database(application, server, monkeypatch):
    monkeypatch.setattr(locks, "connections", Connections(server))
    with locks.serving_alone():
        with pytest.raises(RefusedError) as refused, locks.serving_alone():
            pass
        assert refused.value.faults[0].code == "site.database_in_use"
    with locks.serving_alone():
        pass


def ended(server):
    """End every session that holds a lock of its own, as a restart of the database does."""
    server.tell("few", "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")


def test_one_worker_tends_and_another_takes_over_where_its_connection_goes(
    application, server, monkeypatch
):
    monkeypatch.setattr(locks, "connections", Connections(server))
    first, second = locks._Turn(), locks._Turn()  # noqa: SLF001 - as two processes have them
    try:
        assert (first.is_held(), second.is_held()) == (True, False)
        assert (first.is_held(), second.is_held()) == (True, False)
        ended(server)
        # Nobody knows yet: who asks first learns that it was lost, and the other has it.
        assert not first.is_held()
        assert second.is_held()
        assert not first.is_held()
    finally:
        first.let_go()
        second.let_go()


def test_on_a_file_the_one_worker_tends(monkeypatch):
    monkeypatch.setattr(locks, "connection", type("Lite", (), {"vendor": "sqlite"}))
    assert locks.tends()
