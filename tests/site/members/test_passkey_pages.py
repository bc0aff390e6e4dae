"""The page of one's own passkeys."""

import json
import re

import pytest
from django.test import Client

from comity.site.members.models import AccountSession, PasskeyEndRow, PasskeyRow
from comity.site.members.signing_in import FRESH
from tests.passkey_device import Device
from tests.site.members.factories import add_party, add_person, sign_in
from tests.site.passkeys import unwritten

pytestmark = pytest.mark.django_db
PAGE = "/en/account/passkeys/"


@pytest.fixture
def browser(log):
    add_party()
    add_person("p-1")
    client = Client(headers={"host": "localhost"})
    sign_in(client, "p-1")
    return client


def asked(browser):
    found = browser.get(PAGE).content.decode()
    form = re.search(r"<form[^>]*data-passkey[^>]*>", found)
    return dict(re.findall(r'data-(\w+)="([^"]*)"', form[0])) if form else None


def add(browser, device, **changes):
    sent = json.dumps(device.made(unwritten(asked(browser)["challenge"]), **changes))
    return browser.post(PAGE, {"do": "register", "passkey": sent, "name": "My telephone"})


def stale(browser):
    session = browser.session
    session[FRESH] = "2020-01-01T00:00:00+00:00"
    session.save()


def test_one_adds_a_passkey_and_removes_it(browser):
    device = Device(host="localhost")
    assert add(browser, device).status_code == 303
    shown = browser.get(PAGE).content.decode()
    assert "My telephone" in shown
    assert PasskeyRow.objects.get().pk == device.id
    assert browser.post(PAGE, {"do": "revoke", "id": device.id}).status_code == 303
    assert "You have none." in browser.get(PAGE).content.decode()
    assert PasskeyEndRow.objects.count() == 1


def test_removing_one_ends_the_other_sessions(browser):
    device = Device(host="localhost")
    add(browser, device)
    other = AccountSession.objects.get()
    other.pk = "another"
    other.save(force_insert=True)
    browser.post(PAGE, {"do": "revoke", "id": device.id})
    assert not AccountSession.objects.filter(pk="another").exists()
    assert browser.get(PAGE).status_code == 200


def test_threat_T3_a_registration_is_not_replayed(browser):
    device = Device(host="localhost")
    sent = json.dumps(device.made(unwritten(asked(browser)["challenge"])))
    fields = {"do": "register", "passkey": sent}
    assert browser.post(PAGE, fields).status_code == 303
    assert browser.post(PAGE, fields).status_code == 422
    assert PasskeyRow.objects.count() == 1


def test_threat_T3_nothing_is_added_or_removed_without_showing_again_who_one_is(browser):
    device = Device(host="localhost")
    add(browser, device)
    sent = json.dumps(Device(host="localhost").made(unwritten(asked(browser)["challenge"])))
    stale(browser)
    assert asked(browser) is None
    for fields in ({"do": "register", "passkey": sent}, {"do": "revoke", "id": device.id}):
        answered = browser.post(PAGE, fields)
        assert "confirm" in answered.headers["Location"]
    assert (PasskeyRow.objects.count(), PasskeyEndRow.objects.count()) == (1, 0)


def test_a_visitor_is_led_to_sign_in(client, log):
    assert "sign-in" in client.get(PAGE).headers["Location"]


def test_at_another_address_the_page_says_what_serves_there(browser, settings):
    elsewhere = Client()
    sign_in(elsewhere, "p-1")
    shown = elsewhere.get(PAGE).content.decode()
    assert "Passkeys belong to one address" in shown
    assert "localhost" in shown
    assert "data-passkey" not in shown
