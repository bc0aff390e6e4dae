import pytest

from comity.site.dialogue.models import Conversation
from comity.site.dialogue.queries import alarms_of, gaps_of, participation_rule, who_took_part
from tests.site.dialogue.world import ID, opened
from tests.site.members.factories import add_party, add_person, invite

pytestmark = pytest.mark.django_db


def counts(**parts):
    row = Conversation.objects.get()
    for part, values in parts.items():
        for value, count in values.items():
            row.participationcount_set.create(part=part, value=value, count=count)


def told(public):
    return {
        (part.part, line.value): line.count
        for part in who_took_part(ID, public=public)
        for line in part.lines
    }


def test_small_counts_are_hidden_with_another_and_the_public_is_told_of_bands(log, instance):
    opened(instance)
    counts(tier={"anonymous": 47}, language={"en": 44, "ar": 3}, region={"": 27, "142": 20})
    found = told(public=False)
    assert found["tier", "anonymous"] == 40
    assert (found["language", "en"], found["language", "ar"]) == (None, None)
    assert (found["region", "142"], found["region", ""], found["region", "002"]) == (20, 20, 0)
    assert told(public=True)["tier", "anonymous"] == 20
    assert told(public=True)["language", "ar"] is None


def test_regions_stand_in_the_order_of_their_numbers_whatever_came(log, instance):
    opened(instance)
    counts(region={"419": 90, "002": 10})
    *_, regions = who_took_part(ID, public=False)
    assert [line.value for line in regions.lines] == [*participation_rule().regions, ""]


def test_who_is_missing_is_an_alarm(log, instance):
    opened(instance)
    counts(tier={"anonymous": 47}, language={"en": 47}, region={"": 47})
    assert [alarm.id for alarm in alarms_of(ID)] == [
        "language.none.ar",
        "language.share.en",
        "region.unknown",
    ]
    assert alarms_of("dia-99") == ()


def test_codes_that_nobody_used_are_an_alarm_that_names_no_delegation(log, instance):
    opened(instance)
    without = [alarm.id for alarm in alarms_of(ID)]
    add_party("northland")
    add_person("p-9", "northland", handle="HERNABC")
    assert [alarm.id for alarm in alarms_of(ID)] == without
    invite("p-9")
    assert [alarm.id for alarm in alarms_of(ID)] == [*without, "delegation.unused"]
    assert [alarm.id for alarm in gaps_of(ID)] == without
    assert alarms_of("dia-99") == ()
