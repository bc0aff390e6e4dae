"""Signatures of passkeys checked in plain Python: ES256 and Ed25519."""

from comity.record.passkeys.passkey import EDDSA, ES256
from comity.record.verifier.ed25519 import verify_signature
from comity.record.verifier.p256 import verify_es256

__all__ = ["verify_assertion"]


def verify_assertion(algorithm: int, public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether a passkey's ``signature`` of ``message`` holds (W3C WebAuthn §6.5.5)."""
    if algorithm == ES256:
        return verify_es256(public, signature, message)
    return algorithm == EDDSA and verify_signature(public, signature, message)
