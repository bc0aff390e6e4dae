from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from comity.site.record.guards import refuse_change, require_sign_off
from comity.site.record.models import Entry
from tests.site.tampering import spoken

pytestmark = pytest.mark.django_db


def run(statement):
    with atomic(), connection.cursor() as cursor:
        cursor.execute(spoken(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM record_entry WHERE idx = 2",
        "UPDATE record_entry SET leaf = x'00' WHERE idx = 2",
        "UPDATE record_entry SET subject = 'other' WHERE idx = 2",
        "UPDATE record_entry SET idx = 7 WHERE idx = 2",
        "UPDATE record_entry SET idx = NULL WHERE idx = 2",
        "UPDATE record_entry SET payload = x'00' WHERE idx = 2",
        "UPDATE record_entry SET payload_key = x'00' WHERE idx = 2",
    ],
)
def test_the_database_itself_refuses_to_change_an_entry(published, statement):
    with pytest.raises(DatabaseError, match="record_entry"):
        run(statement)


def test_content_and_key_can_be_erased(published):
    run("UPDATE record_entry SET payload = NULL, payload_key = NULL WHERE idx = 2")
    assert Entry.objects.get(idx=2).payload is None


@pytest.mark.parametrize("step", [refuse_change("t", ["c"]), require_sign_off("t")])
def test_another_database_is_not_left_unguarded(step):
    editor = SimpleNamespace(connection=SimpleNamespace(vendor="other"))
    with pytest.raises(NotImplementedError):
        step(None, editor)
