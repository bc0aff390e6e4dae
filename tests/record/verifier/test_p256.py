"""ECDSA on P-256 in plain Python, against published vectors and against a library."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.passkeys import verify_assertion
from comity.record.passkeys import ES256
from comity.record.verifier.p256 import BASE, N, P, _added, _sum_of_two, verify_es256

# RFC 6979 §A.2.5, P-256 with SHA-256: the key, then message, r and s.
POINT = bytes.fromhex(
    "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
)
PUBLISHED = (
    (
        b"sample",
        0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
        0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8,
    ),
    (
        b"test",
        0xF1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,
        0x019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083,
    ),
)


def made(secret: int):
    key = derive_private_key(secret, SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return key, point


KEY, PUBLIC = made(7)
SIGNATURE = KEY.sign(b"message", ECDSA(SHA256()))


@pytest.mark.parametrize(("message", "r", "s"), PUBLISHED)
def test_threat_T3_published_signatures_verify(message, r, s):
    signature = encode_dss_signature(r, s)
    assert verify_es256(POINT, signature, message)
    assert not verify_es256(POINT, signature, message + b"x")
    assert not verify_es256(PUBLIC, signature, message)


@given(st.integers(1, N - 1), st.binary(max_size=300))
def test_what_the_library_signs_verifies(secret, message):
    key, public = made(secret)
    signature = key.sign(message, ECDSA(SHA256()))
    assert verify_es256(public, signature, message)
    assert not verify_es256(public, signature, message + b"x")


@given(st.integers(0, 8 * len(PUBLIC + SIGNATURE) - 1))
def test_threat_T3_no_flipped_bit_verifies(bit):
    whole = bytearray(PUBLIC + SIGNATURE)
    assert verify_es256(bytes(whole[:65]), bytes(whole[65:]), b"message")
    whole[bit // 8] ^= 1 << bit % 8
    public, signature = bytes(whole[:65]), bytes(whole[65:])
    assert not verify_es256(public, signature, b"message")
    assert not verify_assertion(ES256, public, signature, b"message")


R, S = decode_dss_signature(SIGNATURE)
NUMBERS = {
    "r is 0": (0, S),
    "s is 0": (R, 0),
    "r is the order": (N, S),
    "s is the order": (R, N),
    "r beyond the order": (R + N, S),
    "s beyond the order": (R, S + N),
}


@pytest.mark.parametrize("way", NUMBERS)
def test_threat_T3_numbers_out_of_range_are_refused_as_the_library_does(way):
    signature = encode_dss_signature(*NUMBERS[way])
    assert not verify_es256(PUBLIC, signature, b"message")
    assert not verify_assertion(ES256, PUBLIC, signature, b"message")


def test_both_halves_of_the_order_count_as_for_the_library():
    other = encode_dss_signature(R, N - S)
    assert verify_es256(PUBLIC, other, b"message")
    assert verify_assertion(ES256, PUBLIC, other, b"message")


SPELLINGS = {
    "nothing": b"",
    "one byte more": SIGNATURE + b"\0",
    "one byte less": SIGNATURE[:-1],
    "long length": b"\x30\x81" + SIGNATURE[1:],
    "padded number": b"\x30" + bytes([len(SIGNATURE) - 1, 2, SIGNATURE[3] + 1, 0]) + SIGNATURE[4:],
    "no sequence": b"\x31" + SIGNATURE[1:],
    "one number alone": b"\x30" + bytes([SIGNATURE[3] + 2]) + SIGNATURE[2 : 4 + SIGNATURE[3]],
    "a negative number": b"\x30\x06\x02\x01\x80\x02\x01\x01",
    "an empty number": b"\x30\x05\x02\x00\x02\x01\x01",
}


@pytest.mark.parametrize("way", SPELLINGS)
def test_other_spellings_of_a_signature_are_none(way):
    assert not verify_es256(PUBLIC, SPELLINGS[way], b"message")
    assert not verify_assertion(ES256, PUBLIC, SPELLINGS[way], b"message")


@pytest.mark.parametrize(
    "public",
    [b"", PUBLIC[:-1], b"\x05" + PUBLIC[1:], bytes(65), b"\x04" + bytes(64)],
    ids=["empty", "short", "other form", "zeros", "off the curve"],
)
def test_what_is_no_point_verifies_nothing(public):
    assert not verify_es256(public, SIGNATURE, b"message")


def test_the_order_times_the_base_is_the_point_at_infinity():
    assert _sum_of_two(N, 0, BASE) is None
    assert _sum_of_two(N - 1, 0, BASE) == (BASE[0], P - BASE[1])
    assert _sum_of_two(2, 3, BASE) == _sum_of_two(5, 0, BASE)
    assert _added(None, BASE) == _added(BASE, None) == BASE
