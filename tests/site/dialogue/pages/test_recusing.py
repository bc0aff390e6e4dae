import pytest

from comity.site.dialogue.models import Statement
from comity.site.members.models import RecusalRow
from tests.site.dialogue.world import ID, NOW, opened, submit
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
BASE = f"/en/dialogue/conversations/{ID}/"
PAGE = f"{BASE}keep-out/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    for place in ("recusing", "running", "deciding"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)


@pytest.fixture
def waiting(log, instance):
    opened(instance)
    return submit(instance, 3, "Nets cost.")


def decide(client, number):
    return client.post(f"{BASE}do/moderate", {"statement": number, "decision": "accepted"})


def test_a_moderator_keeps_out_and_decides_on_nothing_there_any_more(waiting, client):
    somebody("moderator", person="p-4")
    sign_in(client, "p-4")
    assert "keep-out/" in client.get(f"{BASE}office/").content.decode()
    assert "I keep out of it" in client.get(PAGE).content.decode()
    assert client.post(f"{BASE}do/recuse").status_code == 303
    assert "You keep out of this conversation." in client.get(PAGE).content.decode()
    assert decide(client, waiting).status_code == 409
    assert Statement.objects.get(number=waiting).state == "waiting"
    again = client.post(f"{BASE}do/recuse")
    assert again.status_code == 409


def test_control_who_does_not_keep_out_decides(waiting, client):
    somebody("moderator", person="p-4")
    sign_in(client, "p-4")
    assert decide(client, waiting).status_code == 303


def test_a_visitor_has_nothing_to_keep_out_of(waiting, client):
    assert "do/recuse" not in client.get(PAGE).content.decode()
    assert client.post(f"{BASE}do/recuse").status_code == 409
    assert not RecusalRow.objects.exists()
