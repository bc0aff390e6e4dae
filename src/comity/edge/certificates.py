"""Reading a certificate for TLS and its key, as a server is going to use them."""

from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509 import load_pem_x509_certificates

from comity.fault import N_, phrase

__all__ = ["certificate_end"]


def certificate_end(certificate: bytes, key: bytes) -> datetime:
    """Return until when the first certificate in PEM holds; ``key`` is the private key to it.

    Raises ``ValueError`` where either cannot be read, or the two do not belong together.
    """
    try:
        first = load_pem_x509_certificates(certificate)[0]
        own = load_pem_private_key(key, None)
    except TypeError as error:
        raise ValueError(phrase(N_("the key is locked by a passphrase"))) from error
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if own.public_key().public_bytes(*form) != first.public_key().public_bytes(*form):
        raise ValueError(phrase(N_("the key is that of another certificate")))
    return first.not_valid_after_utc
