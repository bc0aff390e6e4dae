"""My work shows what waits for this person and nobody else's, the most urgent first."""

import io
import re
import zipfile
from datetime import timedelta

import pytest

from comity.edge import verify_signature
from comity.record import verify_intake
from comity.site.dialogue.actions import Ruling, moderate_statement
from comity.site.dialogue.models import ReportDraft
from comity.site.dialogue.tasks import draft_now
from comity.site.record.intake import intake_of
from comity.site.record.models import Entry, Log
from tests.site.conftest import sequence
from tests.site.dialogue.audited import publish_protected
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import ID, NOW, opened, submit, terms
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = "/en/my-work/"
ONE = f"/en/dialogue/conversations/{ID}/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("comity.site.home.own_work.now", lambda: NOW)


@pytest.fixture
def at(monkeypatch):
    """Look at the page at another time."""

    def look(when):
        monkeypatch.setattr("comity.site.home.own_work.now", lambda: when)

    return look


def work(client, role: str, person: str = "p-1", **changes) -> list[str]:
    """Return the kinds of what waits for somebody with this role."""
    somebody(role, person=person, **changes)
    sign_in(client, person)
    return kinds(client)


def kinds(client) -> list[str]:
    return [one.kind for one in client.get(PAGE).context["duties"]]


def test_a_visitor_is_led_to_sign_in(log, client):
    assert "/sign-in/" in client.get(PAGE).headers["Location"]


def test_a_moderator_sees_what_waits_by_when_and_a_delegate_what_is_open(log, instance, client):
    opened(instance)
    submit(instance, 1, "Ask the fishermen too.")
    assert work(client, "moderator") == ["moderate", "translate"]
    page = client.get(PAGE).content.decode()
    assert "Decide on 1 statement" in page
    assert f'href="{ONE}office/"' in page
    assert "3 December 2026" in page
    assert "fishermen" not in page
    client.cookies.clear()
    assert work(client, "auditor", "p-2") == []
    page = client.get(PAGE).content.decode()
    assert "Nothing waits for you." in page
    assert f'href="{ONE}"' in page


def test_what_is_done_waits_no_longer(log, instance, client):
    opened(instance)
    assert work(client, "moderator") == ["translate"]
    number = submit(instance, 1, "Ask the fishermen too.")
    assert kinds(client) == ["moderate", "translate"]
    client.post(f"{ONE}do/moderate", {"statement": str(number), "decision": "accepted"})
    assert kinds(client) == ["translate"]


def test_who_may_close_and_sign_is_told_when(log, instance, client, at):
    opened(instance)
    somebody("secretary", person="p-1")
    sign_in(client, "p-1")
    assert "close" not in kinds(client)
    at(terms().closes + timedelta(hours=1))
    assert "close" in kinds(client)


def test_a_draft_waits_for_who_may_sign_it(log, instance, client, at):
    close_voted(instance)
    assert work(client, "secretary") == []
    draft_now(instance, ID, "en")
    assert kinds(client) == ["sign"]
    assert f'href="{ONE}draft/"' in client.get(PAGE).content.decode()
    ReportDraft.objects.all().delete()
    assert kinds(client) == []


def test_an_auditor_is_asked_for_a_word_on_protected_votes(log, instance, client):
    publish_protected(instance)
    assert work(client, "auditor") == ["attest"]


def test_a_mandate_that_ends_soon_is_named_before_what_has_no_date(log, client):
    end = NOW + timedelta(days=20)
    assert work(client, "moderator", end=end) == ["mandate_ends"]
    assert "16 December 2026" in client.get(PAGE).content.decode()


def test_own_acts_lead_to_their_entries_and_those_of_others_do_not(log, instance, client):
    opened(instance)
    acting = somebody("moderator", person="p-1")
    other = somebody("moderator", person="p-2")
    number = submit(instance, 1, "Ask the fishermen too.")
    again = submit(instance, 2, "Ask the cooks too.")
    for who, statement in ((acting, number), (other, again)):
        ruling = Ruling(statement, "accepted")
        moderate_statement(
            log=Log.objects.get(), conversation=ID, ruling=ruling, acting=who, now=NOW
        )
    sequence(instance.log_folder)
    sign_in(client, "p-1")
    lines = client.get(PAGE).context["lines"]
    assert [line.act for line in lines] == ["dialogue.moderate_statement"]
    entry = client.get(f"/en/record/entries/{lines[0].index}/")
    assert entry.status_code == 200
    (receipt,) = set(re.findall(r'href="([^"]+tlog-proof)"', entry.content.decode()))
    assert b"c2sp.org/tlog-proof" in client.get(receipt).content


def test_one_downloads_the_notes_of_ones_own_acts_alone(log, instance, client):
    opened(instance)
    number = submit(instance, 1, "Ask the fishermen too.")
    who = somebody("moderator")
    ruling = Ruling(number, "accepted")
    moderate_statement(log=log, conversation=ID, ruling=ruling, acting=who, now=NOW)
    sequence(instance.log_folder)
    assert "/sign-in/" in client.get(f"{PAGE}notes.zip").headers["Location"]
    sign_in(client, "p-1")
    assert f'href="{PAGE}notes.zip"' in client.get(PAGE).content.decode()
    with zipfile.ZipFile(io.BytesIO(client.get(f"{PAGE}notes.zip").content)) as archive:
        notes = [archive.read(name) for name in archive.namelist()]
    key = intake_of(instance.key_file).key
    named = [leaf for one in notes for leaf in verify_intake(one, key, verify_signature).entries]
    (own,) = Entry.objects.filter(act="dialogue.moderate_statement")
    assert named == [bytes(own.leaf_hash)]
