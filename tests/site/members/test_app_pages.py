"""The page on which an app is connected and removed, and signing in by what it shows."""

import re
import time
from base64 import b32decode

import pytest
from django.test import Client

from comity.site.members.app_codes import code_at
from comity.site.members.models import AppRow, CodeRow
from comity.site.members.signing_in import FRESH
from tests.site.members.entrance import handle, inside
from tests.site.members.factories import PASSWORD, add_party, add_person, invite, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/en/account/app/"


@pytest.fixture
def browser(log, client):
    add_party()
    add_person("p-1")
    sign_in(client, "p-1")
    return client


def connect(browser):
    """Connect an app by the page; return its secret."""
    page = browser.post(PAGE, {"do": "begin"}).content.decode()
    assert "<svg" in page
    shown = re.search(r'<bdi class="key" dir="ltr">([A-Z2-7 ]+)</bdi>', page)[1]
    secret = b32decode(shown.replace(" ", ""))
    code = code_at(secret, int(time.time()) // 30)
    assert browser.post(PAGE, {"do": "confirm", "code": code}).status_code == 303
    return secret


def attempt(code):
    other = Client()
    fields = {"handle": handle(), "password": PASSWORD, "code": code}
    other.post("/en/sign-in/", fields)
    return inside(other)


def test_one_connects_an_app_and_signs_in_by_it(browser):
    secret = connect(browser)
    assert "An app is connected." in browser.get(PAGE).content.decode()
    at = int(time.time()) // 30
    assert attempt(code_at(secret, at + 1))
    assert not attempt(code_at(secret, at + 1))
    # The secret is shown once: nothing shows or draws it again while it counts.
    assert "<svg" not in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, {"do": "begin"}).status_code == 303


def test_a_wrong_code_connects_nothing_and_says_what_helps(browser):
    browser.post(PAGE, {"do": "begin"})
    page = browser.post(PAGE, {"do": "confirm", "code": "12"})
    assert page.status_code == 422
    assert "Look at the clocks" in page.content.decode()
    assert not AppRow.objects.get().confirmed


def test_threat_T5_guesses_at_the_app_are_counted(browser):
    browser.post(PAGE, {"do": "begin"})
    for _ in range(10):
        browser.post(PAGE, {"do": "confirm", "code": "000000"})
    page = browser.post(PAGE, {"do": "confirm", "code": "000000"})
    assert "too many attempts" in page.content.decode()


def test_it_is_removed_unless_nothing_else_lets_one_in(browser):
    connect(browser)
    CodeRow.objects.update(used=True)
    page = browser.post(PAGE, {"do": "remove"})
    assert (page.status_code, AppRow.objects.count()) == (422, 1)
    CodeRow.objects.update(used=False)
    assert browser.post(PAGE, {"do": "remove"}).status_code == 303
    assert not AppRow.objects.exists()


def test_threat_T3_nothing_is_changed_without_showing_again_who_one_is(browser):
    connect(browser)
    session = browser.session
    session[FRESH] = "2020-01-01T00:00:00+00:00"
    session.save()
    for wish in ("begin", "confirm", "remove"):
        assert "confirm" in browser.post(PAGE, {"do": wish}).headers["Location"]
    assert AppRow.objects.get().confirmed


def test_a_visitor_is_led_to_sign_in(client, log):
    assert "sign-in" in client.get(PAGE).headers["Location"]


def test_threat_T3_a_new_invitation_ends_the_app_once_it_is_redeemed(browser):
    secret = connect(browser)
    fields = {"code": invite("p-1"), "password": PASSWORD, "again": PASSWORD}
    assert Client().post("/en/invitation/", fields).status_code == 200
    assert not attempt(code_at(secret, int(time.time()) // 30 + 1))
