"""The database itself keeps a concern, and lets what it says go."""

import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from comity.site.dialogue.models import ConcernRow
from tests.site.dialogue.world import concern, opened, vote
from tests.site.tampering import NEVER_GO

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(log, instance):
    """One concern."""
    opened(instance)
    vote(instance, 1, (1, 1))
    concern(instance, 1, 1, text="Words.")
    return ConcernRow.objects.get()


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("column", ["who", "reason", "text", "day", "statement_id", "entry_id"])
def test_nothing_it_says_can_be_changed(row, column):
    with pytest.raises(DatabaseError):
        run(f"UPDATE dialogue_concern SET {column} = 'another'")


def test_it_never_goes_and_what_it_says_may(row):
    with pytest.raises(DatabaseError, match=NEVER_GO), atomic():
        run("DELETE FROM dialogue_concern")
    run("UPDATE dialogue_concern SET who = '', reason = '', text = ''")
    assert row.who not in str(row)
    assert "Words" not in str(row)
