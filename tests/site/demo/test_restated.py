"""A visitor finds a report whose figures were restated, on whatever day the demo began."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from comity.dialogue import first_scheduled
from comity.site.demo import restated
from comity.site.demo.people import plant_people
from comity.site.demo.protected import HELD as PROTECTED
from comity.site.demo.restated import (
    BEGAN_BEFORE,
    HELD,
    ID,
    LEFT_BEFORE,
    PUBLISHED_BEFORE,
    plant_restated,
    restated_digest,
)
from comity.site.dialogue.models import Restatement
from comity.site.dialogue.queries.restatement import restatement_rule
from comity.site.home.health import reconcile
from comity.site.record.intake import open_intake
from comity.site.record.keeping import log_key, open_log
from comity.site.record.models import Entry, Log
from tests.site.conftest import NOW


def test_on_whatever_day_it_begins_the_date_falls_before_the_next_scene():
    _, rule = restatement_rule()
    for number in range(366):
        began = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=number)
        left = began - LEFT_BEFORE
        day = first_scheduled(rule, left.date())
        assert left.date() < day < (began - PROTECTED.opened_before).date()
        assert first_scheduled(rule, (began - PUBLISHED_BEFORE).date()) <= day
    assert BEGAN_BEFORE > HELD.opened_before > HELD.closed_before > PUBLISHED_BEFORE > LEFT_BEFORE


@pytest.fixture
def planted(instance, monkeypatch):
    """The scene with few people, planted."""
    monkeypatch.setattr(restated, "HELD", replace(HELD, people=40))
    began = NOW - BEGAN_BEFORE
    signer = log_key(instance.key_file, instance.instance.origin)
    log = open_log(signer=signer, simulated=True, now=began)
    open_intake(log=log, key_file=instance.key_file, now=began)
    plant_people(log=log, began=NOW, now=began)
    plant_restated(log=log, configuration=instance, began=NOW)
    return instance


@pytest.mark.django_db
def test_the_report_says_that_it_was_restated_and_planting_again_changes_nothing(planted, client):
    entries = Entry.objects.count()
    plant_restated(log=Log.objects.get(), configuration=planted, began=NOW)
    assert Entry.objects.count() == entries
    row = Restatement.objects.get()
    assert row.simulated
    assert date.fromisoformat(row.pk.removeprefix(f"{ID}-")).day == 1
    page = client.get(f"/en/dialogue/reports/{ID}/").content.decode()
    assert "Figures restated for" in page
    found = reconcile(planted, NOW).differences
    assert [one for one in found if one.kind != "file"] == []


def test_the_digest_changes_with_the_scene(monkeypatch):
    before = restated_digest()
    monkeypatch.setattr(restated, "HELD", replace(HELD, seed=12))
    assert restated_digest() != before
