"""Signing in at a provider, tried with one that listens on this computer."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from threading import Event, Semaphore

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comity.edge.oidc import (
    AT_A_TIME,
    OidcAsked,
    OidcClient,
    address_to_ask,
    find_provider,
    is_secured,
    prove,
)
from comity.fault import RefusedError
from tests.oidc_provider import CLIENT, GONE, SECRET, running, unsigned

ASKED = OidcAsked("https://comity.example/back", "state", "nonce", "v" * 43)


@pytest.fixture(scope="module")
def listening():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(listening):
    listening.claims, listening.told, listening.sign = {}, {}, None
    listening.basic, listening.verifies = True, True
    return listening


@pytest.fixture
def client(provider):
    return OidcClient(provider.issuer, CLIENT, SECRET)


def attempt(provider, client, asked=ASKED, code=None):
    """Go there, sign in, come back, and return what is proved, or the reason of the refusal."""
    found = find_provider(client)
    back = provider.authorize(address_to_ask(client, found, ASKED), "u-1")
    try:
        return prove(client, found, asked, code or back["code"]).subject
    except RefusedError as refused:
        (fault,) = refused.faults
        return dict(fault.values)["reason"]


@pytest.mark.parametrize("basic", [True, False])
def test_who_signed_in_there_is_proved_here(provider, client, basic):
    provider.basic = basic
    assert attempt(provider, client) == "u-1"
    provider.claims = {"email": "a@b.example"}
    found = find_provider(client)
    back = provider.authorize(address_to_ask(client, found, ASKED), "u-1")
    assert prove(client, found, ASKED, back["code"]).shown == "a@b.example"


NOW = int(time.time())
LIES = {
    "wrong nonce": {"nonce": "other"},
    "no nonce": {"nonce": GONE},
    "nonce of another kind": {"nonce": 1},
    "foreign audience": {"aud": "another-site"},
    "several audiences": {"aud": [CLIENT, "another-site"]},
    "issued to another": {"azp": "another-site"},
    "other issuer": {"iss": "https://evil.example"},
    "expired": {"exp": NOW - 3_600},
    "no expiry": {"exp": GONE},
    "from the future": {"iat": NOW + 3_600},
    "nobody": {"sub": ""},
    "no subject": {"sub": GONE},
    "a long subject": {"sub": "s" * 256},
    "a strange subject": {"sub": "\ud800"},
    "a strange nonce": {"nonce": "\ud800"},
}


@pytest.mark.parametrize("way", LIES)
def test_threat_T5_what_is_not_for_this_attempt_proves_nothing(provider, client, way):
    provider.claims = LIES[way]
    assert attempt(provider, client) != "u-1"
    # The control: the same without the lie.
    provider.claims = {}
    assert attempt(provider, client) == "u-1"


def test_what_is_for_several_names_whom_it_was_issued_to(provider, client):
    provider.claims = {"aud": [CLIENT, "another-site"], "azp": CLIENT}
    assert attempt(provider, client) == "u-1"
    provider.claims = {"aud": [CLIENT]}
    assert attempt(provider, client) == "u-1"


def by_secret(provider):
    """Sign with the public key as if it were a secret: what HS256 would take it for."""
    public = provider.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(claims):
        head = {"alg": "HS256", "typ": "JWT", "kid": "one"}
        parts = [urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in (head, claims)]
        mac = hmac.new(public, b".".join(parts), sha256).digest()
        return b".".join([*parts, urlsafe_b64encode(mac).rstrip(b"=")]).decode()

    return sign


def with_key(key, kid):
    return lambda claims: jwt.encode(claims, key, algorithm="ES256", headers=kid)


SIGNATURES = {
    "alg none": lambda provider: unsigned,
    "a shared secret": by_secret,
    "another key": lambda provider: with_key(provider.stranger, {"kid": "one"}),
    "a key it does not publish": lambda provider: with_key(provider.stranger, {"kid": "two"}),
    "no token": lambda provider: lambda claims: None,
    "no words": lambda provider: lambda claims: "a.b.c",
}


@pytest.mark.parametrize("way", SIGNATURES)
def test_threat_T5_only_the_providers_own_signature_counts(provider, client, way):
    provider.sign = SIGNATURES[way](provider)
    assert attempt(provider, client) != "u-1"
    # The control: signed by its key, with its name or without.
    for kid in ({"kid": "one"}, {}):
        provider.sign = with_key(provider.key, kid)
        assert attempt(provider, client) == "u-1"


def test_threat_T5_a_code_counts_once_and_only_for_who_asked(provider, client):
    found = find_provider(client)
    code = provider.authorize(address_to_ask(client, found, ASKED), "u-1")["code"]
    assert prove(client, found, ASKED, code).subject == "u-1"
    with pytest.raises(RefusedError):
        prove(client, found, ASKED, code)
    stolen = replace(ASKED, verifier="w" * 43)
    assert "does not take the code" in attempt(provider, client, stolen)
    # The control: a provider that does not ask for the verifier gives the token away.
    provider.verifies = False
    assert attempt(provider, client, stolen) == "u-1"


def test_a_wrong_secret_is_refused_there(provider, client):
    assert "does not take the code" in attempt(provider, replace(client, secret="other"))


WORDS = {
    "another name": {"issuer": "https://evil.example"},
    "open line": {"token_endpoint": "http://evil.example/token"},
    "no keys": {"jwks_uri": None},
    "no list": {"token_endpoint": "//"},
}


@pytest.mark.parametrize("way", WORDS)
def test_threat_T5_a_provider_that_names_other_addresses_is_not_asked(provider, client, way):
    provider.told = WORDS[way]
    with pytest.raises(RefusedError) as refused:
        find_provider(client)
    assert refused.value.faults[0].code == "edge.provider_not_reached"


def test_who_does_not_answer_or_answers_anything_is_named(provider, client, monkeypatch):
    for answer in ((500, {}), (200, b"[]"), (200, b"no json"), (200, b" " * 300_000)):
        monkeypatch.setattr(provider, "answer", lambda *_, given=answer: given)
        with pytest.raises(RefusedError):
            find_provider(client)
    with pytest.raises(RefusedError) as refused:
        find_provider(OidcClient("http://127.0.0.1:9", CLIENT))
    assert dict(refused.value.faults[0].values)["host"] == "127.0.0.1"


def test_threat_a_silent_provider_holds_few_threads_and_no_more(provider, client, monkeypatch):
    silent, here, answer = Event(), Semaphore(0), provider.answer

    def wait(*asked):
        here.release()
        silent.wait(5)
        return answer(*asked)

    monkeypatch.setattr(provider, "answer", wait)
    with ThreadPoolExecutor(AT_A_TIME) as others:
        waiting = [others.submit(find_provider, client) for _ in range(AT_A_TIME)]
        assert all(here.acquire(timeout=5) for _ in waiting)
        with pytest.raises(RefusedError) as refused:
            find_provider(client)
        silent.set()
    assert "others" in str(dict(refused.value.faults[0].values)["reason"])
    # The control: those that it took are answered, and so is the next.
    assert {one.result() for one in waiting} == {find_provider(client)}


@pytest.mark.parametrize(
    ("address", "secured"),
    [
        ("https://id.example", True),
        ("http://localhost:1", True),
        ("http://id.example", False),
        ("ftp://localhost", False),
        ("https://", False),
        ("https://[", False),
    ],
)
def test_only_what_is_secured_or_here_is_asked(address, secured):
    assert is_secured(address) is secured
