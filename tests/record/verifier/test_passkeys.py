"""The one-file verifier reads signatures by passkey as the library does."""

import pytest

from comity.edge import passkeys as library
from comity.record.passkeys import EDDSA, ES256
from comity.record.verifier.passkeys import verify_assertion
from tests.passkey_device import Device


@pytest.mark.parametrize("algorithm", [ES256, EDDSA])
def test_threat_T3_it_agrees_with_the_library(algorithm):
    device = Device(algorithm=algorithm)
    other = Device(algorithm=algorithm)
    message = b"what was signed"
    signed = device.signature(message)
    for check in (verify_assertion, library.verify_assertion):
        assert check(algorithm, device.public, signed, message)
        assert not check(algorithm, other.public, signed, message)
        assert not check(algorithm, device.public, signed, message + b"x")
        assert not check(-257, device.public, signed, message)
