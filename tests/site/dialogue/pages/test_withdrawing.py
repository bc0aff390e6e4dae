import pytest
from django.test import Client

from comity.site.dialogue.actions import WITHDRAW
from comity.site.record.models import Entry
from tests.site.dialogue.audited import publish_protected
from tests.site.dialogue.world import ID, LATER
from tests.site.members.factories import PASSWORD, sign_in, somebody

pytestmark = pytest.mark.django_db
REPORT = f"/en/dialogue/reports/{ID}/"
PAGE = f"{REPORT}withdrawing/"
DO = f"{REPORT}do/withdraw"
WHY = "The question was put <b>wrongly</b>."


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    for place in ("withdrawing", "running", "published"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: LATER)
    monkeypatch.setattr("comity.site.dialogue.pages.running.fresh_until", lambda _: None)


@pytest.fixture
def report(log, instance):
    return publish_protected(instance)


def test_a_reviewer_withdraws_it_and_everybody_reads_why(report, client):
    somebody("reviewer", person="p-4")
    codes = sign_in(client, "p-4")
    assert "withdrawing/" in client.get(REPORT).content.decode()
    told = {"reason": WHY, "password": PASSWORD}
    assert client.post(DO, {**told, "password": "wrong", "code": codes.pop(0)}).status_code == 409
    assert client.post(DO, {**told, "code": codes.pop(0)}).status_code == 303
    client = Client()
    for page in ("", "statements/", "downloads/", "method/", "audit/", "withdrawing/"):
        said = client.get(f"{REPORT}{page}").content.decode()
        assert "Withdrawn on" in said
        assert "put &lt;b&gt;wrongly" in said
    assert "withdrawn</p>" in client.get("/en/dialogue/").content.decode()
    told = client.get(f"/api/v1/reports/{ID}").json()["withdrawn"]
    assert (told["reason"], told["role"]) == (WHY, "assembly/reviewer")
    assert client.get("/api/v1/reports").json()["items"][0]["withdrawn"] == told


def test_control_a_report_that_stands_says_nothing_of_it(report, client):
    assert "Withdrawn on" not in client.get(REPORT).content.decode()
    assert client.get(f"/api/v1/reports/{ID}").json()["withdrawn"] is None


def test_a_visitor_withdraws_nothing(report, client):
    assert "do/withdraw" not in client.get(PAGE).content.decode()
    assert client.post(DO, {"reason": WHY}).status_code == 422
    assert not Entry.objects.filter(act=WITHDRAW).exists()
