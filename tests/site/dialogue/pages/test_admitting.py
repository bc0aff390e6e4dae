import pytest

from comity.site.dialogue.actions import ADMIT
from comity.site.dialogue.queries import late_entries
from comity.site.record.models import Entry
from tests.site.conftest import sequence
from tests.site.dialogue.late import closed_too_early
from tests.site.dialogue.world import ID, LATER
from tests.site.members.factories import PASSWORD, sign_in, somebody

pytestmark = pytest.mark.django_db
OFFICE = f"/en/dialogue/conversations/{ID}/office/"
ADMITTING = f"/en/dialogue/conversations/{ID}/do/admit"


@pytest.fixture
def note(log, instance, monkeypatch):
    """A conversation with a late batch, seen after its close; the note of one who voted."""
    for place in ("live", "running", "admitting"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: LATER)
    monkeypatch.setattr("comity.site.dialogue.pages.running.fresh_until", lambda _: None)
    return closed_too_early(instance, monkeypatch).decode()


def form(codes, note, **changes):
    (one,) = late_entries(ID)
    told = {"entry": [str(one.index)], "reason": "A stop.", "evidence": note}
    return {**told, "password": PASSWORD, "code": codes.pop(0), **changes}


def test_an_officer_admits_with_password_and_code_and_the_page_falls_silent(note, client, instance):
    somebody("secretary", person="p-1", name="Ilsa Verrane")
    codes = sign_in(client, "p-1")
    page = client.get(OFFICE).content.decode()
    assert "came in after the close" in page
    assert "2 votes" in page
    assert client.post(ADMITTING, form(codes, note, password="wrong")).status_code == 409
    assert late_entries(ID)
    answer = client.post(ADMITTING, form(codes, note))
    assert (answer.status_code, answer["Location"]) == (303, OFFICE)
    assert Entry.objects.filter(act=ADMIT).count() == 1
    sequence(instance.log_folder)
    assert "came in after the close" not in client.get(OFFICE).content.decode()


def test_a_visitor_sees_what_is_late_and_admits_nothing(note, client):
    page = client.get(OFFICE).content.decode()
    assert "the record does not verify" in page
    assert "do/admit" not in page
    answer = client.post(ADMITTING, form(["x"], note))
    assert answer.status_code == 409
    assert late_entries(ID)


def test_what_is_no_number_is_no_entry(note, client):
    somebody("secretary", person="p-1", name="Ilsa Verrane")
    codes = sign_in(client, "p-1")
    bad = {"entry": ["x", "²", "9" * 40, "-1"]}
    answer = client.post(ADMITTING, form(codes, note, **bad))
    assert answer.status_code == 409
    assert "were not yet admitted" in answer.content.decode()
