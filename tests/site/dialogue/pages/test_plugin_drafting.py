import pytest
from django.test import Client

from comity.edge import plugin_drafting as module
from comity.fault import N_
from comity.site.dialogue.queries import draft_of
from tests.edge.plugins import ANSWER, install
from tests.site.dialogue.pages import test_running
from tests.site.dialogue.pages.test_running import DO, DRAFT
from tests.site.dialogue.world import ID, NOW
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
clock, live, codes, drafted = (
    getattr(test_running, name) for name in ("clock", "live", "codes", "drafted")
)
BUTTON = N_("Have it drafted anew by a plug-in:")


@pytest.fixture(autouse=True)
def answers(monkeypatch):
    """A plug-in answers at NOW, without being run."""
    monkeypatch.setattr("comity.site.dialogue.pages.plugin_drafting.now", lambda: NOW)
    monkeypatch.setattr(module, "run_plugin", lambda *_, **__: ANSWER.encode())


def test_who_may_sign_has_it_drafted_by_the_plug_in_that_is_installed(drafted, client, instance):
    assert BUTTON not in client.get(DRAFT).content.decode()
    install(instance.plugin_folder, "", "drafter", model="small-model 7")
    page = client.get(DRAFT).content.decode()
    assert BUTTON in page
    assert "drafter 1 (small-model 7)" in page
    answer = client.post(f"{DO}draft-by-plug-in", {"plugin": "drafter"})
    assert (answer.status_code, answer.headers["Location"]) == (303, DRAFT)
    page = client.get(DRAFT).content.decode()
    assert "Mine." in page
    assert "A plug-in wrote this text." in page
    assert "statements are not quoted in it" in page
    assert "a template that fills in numbers" not in page


def test_a_plug_in_that_is_not_there_is_no_address(drafted, client):
    for name in ("", "drafter", "../../etc"):
        assert client.post(f"{DO}draft-by-plug-in", {"plugin": name}).status_code == 404


def test_threat_T3_others_are_refused_and_the_draft_stays(drafted, client, instance):
    install(instance.plugin_folder, "", "drafter")
    before = draft_of(ID)
    other = Client()
    somebody("moderator", person="p-2")
    for _ in range(2):
        answer = other.post(f"{DO}draft-by-plug-in", {"plugin": "drafter"})
        assert answer.status_code == 409
        sign_in(other, "p-2")
    assert draft_of(ID) == before


def test_what_was_made_up_is_said_on_the_page(drafted, client, instance, monkeypatch):
    lie = b'{"v":1,"segments":[{"figure":"participants","text":"99"},{"words":" people"}]}'
    monkeypatch.setattr(module, "run_plugin", lambda *_, **__: lie)
    install(instance.plugin_folder, "", "drafter")
    answer = client.post(f"{DO}draft-by-plug-in", {"plugin": "drafter"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "99" in page
    assert "20" in page
