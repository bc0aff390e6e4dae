from dataclasses import replace

import pytest

from comity.site.demo import protected, publishing
from comity.site.demo.people import plant_people
from comity.site.demo.protected import HELD, ID, plant_protected, protected_digest
from comity.site.dialogue.audits import audit_of, is_audited
from comity.site.dialogue.queries import auditor_lines, conversation_with, report_with
from comity.site.dialogue.tasks import template_draft
from comity.site.home.health import reconcile
from comity.site.record.intake import open_intake
from comity.site.record.keeping import log_key, open_log
from comity.site.record.models import Entry, Log
from tests.site.conftest import NOW, YEAR

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def planted(instance, monkeypatch):
    """The scene with few people, planted."""
    monkeypatch.setattr(protected, "HELD", replace(HELD, people=40))
    signer = log_key(instance.key_file, instance.instance.origin)
    log = open_log(signer=signer, simulated=True, now=NOW - YEAR)
    open_intake(log=log, key_file=instance.key_file, now=NOW - YEAR)
    plant_people(log=log, began=NOW, now=NOW - YEAR)
    plant_protected(log=log, configuration=instance, began=NOW)
    return instance


def test_it_is_closed_published_and_audited_by_two_parties(planted):
    assert conversation_with(ID, NOW).stage == "closed"
    report = report_with(ID)
    assert report.simulated
    assert not report.open_ballots
    assert is_audited(audit_of(report, planted))
    assert len({line.party.id for line in auditor_lines(ID)}) == 2


def test_planting_again_changes_nothing_and_all_is_as_the_record_says(planted):
    entries = Entry.objects.count()
    plant_protected(log=Log.objects.get(), configuration=planted, began=NOW)
    assert Entry.objects.count() == entries
    found = reconcile(planted, NOW).differences
    assert [one for one in found if one.kind != "file"] == []


def test_the_digest_changes_with_the_scene(monkeypatch):
    before = protected_digest()
    monkeypatch.setattr(protected, "HELD", replace(HELD, seed=12))
    assert protected_digest() != before


def test_a_signed_text_that_stands_above_is_not_shown_again(planted, client):
    signed = '<div class="words"'
    page = client.get(f"/en/dialogue/reports/{ID}/").content.decode()
    assert "a person read it, changed nothing and signed it." in page
    assert signed not in page
    # On a page in another language the words that were signed do not stand above.
    assert signed in client.get(f"/fr/dialogue/reports/{ID}/").content.decode()


@pytest.fixture
def edited(monkeypatch):
    """Whoever signs adds a sentence to the draft."""

    def draft(*of):
        made = template_draft(*of)
        return replace(made, text=made.text + " And so on.")

    monkeypatch.setattr(publishing, "template_draft", draft)


def test_a_signed_text_that_was_changed_is_shown(edited, planted, client):
    page = client.get(f"/en/dialogue/reports/{ID}/").content.decode()
    assert '<div class="words"' in page
    assert "And so on." in page
