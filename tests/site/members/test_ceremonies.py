"""What browsers send is read by a library, and what it finds is what the record's own check finds.

The device is written in the tests from the specification: library and own check are compared on it
and on its forgeries.
"""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from django.test import RequestFactory
from fido2.utils import websafe_encode
from hypothesis import given
from hypothesis import strategies as st

from comity.edge import verify_assertion
from comity.fault import RefusedError
from comity.record.passkeys import EDDSA, ES256, Assertion, assertion_lacks, passkey_id
from comity.site.members import ceremonies
from comity.site.members.ceremonies import (
    check_assertion,
    passkey_host,
    read_registration,
    read_sent,
)
from tests.passkey_device import Device

CHALLENGE = bytes(range(32))


def registered(device, asked=lambda challenge: challenge == CHALLENGE, **changes):
    sent = json.dumps(device.made(CHALLENGE, **changes))
    return read_registration(sent, host=device.host, holder="p-1", asked=asked)


def code_of(act, *given, **named):
    with pytest.raises(RefusedError) as raised:
        act(*given, **named)
    return raised.value.faults[0].code


@pytest.mark.parametrize("algorithm", [ES256, EDDSA])
def test_a_new_passkey_is_read_as_the_device_made_it(algorithm):
    device = Device(algorithm=algorithm, counts=True)
    assert registered(device) == (device.passkey("p-1"), 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://comity.evil"},
        {"asked": bytes(32)},
        {"host": "comity.evil"},
        {"verifies": False},
        {"kind": "webauthn.get"},
    ],
)
def test_threat_T3_a_forged_registration_is_refused(changes):
    assert code_of(registered, Device(), **changes) == "site.passkey_refused"
    assert registered(Device())


@pytest.mark.parametrize("sent", ["", "{}", "[]", "null", '{"id": 1}', "[" * 5_000, "x" * 30_000])
def test_what_is_no_answer_of_a_passkey_is_refused_and_breaks_nothing(sent):
    given = {"host": "h", "holder": "p-1", "asked": lambda _: True}
    assert code_of(read_registration, sent, **given) == "site.passkey_refused"
    assert code_of(read_sent, sent) == "site.passkey_refused"


def test_a_passkey_of_another_kind_is_refused_with_what_helps(monkeypatch):
    monkeypatch.setattr(ceremonies, "ALGORITHMS", (EDDSA,))
    assert code_of(registered, Device()) == "site.passkey_kind"


def agreement(device, monkeypatch, **changes):
    """Return whether library and own check take this, each asked alone."""
    assertion, challenge = read_sent(json.dumps(device.sent(CHALLENGE, **changes)))
    assert challenge == changes.get("asked", CHALLENGE)
    passkey = device.passkey()
    own = assertion_lacks(assertion, passkey, CHALLENGE, verify_assertion) is None
    with monkeypatch.context() as without:
        without.setattr(ceremonies, "assertion_lacks", lambda *_: None)
        try:
            check_assertion(assertion, passkey, CHALLENGE)
        except RefusedError:
            return own, False
    return own, True


@pytest.mark.parametrize("algorithm", [ES256, EDDSA])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"asked": bytes(32)},
        {"origin": "https://comity.evil"},
        {"origin": "http://comity.example"},
        {"host": "comity.evil"},
        {"verifies": False},
        {"kind": "webauthn.create"},
        {"secret": Device().secret},
    ],
    ids=lambda changes: " ".join(changes) or "as it should be",
)
def test_threat_T3_library_and_own_check_agree_on_each_assertion(algorithm, changes, monkeypatch):
    own, library = agreement(Device(algorithm=algorithm), monkeypatch, **changes)
    assert own == library == (not changes)


def test_threat_T3_what_only_one_of_them_refuses_is_refused(monkeypatch):
    """The library takes names below the host and pages within pages; the record does not."""
    for changes in ({"origin": "https://a.comity.example"}, {"cross": True}):
        assert agreement(Device(), monkeypatch, **changes) == (False, True)
        assertion, _ = read_sent(json.dumps(Device().sent(CHALLENGE, **changes)))
        refused = code_of(check_assertion, assertion, Device().passkey(), CHALLENGE)
        assert refused == "site.passkey_refused"


@pytest.mark.parametrize(
    ("at", "secure", "offered"),
    [
        ("localhost", False, "localhost"),
        ("localhost:8000", False, "localhost"),
        ("127.0.0.1:8000", False, ""),
        ("127.0.0.1", True, ""),
    ],
)
def test_passkeys_are_offered_at_their_own_host_alone(at, secure, offered):
    request = RequestFactory().get("/en/", headers={"host": at}, secure=secure)
    assert passkey_host(request) == offered


def test_passkeys_are_offered_over_tls_alone_where_there_is_a_name(settings, instance):

    named = replace(instance.instance, passkey_host="testserver")
    settings.COMITY = replace(instance, instance=named)
    assert passkey_host(RequestFactory().get("/en/")) == ""
    assert passkey_host(RequestFactory().get("/en/", secure=True)) == "testserver"
    settings.COMITY = replace(instance, instance=replace(named, passkey_host=""))
    assert passkey_host(RequestFactory().get("/en/", secure=True)) == ""


HOST_DIGEST = sha256(b"localhost").digest()
MADE_UP = st.one_of(
    st.binary(max_size=80), st.binary(max_size=80).map(lambda one: HOST_DIGEST + one)
)
ORIGINS = st.sampled_from(["http://localhost:8000", "http://[", "", 5, None, ["a"]])


@given(data=MADE_UP, origin=ORIGINS)
def test_threat_T3_whatever_is_made_up_of_a_known_passkey_is_refused_and_breaks_nothing(
    data, origin
):
    """Its id stands in the record: anybody may send something in its name."""
    device = Device()
    told = {"type": "webauthn.get", "challenge": websafe_encode(CHALLENGE), "origin": origin}
    assertion = Assertion(passkey_id(b"c"), json.dumps(told).encode(), data, b"signature")
    with pytest.raises(RefusedError):
        check_assertion(assertion, registered(device)[0], CHALLENGE)


@given(data=MADE_UP, extensions=st.sampled_from([{}, [], 5, None]))
def test_whatever_is_made_up_as_a_new_passkey_is_refused_and_breaks_nothing(data, extensions):
    told = {"type": "webauthn.create", "challenge": websafe_encode(CHALLENGE), "origin": "x"}
    response = {
        "clientDataJSON": websafe_encode(json.dumps(told).encode()),
        "attestationObject": websafe_encode(data),
    }
    sent = {"id": "eA", "type": "public-key", "response": response}
    sent["clientExtensionResults"] = extensions
    with pytest.raises(RefusedError):
        read_registration(json.dumps(sent), host="localhost", holder="p-1", asked=lambda _: True)
