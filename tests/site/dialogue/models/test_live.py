import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from comity.site.dialogue.actions import release_all
from comity.site.dialogue.models import LiveSnapshot
from tests.site.dialogue.world import NOW, opened, vote

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    ["UPDATE dialogue_live_snapshot SET agree = 9", "DELETE FROM dialogue_live_snapshot"],
)
def test_what_was_shown_never_changes_and_never_goes(log, instance, statement):
    opened(instance)
    for number in range(10):
        vote(instance, number, (1, 1))
    release_all(now=NOW)
    with pytest.raises(DatabaseError), atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert str(LiveSnapshot.objects.get()) == "dia-7 1 up to 10"
