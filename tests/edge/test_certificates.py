"""Certificates made here, for nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from comity.edge import certificate_end

__all__ = ["END", "made"]

END = datetime(2027, 1, 1, tzinfo=UTC)


def made(end: datetime = END, passphrase: bytes | None = None) -> tuple[bytes, bytes]:
    """Return a self-signed certificate and its key, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(end - timedelta(days=90))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.NoEncryption()
    if passphrase is not None:
        locked = serialization.BestAvailableEncryption(passphrase)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    return signed.public_bytes(serialization.Encoding.PEM), key.private_bytes(*form)


def test_it_holds_until_its_end_and_a_chain_until_that_of_its_first():
    certificate, key = made()
    other, _ = made(END + timedelta(days=900))
    assert certificate_end(certificate, key) == END
    assert certificate_end(certificate + other, key) == END


@pytest.mark.parametrize("passphrase", [None, b"four quiet herons"])
def test_a_key_of_another_or_one_that_is_locked_is_refused(passphrase):
    certificate, _ = made()
    _, other = made(passphrase=passphrase)
    with pytest.raises(ValueError, match="passphrase" if passphrase else "another certificate"):
        certificate_end(certificate, other)


def test_a_kind_that_the_library_does_not_know_is_refused_too(monkeypatch):
    def unknown(_data, _passphrase):
        raise UnsupportedAlgorithm("no such curve")

    monkeypatch.setattr("comity.edge.certificates.load_pem_private_key", unknown)
    with pytest.raises(ValueError, match="no such curve"):
        certificate_end(*made())


@pytest.mark.parametrize("wrong", [b"", b"-----BEGIN CERTIFICATE-----\n", b"\xff" * 99])
def test_what_is_none_is_refused(wrong):
    certificate, key = made()
    for pair in ((wrong, key), (certificate, wrong)):
        with pytest.raises(ValueError):  # noqa: PT011 - the library's own words
            certificate_end(*pair)
