import pytest
from django.db import DatabaseError, connection

from comity.site.record.models import Entry, Log
from comity.site.record.stored import read_only, stored_rows
from tests.site.tampering import tamper


@pytest.fixture
def a_log(transactional_db):
    """A log without an entry: entries could not be cleared after the test."""
    Log.objects.create(origin="o", vkey="k", simulated=True)


@pytest.mark.django_db(transaction=True)
def test_who_compares_cannot_write(a_log):
    with read_only():
        assert Log.objects.count() == 1
        with pytest.raises(DatabaseError, match=r"read-?only"), connection.cursor() as cursor:
            cursor.execute("UPDATE record_log SET size = 0")
    Log.objects.update(size=0)


@pytest.mark.django_db(transaction=True)
def test_after_a_failure_one_may_write_again(a_log):
    with pytest.raises(ZeroDivisionError), read_only():
        raise ZeroDivisionError
    assert Log.objects.update(size=0) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("as_if_entered")
def test_a_value_that_cannot_be_read_stands_for_itself_alone(published):
    tamper("UPDATE record_entry SET at = '2026-13-01 00:00:00' WHERE idx = 1")
    rows = list(stored_rows(Entry.objects.order_by("idx"), ("at", "act")))
    assert [row["act"] for row in rows] == [
        "record.begin",
        "oversight.sign_off",
        "dialogue.publish_report",
    ]
    assert [isinstance(row["at"], str) for row in rows] == [False, True, False]
