"""What this browser keeps, told and cleared; what scripts keep is tried in a browser."""

import pytest
from django.test import Client

from comity.site.dialogue.browser import COOKIE, INVITED
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = "/en/dialogue/this-browser/"
CLEAR = "/en/dialogue/do/clear-browser"


def voter() -> Client:
    """Return a browser that has voted."""
    client = Client()
    client.cookies[COOKIE] = "0" * 32
    client.cookies[INVITED] = "dia-1:africa"
    return client


def test_the_page_says_whether_the_cookie_is_there_and_is_nobody_elses(log, client):
    assert "No conversation knows this browser" in client.get(PAGE).content.decode()
    answer = voter().get(PAGE)
    assert "by which your votes stay yours is here" in answer.content.decode()
    assert "It cannot be undone." in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_cookies_go_and_who_is_signed_in_stays_so(log):
    client = voter()
    somebody("secretary", person="p-sec", name="Ilsa Verrane")
    sign_in(client, "p-sec")
    answer = client.post(CLEAR)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?cleared")
    assert {name for name in (COOKIE, INVITED) if answer.cookies[name]["max-age"] == 0} == {
        COOKIE,
        INVITED,
    }
    assert "Ilsa Verrane" in client.get("/en/account/").content.decode()
    assert "Cleared" in client.get(answer.headers["Location"]).content.decode()


def test_a_visitor_keeps_no_cookie_at_all(log):
    client = Client()
    client.get(PAGE)
    assert client.cookies
    answer = client.post(CLEAR)
    assert all(one["max-age"] == 0 for one in client.cookies.values())
    # The test client sends what was deleted once more; a browser comes without.
    assert not Client().get(answer.headers["Location"]).cookies


def test_by_tls_the_browser_is_asked_to_clear_what_scripts_kept(log):
    assert "Clear-Site-Data" not in Client().post(CLEAR).headers
    assert Client().post(CLEAR, secure=True).headers["Clear-Site-Data"] == '"storage"'


def test_threat_another_site_clears_nothing(log):
    client = Client(enforce_csrf_checks=True)
    client.cookies[COOKIE] = "0" * 32
    answer = client.post(CLEAR, HTTP_ORIGIN="https://elsewhere.example")
    assert answer.status_code == 403
    assert COOKIE not in answer.cookies


def test_privacy_and_account_lead_there(log, client):
    somebody("secretary", person="p-sec", name="Ilsa Verrane")
    sign_in(client, "p-sec")
    for path in ("/en/privacy/", "/en/account/"):
        assert f'href="{PAGE}"' in client.get(path).content.decode()
