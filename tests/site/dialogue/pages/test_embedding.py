"""A page for frames: only origins on its list, nothing of the reader, no form and no cookie."""

import pytest

from comity.site.dialogue.queries import embed_origins
from comity.site.ui.middleware import CONTENT_SECURITY_POLICY
from tests.site.dialogue.actions.test_embedding import ONE, OTHER, allow, secretary
from tests.site.dialogue.world import ID, NOW
from tests.site.members.factories import PASSWORD, sign_in, somebody
from tests.site.test_page_rules import Page

__all__ = ["secretary"]

pytestmark = pytest.mark.django_db
BASE = f"dialogue/conversations/{ID}"
SET = f"/en/{BASE}/do/embedding"


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch):
    """Pages are asked for while the conversation is open."""
    for place in ("embedding", "running"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: NOW)
    monkeypatch.setattr("comity.site.dialogue.pages.running.fresh_until", lambda _: None)


def test_threat_without_a_list_no_page_frames_it(secretary, client):
    answer = client.get(f"/en/{BASE}/embed/")
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_threat_its_list_opens_this_page_to_these_origins_and_no_other_page(secretary, client):
    allow(secretary, ONE, OTHER)
    answer = client.get(f"/en/{BASE}/embed/")
    told = answer.headers["Content-Security-Policy"].split("; ")
    assert f"frame-ancestors {ONE} {OTHER}" in told
    usual = CONTENT_SECURITY_POLICY.split("; ")
    assert set(usual) - set(told) == {"frame-ancestors 'none'"}
    assert "X-Frame-Options" not in answer.headers
    for other in ("", "statements/", "embedding/", "data/", "mine/"):
        headers = client.get(f"/en/{BASE}/{other}").headers
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("code", ["en", "ar"])
def test_it_shows_question_and_state_and_has_nothing_to_press_but_a_way_out(
    code, secretary, client
):
    answer = client.get(f"/{code}/{BASE}/embed/")
    page = Page(answer.content.decode())
    assert "Should it be so?" in answer.content.decode()
    assert page.unbalanced == []
    assert page.all("html")[0]["lang"] == code
    assert len(page.all("h1")) == len(page.all("main")) == 1
    (link,) = page.all("a")
    assert (link["target"], link["rel"]) == ("_blank", "noopener")
    assert link["href"] == f"/{code}/{BASE}/"
    assert page.all("form") + page.all("script") == []
    assert not answer.cookies


def test_the_secretary_sets_the_list_with_password_and_code(secretary, client):
    somebody("secretary", person="p-1", name="Ilsa Verrane")
    codes = sign_in(client, "p-1")
    told = {"origins": f"{OTHER}\r\n {ONE} \n{ONE}", "password": PASSWORD}
    wrong = client.post(SET, {**told, "password": "wrong", "code": codes.pop(0)})
    assert wrong.status_code == 409
    bad = client.post(SET, {**told, "origins": "http://a.example", "code": codes.pop(0)})
    assert "Write it without path" in bad.content.decode()
    assert embed_origins(ID) == ()
    assert client.post(SET, {**told, "code": codes.pop(0)}).status_code == 303
    assert embed_origins(ID) == (ONE, OTHER)
    assert ONE in client.get(f"/en/{BASE}/embedding/").content.decode()


def test_a_visitor_reads_the_list_and_sets_nothing(secretary, client):
    allow(secretary, ONE)
    page = client.get(f"/en/{BASE}/embedding/").content.decode()
    assert ONE in page
    assert "do/embedding" not in page
    assert client.post(SET, {"origins": OTHER}).status_code == 409
    assert embed_origins(ID) == (ONE,)


def test_what_is_pasted_into_the_other_page_stands_there_whole(secretary, client):
    page = client.get(f"/en/{BASE}/embedding/").content.decode()
    assert f"&lt;iframe src=&quot;http://testserver/en/{BASE}/embed/&quot;" in page.replace(
        '"', "&quot;"
    )
