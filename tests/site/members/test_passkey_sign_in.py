"""Signing in, and confirming, by passkey: and that nothing else but the passkey's own word does."""

import json
import re

import pytest
from django.test import Client

from comity.site.members.models import PasskeyRow, SpentRow
from comity.site.members.passkey_acts import revoke_passkey
from comity.site.record.models import Log
from tests.passkey_device import Device
from tests.site.conftest import NOW
from tests.site.members.entrance import inside
from tests.site.members.factories import (
    add_party,
    add_person,
    close_account,
    invite,
    sign_in,
)
from tests.site.passkeys import account_of, answer, enrolled, unwritten

pytestmark = pytest.mark.django_db
PAGE = "/en/sign-in/"
CONFIRM = "/en/confirm/"


@pytest.fixture
def browser(log):
    add_party()
    add_person("p-1")
    return Client(headers={"host": "localhost"})


@pytest.fixture
def device(browser):
    return enrolled("p-1")


def asked(browser, page=PAGE):
    found = browser.get(page).content.decode()
    form = re.search(r"<form[^>]*data-passkey[^>]*>", found)
    return dict(re.findall(r'data-(\w+)="([^"]*)"', form[0])) if form else None


def send(browser, sent, page=PAGE):
    return browser.post(page, {"passkey": sent})


def test_one_signs_in_by_passkey_alone(browser, device):
    answered = send(browser, answer(device, asked(browser)))
    assert (answered.status_code, answered.headers["Location"]) == (303, "/en/account/")
    assert inside(browser)
    assert "Official acts need no further code" in browser.get("/en/account/").content.decode()


FORGED = {
    "other challenge": {"asked": bytes(56)},
    "other origin": {"origin": "https://comity.evil"},
    "other host": {"host": "comity.evil"},
    "user not verified": {"verifies": False},
    "forged signature": {"secret": Device().secret},
}


@pytest.mark.parametrize("way", FORGED)
def test_threat_T3_forged_passkey_sign_in_is_refused(browser, device, way):
    refused = send(browser, answer(device, asked(browser), **FORGED[way]))
    assert (refused.status_code, inside(browser)) == (422, False)
    assert send(browser, answer(device, asked(browser))).status_code == 303


def test_threat_T3_replayed_passkey_sign_in_is_refused(browser, device):
    sent = answer(device, asked(browser))
    assert send(browser, sent).status_code == 303
    other = Client(headers={"host": "localhost"})
    assert send(other, sent).status_code == 422
    assert not inside(other)
    assert SpentRow.objects.count() == 1


def test_threat_T3_passkey_sign_count_going_back_signs_nobody_in(browser):
    device = enrolled("p-1", counts=True)
    assert send(browser, answer(device, asked(browser))).status_code == 303
    other = Client(headers={"host": "localhost"})
    assert send(other, answer(device, asked(other), count=1)).status_code == 422
    assert send(other, answer(device, asked(other))).status_code == 303


def test_threat_T3_revoked_passkey_signs_nobody_in(browser, device):
    enrolled("p-1")
    log = Log.objects.get()
    revoke_passkey(log=log, account=account_of("p-1"), passkey=device.id, now=NOW)
    assert send(browser, answer(device, asked(browser))).status_code == 422


def test_threat_T3_passkey_of_a_closed_account_signs_nobody_in(browser, device):
    close_account("p-1")
    assert send(browser, answer(device, asked(browser))).status_code == 422


def test_threat_T3_unknown_passkey_signs_nobody_in(browser, device):
    assert send(browser, answer(Device(host="localhost"), asked(browser))).status_code == 422


def test_threat_T3_challenge_to_confirm_signs_nobody_in(browser, device):
    sign_in(browser, "p-1")
    confirming = asked(browser, CONFIRM)
    if confirming is None:  # a new invitation was redeemed: earlier passkeys ended
        device = enrolled("p-1")
        confirming = asked(browser, CONFIRM)
    other = Client(headers={"host": "localhost"})
    assert send(other, answer(device, confirming)).status_code == 422
    assert send(browser, answer(device, confirming), CONFIRM).status_code == 303


def test_threat_T3_passkey_of_somebody_else_confirms_nothing(browser):
    sign_in(browser, "p-1")
    own = enrolled("p-1")
    add_person("p-2", handle="QTHER")
    other = enrolled("p-2")
    assert send(browser, answer(other, asked(browser, CONFIRM)), CONFIRM).status_code == 422
    assert send(browser, answer(own, asked(browser, CONFIRM)), CONFIRM).status_code == 303


def test_threat_T3_who_is_not_signed_in_confirms_nothing(browser, device):
    answered = send(browser, answer(device, asked(browser)), CONFIRM)
    assert answered.status_code == 303
    assert "sign-in" in answered.headers["Location"]


def test_attempts_by_passkey_are_counted_by_address(browser, device):
    wrong = json.dumps({"id": "x"})
    for _ in range(60):
        assert send(browser, wrong).status_code == 422
    assert b"too many attempts" in send(browser, answer(device, asked(browser))).content


def test_at_other_addresses_no_passkey_is_offered_or_taken(browser, device):
    elsewhere = Client(headers={"host": "127.0.0.1"})
    assert asked(elsewhere) is None
    assert send(elsewhere, answer(device, asked(browser))).status_code == 422


def test_threat_T3_a_new_invitation_ends_passkeys_once_it_is_redeemed(browser, device):
    code = invite("p-1")
    assert send(browser, answer(device, asked(browser))).status_code == 303
    words = "five grey geese asleep"
    fields = {"code": code, "password": words, "again": words}
    assert browser.post("/en/invitation/", fields).status_code == 200
    other = Client(headers={"host": "localhost"})
    assert send(other, answer(device, asked(other))).status_code == 422
    assert PasskeyRow.objects.get().passkeyendrow.entry.act == "members.revoke_passkey"


def test_the_page_asks_for_its_own_challenge_each_time(browser, device):
    first, second = asked(browser), asked(browser)
    assert first["challenge"] != second["challenge"]
    assert len(unwritten(first["challenge"])) == 56
    assert not SpentRow.objects.exists()
