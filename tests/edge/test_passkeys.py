"""Signatures of passkeys hold under their own key and algorithm, and break nothing otherwise."""

from hashlib import sha256

import pytest

from comity.edge.passkeys import verify_assertion
from comity.record.passkeys import EDDSA, ES256
from tests.passkey_device import Device


@pytest.mark.parametrize("algorithm", [ES256, EDDSA])
def test_a_signature_holds_under_its_key_alone(algorithm):
    device = Device(algorithm=algorithm)
    signed = device.signed(b"c" * 32)
    message = signed.authenticator_data + sha256(signed.client_data).digest()
    assert verify_assertion(algorithm, device.public, signed.signature, message)
    assert not verify_assertion(algorithm, device.public, signed.signature, message + b".")
    assert not verify_assertion(
        algorithm, Device(algorithm=algorithm).public, signed.signature, message
    )


@pytest.mark.parametrize("algorithm", [ES256, EDDSA, -257])
def test_no_key_and_no_signature_are_refused(algorithm):
    assert not verify_assertion(algorithm, b"", b"", b"message")
    assert not verify_assertion(algorithm, b"\x04" + bytes(64), b"x", b"message")
