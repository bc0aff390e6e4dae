from dataclasses import replace

import pytest

from comity.site.demo import awaiting
from comity.site.demo.awaiting import HELD, awaiting_digest, plant_awaiting
from comity.site.demo.people import plant_people
from comity.site.dialogue.queries import conversation_with, draft_of, report_with
from comity.site.dialogue.tasks import draft_missing
from comity.site.home.health import reconcile
from comity.site.record.intake import open_intake
from comity.site.record.keeping import log_key, open_log
from comity.site.record.models import Entry, Log
from tests.site.conftest import NOW, YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def planted(instance):
    """The scene, planted."""
    signer = log_key(instance.key_file, instance.instance.origin)
    log = open_log(signer=signer, simulated=True, now=NOW - YEAR)
    open_intake(log=log, key_file=instance.key_file, now=NOW - YEAR)
    plant_people(log=log, began=NOW, now=NOW - YEAR)
    plant_awaiting(log=log, configuration=instance, began=NOW)
    return instance


@pytest.mark.slow
def test_it_is_closed_and_its_report_waits_for_a_person_once_it_was_computed(planted):
    assert conversation_with(HELD.id, NOW).stage == "closed"
    draft_missing(planted, set())
    assert draft_of(HELD.id) is not None
    assert report_with(HELD.id) is None


def test_planting_again_changes_nothing_and_all_is_as_the_record_says(planted):
    entries = Entry.objects.count()
    plant_awaiting(log=Log.objects.get(), configuration=planted, began=NOW)
    assert Entry.objects.count() == entries
    found = reconcile(planted, NOW).differences
    assert [one for one in found if one.kind != "file"] == []


def test_the_digest_changes_with_the_scene(monkeypatch):
    before = awaiting_digest()
    monkeypatch.setattr(awaiting, "HELD", replace(HELD, seed=12))
    assert awaiting_digest() != before
