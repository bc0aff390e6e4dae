import pytest
from django.db import DataError
from django.test import RequestFactory

from comity.fault import Place, refuse
from comity.site.dialogue.permissions import OWN_STATEMENT
from comity.site.ui.refusal import Refusals, fault_words, refused_page

pytestmark = pytest.mark.django_db
FAULT = OWN_STATEMENT.at(Place("<b>"), number=3)


def test_a_refusal_is_a_page_with_a_way_back():
    page = refused_page(RequestFactory().get("/en/"), [FAULT], back="/en/dialogue/")
    assert page.status_code == 422
    body = page.content.decode()
    assert "you wrote statement 3 yourself" in body
    assert "Leave it to another moderator." in body
    assert 'href="/en/dialogue/"' in body
    assert "<b>" not in body.partition("<main")[2].partition("</main>")[0].replace("<bdi>", "")


def test_what_no_page_has_worded_is_worded_all_the_same():
    middleware = Refusals(lambda request: None)
    request = RequestFactory().get("/en/")
    page = middleware.process_exception(request, refuse(FAULT))
    assert page.status_code == 409
    assert middleware.process_exception(request, ValueError()) is None


def test_attack_a_value_that_no_database_takes_is_a_bad_request(client, log, monkeypatch):
    # As PostgreSQL says of a text with NUL in it, which SQLite takes.
    monkeypatch.setattr("comity.site.dialogue.pages.live.conversation_by_code", no_data)
    assert client.get("/en/dialogue/join/?code=%00").status_code == 400
    assert client.get("/en/dialogue/join/").status_code == 200


def no_data(_code):
    raise DataError


def test_each_fault_is_a_sentence():
    assert len(fault_words([FAULT, FAULT])) == 2
