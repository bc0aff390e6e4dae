"""The database itself keeps an appeal, and lets its words go; a rejection goes only by an entry."""

import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from comity.site.dialogue.models import AppealRow, Statement
from tests.site.dialogue.world import appeal, opened, rejected
from tests.site.tampering import NEVER_GO

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(log, instance):
    """One appeal that waits."""
    opened(instance)
    appeal(instance, 1, rejected(instance, 1, "Ask the fishermen too."))
    return AppealRow.objects.get()


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "change",
    [
        "text = 'Another'",
        "day = '2020-01-01'",
        "against_id = entry_id",
        "entry_id = against_id",
        "state = 'upheld'",
    ],
)
def test_nothing_it_says_can_be_changed(row, change):
    with pytest.raises(DatabaseError):
        run(f"UPDATE dialogue_appeal SET {change}")


def test_it_never_goes_and_its_words_may(row):
    with pytest.raises(DatabaseError, match=NEVER_GO), atomic():
        run("DELETE FROM dialogue_appeal")
    run("UPDATE dialogue_appeal SET text = ''")
    assert str(row).endswith("waiting")


def test_there_is_one_of_a_statement(row):
    with pytest.raises(DatabaseError):
        AppealRow.objects.create(
            statement=row.statement,
            text="Again",
            day=row.day,
            against=row.against,
            entry=row.against,
        )


@pytest.mark.parametrize(
    "change",
    [
        "state = 'accepted'",
        "state = 'accepted', decided_id = NULL",
        "state = 'accepted', decided_id = decided_id - 1",
        "decided_id = NULL",
    ],
)
def test_a_rejected_statement_is_shown_only_by_a_later_decision(row, change):
    with pytest.raises(DatabaseError, match="never change"), atomic():
        run(f"UPDATE dialogue_statement SET {change} WHERE state = 'rejected'")
    # The control: a later entry decides otherwise.
    run(
        f"UPDATE dialogue_statement SET state = 'accepted', decided_id = {row.entry_id}"
        " WHERE state = 'rejected'"
    )
    assert Statement.objects.get(number=4).state == "accepted"
