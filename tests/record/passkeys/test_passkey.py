"""A passkey's word is checked as its specification says, and each way to forge it is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.passkeys import verify_assertion
from comity.record.note import FIELD
from comity.record.passkeys.passkey import (
    EDDSA,
    ES256,
    Passkey,
    assertion_lacks,
    assertion_members,
    challenge_of,
    count_of,
    passkey_members,
    read_assertion,
    read_passkey,
)
from comity.record.strict import RecordFormatError
from comity.record.verifier.passkeys import verify_assertion as verify_by_hand
from tests.passkey_device import Device

SAID = {"sign_off": "s", "subject": "dialogue:report:x", "digest": "00" * 32, "mandate": "m"}
OF_NOBODY = f"58{'66' * 31}01{'00' * 31}"
"""R = B, the base point of RFC 8032 §5.1, and S = 1."""
CHALLENGE = challenge_of(**SAID, nonce="n")


def lacks(assertion, passkey, challenge=CHALLENGE):
    found = assertion_lacks(assertion, passkey, challenge, verify_assertion)
    return None if found is None else found.key


@pytest.mark.parametrize("algorithm", [ES256, EDDSA])
def test_threat_T3_what_a_passkey_signed_holds_for_that_alone(algorithm):
    device = Device(algorithm=algorithm)
    assert lacks(device.signed(CHALLENGE), device.passkey()) is None
    other = challenge_of(**{**SAID, "digest": "01" * 32}, nonce="n")
    assert lacks(device.signed(CHALLENGE), device.passkey(), other) == "signed_otherwise"


@pytest.mark.parametrize("part", [*SAID, "nonce"])
def test_threat_T3_the_challenge_binds_each_part_of_a_sign_off(part):
    assert challenge_of(**{**SAID, "nonce": "n", part: "another"}) != CHALLENGE


WEAK = {
    "neutral": 1,
    "neutral, not canonical": 1 + FIELD,
    "neutral, with a sign": 1 | 1 << 255,
    "of order 2": FIELD - 1,
    "of order 4": 0,
}
"""Keys under which anybody signs anything, or under which libraries disagree."""


@pytest.mark.parametrize("way", WEAK)
def test_attack_a_key_that_holds_for_any_message_is_no_passkey(way):
    public = WEAK[way].to_bytes(32, "little")
    with pytest.raises(RecordFormatError):
        Passkey(b"c", "p-1", "comity.example", EDDSA, public)


def test_control_under_such_a_key_one_signature_holds_for_many_messages_and_here_or_there():
    """[S]B = R + [k]A with A neutral: whoever likes takes R = [S]B, without any secret."""
    signature = bytes.fromhex(OF_NOBODY)
    for message in (b"one", b"another"):
        held = [
            [
                check(EDDSA, (one).to_bytes(32, "little"), signature, message)
                for one in (1, 1 + FIELD)
            ]
            for check in (verify_assertion, verify_by_hand)
        ]
        assert held == [[True, True], [True, False]]


FORGED = {
    "other challenge": ({"asked": bytes(32)}, "signed_otherwise"),
    "a registration in its place": ({"kind": "webauthn.create"}, "signed_otherwise"),
    "other origin": ({"origin": "https://comity.evil"}, "signed_elsewhere"),
    "a longer name": ({"origin": "https://comity.example.evil"}, "signed_elsewhere"),
    "a name below": ({"origin": "https://a.comity.example"}, "signed_elsewhere"),
    "without TLS": ({"origin": "http://comity.example"}, "signed_elsewhere"),
    "inside another page": ({"cross": True}, "signed_elsewhere"),
    "other host": ({"host": "comity.evil"}, "signed_for_other"),
    "nobody verified": ({"verifies": False}, "not_verified"),
}


@pytest.mark.parametrize("way", FORGED)
def test_threat_T3_each_forged_assertion_is_refused(way):
    changes, key = FORGED[way]
    device = Device()
    assert lacks(device.signed(CHALLENGE, **changes), device.passkey()) == key
    # The control: the same without the change holds.
    assert lacks(device.signed(CHALLENGE), device.passkey()) is None


def test_threat_T3_another_key_signs_nothing_for_this_one():
    device, other = Device(), Device()
    forged = device.signed(CHALLENGE, secret=other.secret)
    assert lacks(forged, device.passkey()) == "passkey_signature"
    assert lacks(forged, replace(device.passkey(), public=other.public)) is None


@pytest.mark.parametrize("part", ["client_data", "authenticator_data", "signature"])
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_threat_T3_no_changed_bit_holds(part, at, bit):
    device = Device(algorithm=EDDSA)
    signed = device.signed(CHALLENGE)
    data = bytearray(getattr(signed, part))
    data[at % len(data)] ^= 1 << bit
    assert lacks(replace(signed, **{part: bytes(data)}), device.passkey()) is not None


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"[" * 100_000, b"{}" + b" " * 5_000])
def test_what_is_no_client_data_is_refused_and_breaks_nothing(data):
    device = Device()
    signed = replace(device.signed(CHALLENGE), client_data=data)
    assert lacks(signed, device.passkey()) in {"assertion_unreadable", "signed_otherwise"}
    short = replace(device.signed(CHALLENGE), authenticator_data=b"short")
    assert lacks(short, device.passkey()) == "assertion_unreadable"


def test_only_localhost_needs_no_tls():
    device = Device(host="localhost")
    assert device.origin.startswith("http:")
    assert lacks(device.signed(CHALLENGE), device.passkey()) is None


@pytest.mark.parametrize("algorithm", [ES256, EDDSA])
def test_passkey_and_assertion_are_read_back_as_they_were_written(algorithm):
    device = Device(algorithm=algorithm, counts=True)
    assert read_passkey(passkey_members(device.passkey())) == device.passkey()
    signed = device.signed(CHALLENGE)
    assert read_assertion(assertion_members(signed)) == signed
    assert count_of(signed) == 1


def test_what_is_neither_is_refused():
    device = Device()
    members = passkey_members(device.passkey())
    for wrong in ({}, {**members, "v": 2}, {**members, "extra": 1}, {**members, "public": "00"}):
        with pytest.raises(RecordFormatError):
            read_passkey(wrong)
    given_members = assertion_members(device.signed(CHALLENGE))
    padded = {**given_members, "signature": f"{given_members['signature']}="}
    long = {**given_members, "signature": "A" * 10_000}
    for wrong in (None, {}, padded, long, {**given_members, "extra": 1}):
        with pytest.raises(RecordFormatError):
            read_assertion(wrong)
    with pytest.raises(RecordFormatError):
        Passkey(b"", "p-1", "h", EDDSA, bytes(32))
