"""Signatures of passkeys, checked by a library: ES256 and Ed25519."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256

from comity.edge.keys import verify_signature
from comity.record.passkeys import EDDSA, ES256

__all__ = ["verify_assertion"]


def verify_assertion(algorithm: int, public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether a passkey's ``signature`` of ``message`` holds (W3C WebAuthn §6.5.5)."""
    if algorithm == EDDSA:
        return verify_signature(public, signature, message)
    if algorithm != ES256:
        return False
    try:
        key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public)
        key.verify(signature, message, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
