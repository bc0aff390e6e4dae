import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from comity.site.dialogue.models import Conversation, ParticipationCount
from tests.site.dialogue.world import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(log, instance):
    """A count of three."""
    opened(instance)
    conversation = Conversation.objects.get()
    return conversation.participationcount_set.create(part="language", value="ar", count=3)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dialogue_participation SET count = 2",
        "UPDATE dialogue_participation SET value = 'en'",
        "DELETE FROM dialogue_participation",
    ],
)
def test_a_count_only_rises(row, statement):
    with pytest.raises(DatabaseError), atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    ParticipationCount.objects.update(count=4)
    assert str(ParticipationCount.objects.get(count=4)) == "dia-7 language ar"
