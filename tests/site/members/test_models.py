"""The database itself keeps what is entered about people; names may be erased."""

import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from comity.site.members import models
from comity.site.members.actions import close_account, recuse_person
from comity.site.record.models import Log
from comity.subject import Subject
from tests.site.conftest import NOW
from tests.site.members.factories import invite, revoke, somebody
from tests.site.tampering import NEVER_GO, run

pytestmark = pytest.mark.django_db
KEPT = ("party", "status", "person", "closing", "mandate", "revocation", "recusal", "invitation")


@pytest.fixture(autouse=True)
def one_of_each(log):
    moderator = somebody("moderator")
    recuse_person(log=log, acting=moderator, subject=Subject("dialogue", "x", "1"), now=NOW)
    invite("p-1")
    revoke("m-p-1-moderator")
    boss = somebody("administrator", person="p-boss")
    close_account(log=Log.objects.get(), acting=boss, person="p-1", now=NOW)


@pytest.mark.parametrize("table", KEPT)
def test_no_row_goes(table):
    with pytest.raises(DatabaseError, match=NEVER_GO), atomic():
        run(f"DELETE FROM members_{table}")


def columns_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM members_{table} LIMIT 0")
        return [column[0] for column in cursor.description]


@pytest.mark.parametrize("table", KEPT)
def test_each_column_is_kept(table):
    assert len(columns_of(table)) > 3
    for column in columns_of(table):
        with pytest.raises(DatabaseError, match=r"never change|FOREIGN KEY|UNIQUE"), atomic():
            run(f"UPDATE members_{table} SET \"{column}\" = '9999'")


def test_a_name_can_be_erased_and_never_replaced():
    run("UPDATE members_person SET name = ''")
    with pytest.raises(DatabaseError), atomic():
        run("UPDATE members_person SET name = 'Another'")


def test_rows_say_what_they_are():
    said = {str(models.PartyRow.objects.get()), str(models.MandateRow.objects.get(holder="p-1"))}
    assert said == {"assembly", "m-p-1-moderator"}
    for model in (
        *(models.StatusRow, models.PersonRow, models.ClosingRow, models.RevocationRow),
        *(models.RecusalRow, models.InvitationRow, models.Account),
    ):
        assert str(model.objects.first())
