"""The page that a browser keeps: the same for everybody, in each language; and what keeps it."""

from dataclasses import replace

import pytest

from comity.site.dialogue.worker import worker_bytes, worker_off_bytes
from comity.site.ui.middleware import CONTENT_SECURITY_POLICY
from tests.site.dialogue.world import ID, NOW, opened
from tests.site.markup import Page
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"
KEPT = f"{PAGE}without-network/"
WORKER = "/en/dialogue/conversations/worker.js"
NAME = "Ilsa Verrane"


@pytest.fixture
def live(log, instance, monkeypatch):
    """A conversation that takes votes."""
    for place in ("live", "offline"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)
    opened(instance)


def test_threat_T6_the_page_that_is_kept_is_the_same_for_who_signed_in_and_voted(live, client):
    stranger = client.get(KEPT)
    somebody("secretary", name=NAME)
    sign_in(client, "p-1")
    client.post(f"{PAGE}do/vote", {"statement": "1", "vote": "1"})
    assert {"session", "comity-voter"} <= set(client.cookies)
    own = client.get(f"{KEPT}?voted=1")
    assert own.content == stranger.content
    assert not own.cookies
    assert "Cookie" not in own.headers.get("Vary", "")
    assert NAME not in own.content.decode()
    # Control: the page they vote on says who they are and what they voted.
    shown = client.get(PAGE)
    assert NAME in shown.content.decode()
    assert "checked" in client.get(f"{PAGE}statements/").content.decode()
    assert "checked" not in own.content.decode()


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("ar", "rtl"), ("zh", "ltr")])
def test_it_holds_the_statements_and_a_form_that_waits_for_its_token(live, client, code, direction):
    page = Page(client.get(KEPT.replace("/en/", f"/{code}/")).content.decode())
    (root,) = page.all("html")
    assert root["dir"] == direction
    chosen = [each for each in page.all("input") if each.get("name", "").startswith("vote-")]
    assert len(chosen) == 3 * 3
    (token,) = [each for each in page.all("input") if each.get("name") == "csrfmiddlewaretoken"]
    assert token["value"] == ""
    (line,) = [each for each in page.all("p") if each.get("id") == "unsent"]
    assert line["data-worker"] == WORKER.replace("/en/", f"/{code}/")


def test_it_is_asked_for_again_and_then_mostly_not_sent(live, client):
    first = client.get(KEPT)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(KEPT, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_worker_is_a_script_whose_address_keeps_it_to_conversations(client):
    answer = client.get(WORKER)
    assert answer.content == worker_bytes()
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    # It may have the folder it lies in and nothing above: no page to sign in, no account.
    assert "Service-Worker-Allowed" not in answer.headers
    assert WORKER.rpartition("/")[0] + "/" == PAGE.removesuffix(f"{ID}/")
    assert "worker-src 'self'" in CONTENT_SECURITY_POLICY
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_where_none_is_wanted_pages_ask_for_none_and_an_old_one_goes(live, client, settings):
    assert f'data-worker="{WORKER}"' in client.get(PAGE).content.decode()
    settings.COMITY = replace(settings.COMITY, worker=False)
    assert 'data-worker=""' in client.get(PAGE).content.decode()
    assert client.get(WORKER).content == worker_off_bytes()
