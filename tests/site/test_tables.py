import pytest
from django.db import connection

from comity.fault import FaultKind, Place, RefusedError
from comity.site import tables

pytestmark = pytest.mark.django_db


class Elsewhere:
    """Stands for a connection to PostgreSQL whose role only serves."""

    vendor = "postgresql"

    def __init__(self, real):
        self._real = real
        self.settings_dict = {**real.settings_dict, "OWNER": {}}

    def __getattr__(self, name):
        return getattr(self._real, name)


@pytest.fixture
def elsewhere(monkeypatch):
    monkeypatch.setattr(tables, "connection", Elsewhere(connection))
    monkeypatch.setattr(tables, "database_faults", tuple)


def test_without_its_owner_tables_that_are_up_to_date_are_served(elsewhere):
    tables.update_tables()


def test_without_its_owner_old_tables_are_refused(elsewhere, monkeypatch):
    monkeypatch.setattr(tables.MigrationExecutor, "migration_plan", lambda *_: ["one"])
    with pytest.raises(RefusedError) as refused:
        tables.update_tables()
    assert refused.value.faults[0].code == "site.tables_old"


def test_what_is_not_safe_is_refused(elsewhere, monkeypatch):
    fault = FaultKind("t.t", "f", "r", "m").at(Place("p"))
    monkeypatch.setattr(tables, "database_faults", lambda: (fault,))
    with pytest.raises(RefusedError):
        tables.update_tables()
