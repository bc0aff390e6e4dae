import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from comity.site.oversight.models import SignOffRow

pytestmark = pytest.mark.django_db


def run(statement):
    with atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM oversight_signoff",
        "UPDATE oversight_signoff SET digest = 'x'",
        "UPDATE oversight_signoff SET mandate_end = '2030-01-01'",
        "UPDATE oversight_signoff SET name = 'Somebody Else'",
    ],
)
def test_the_database_itself_refuses_to_change_a_sign_off(published, statement):
    with pytest.raises(DatabaseError, match="oversight_signoff"):
        run(statement)
    assert SignOffRow.objects.get().name == "Ilsa Verrane"


def test_a_name_can_be_erased_and_role_and_mandate_stay(published):
    run("UPDATE oversight_signoff SET name = ''")
    row = SignOffRow.objects.get()
    assert (row.name, row.role, row.mandate) == ("", "secretary", "m-1")
    assert str(row) == "dialogue.publish_report dialogue:report:dia-1"
