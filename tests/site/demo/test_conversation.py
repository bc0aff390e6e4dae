from datetime import timedelta

import pytest

from comity.site.demo.conversation import ID, PEOPLE, conversation_digest, plant_conversation
from comity.site.demo.people import plant_people
from comity.site.dialogue.models import Statement, VoteLine
from comity.site.dialogue.queries import alarms_of, conversation_with, live_results
from comity.site.record.intake import open_intake
from tests.site.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def planted(log, instance):
    """The scene."""
    open_intake(log=log, key_file=instance.key_file, now=NOW)
    plant_people(log=log, began=NOW, now=NOW - timedelta(days=30))
    plant_conversation(log=log, configuration=instance, began=NOW)
    return conversation_with(ID, NOW)


def test_the_scene_is_a_conversation_that_anybody_can_vote_in(planted):
    assert planted.takes
    assert planted.terms.simulated
    assert planted.took_part == PEOPLE
    assert {one.language for one in Statement.objects.all()} == {"ar", "zh", "en", "fr", "ru", "es"}
    assert Statement.objects.filter(state="waiting").count() == 1
    assert planted.terms.closes > NOW + timedelta(days=7)


def test_planting_twice_changes_nothing(planted, log, instance):
    before = VoteLine.objects.count()
    plant_conversation(log=log, configuration=instance, began=NOW)
    assert VoteLine.objects.count() == before > PEOPLE


def test_the_scene_has_one_digest():
    assert conversation_digest() == conversation_digest()


def test_the_scene_shows_results_so_far_and_who_is_missing(planted):
    cells = live_results(ID).cells
    assert len(cells) == 8
    assert all(cell.n >= 10 for cell in cells)
    assert [alarm.value for alarm in alarms_of(ID)] == ["zh", ""]
