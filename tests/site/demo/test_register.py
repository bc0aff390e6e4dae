from datetime import UTC, datetime, timedelta

import pytest

from comity.edge import policy_of_key, verify_signature
from comity.record import Trust, parse_vkey, verify_bundle
from comity.registry import REGISTRY
from comity.site.demo import register
from comity.site.demo.people import plant_people
from comity.site.demo.register import plant_register, scene_digest
from comity.site.dialogue.files import proven_bundle
from comity.site.dialogue.queries import report_with
from comity.site.record.models import Entry
from tests.site.conftest import sequence

BEGAN = datetime(2026, 11, 23, tzinfo=UTC)


def test_the_digest_of_the_scene_changes_with_what_it_is_made_from(monkeypatch):
    before = scene_digest()
    assert before == scene_digest()
    monkeypatch.setattr(register, "PEOPLE", 1501)
    assert scene_digest() != before


@pytest.mark.slow
@pytest.mark.django_db
def test_the_scene_is_published_once_and_recomputes(log, instance):
    plant_people(log=log, began=BEGAN, now=BEGAN - timedelta(days=30))
    for _ in range(2):
        plant_register(log=log, folder=instance.bundle_folder, began=BEGAN)
    sequence(instance.log_folder)
    assert Entry.objects.filter(act="dialogue.publish_report").count() == 1
    view = report_with("dia-1")
    assert view.participants == 1500
    assert view.report["groups"]["outcome"] == "stable"
    assert view.simulated
    data = proven_bundle(view, bundles=instance.bundle_folder, log=instance.log_folder)
    trust = Trust(policy_of_key(parse_vkey(log.vkey)), verify_signature, REGISTRY)
    verdict = verify_bundle(data, trust)
    assert verdict.code == 0
