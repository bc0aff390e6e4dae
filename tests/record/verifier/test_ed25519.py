import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge import keys
from comity.edge.keys import signer_from_seed
from comity.record.note import FIELD, SMALL_ORDER
from comity.record.verifier.ed25519 import L, verify_signature

# RFC 8032 §7.1, tests 1, 2, 3 and SHA(abc): public key; message; signature.
PUBLISHED = """
d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a;
;
e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b;

3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c;
72;
92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00;

fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025;
af82;
6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a;

ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf;
ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f;
dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589
09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704
"""
SIGNER = signer_from_seed("log.example", b"\x01" * 32)
PUBLIC = SIGNER.key.public


def test_record_R1_published_signatures_verify():
    fields = [bytes.fromhex(text) for text in PUBLISHED.split(";")]
    cases = list(zip(fields[::3], fields[2::3], fields[1::3], strict=True))
    assert len(cases) == 4
    for public, signature, message in cases:
        assert verify_signature(public, signature, message)
        assert not verify_signature(public, signature, message + b"x")


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300))
def test_what_the_library_signs_verifies(seed, message):
    signer = signer_from_seed("log.example", seed)
    signature = signer.sign(message)
    assert verify_signature(signer.key.public, signature, message)
    assert not verify_signature(signer.key.public, signature, message + b"x")


@given(st.integers(0, 8 * 96 - 1))
def test_no_flipped_bit_verifies(bit):
    whole = bytearray(PUBLIC + SIGNER.sign(b"message"))
    assert verify_signature(bytes(whole[:32]), bytes(whole[32:]), b"message")
    whole[bit // 8] ^= 1 << bit % 8
    assert not verify_signature(bytes(whole[:32]), bytes(whole[32:]), b"message")


@pytest.mark.parametrize("times", [1, 2, 8])
def test_s_beyond_the_group_order_is_refused(times):
    """The same scalar written larger would be a second signature of one message."""
    signature = SIGNER.sign(b"message")
    scalar = int.from_bytes(signature[32:], "little") + times * L
    larger = signature[:32] + scalar.to_bytes(32, "little")
    assert not verify_signature(PUBLIC, larger, b"message")
    assert not keys.verify_signature(PUBLIC, larger, b"message")


@pytest.mark.parametrize(("key", "signature"), [(31, 64), (33, 64), (0, 64), (32, 63), (32, 65)])
def test_other_lengths_are_refused(key, signature):
    assert not verify_signature((PUBLIC * 2)[:key], (SIGNER.sign(b"") * 2)[:signature], b"")


def test_keys_that_are_no_point_are_refused():
    signature = SIGNER.sign(b"message")
    off_curve = (2).to_bytes(32, "little")
    assert not verify_signature(off_curve, signature, b"message")
    assert not keys.verify_signature(off_curve, signature, b"message")


@pytest.mark.parametrize("y", [FIELD, FIELD + 1, 2**255 - 1])
@pytest.mark.parametrize("sign", [0, 1])
def test_key_encodings_that_are_not_canonical_are_refused(y, sign):
    """Stricter than the library, which is why such keys never become a ``VerifierKey``."""
    public = (y | sign << 255).to_bytes(32, "little")
    neutral = (1).to_bytes(32, "little") + bytes(32)
    assert not any(verify_signature(public, neutral, b"%d" % number) for number in range(8))


def test_minus_zero_is_no_key():
    neutral = (1).to_bytes(32, "little") + bytes(32)
    assert verify_signature((1).to_bytes(32, "little"), neutral, b"")
    assert not verify_signature((1 | 1 << 255).to_bytes(32, "little"), neutral, b"")


def test_it_judges_as_the_library_does_where_both_take_the_key():
    """Random damage, and the points of small order as key and as R, where verifiers differ most."""
    draw = random.Random(8032)
    points = [
        (y | sign << 255).to_bytes(32, "little")
        for y in SMALL_ORDER
        for sign in ((0, 1) if y not in (1, FIELD - 1) else (0,))
    ]
    cases = [(key, r + bytes(32), b"%d" % n) for key in points for r in points for n in range(4)]
    for number in range(60):
        signature = bytearray(SIGNER.sign(b"%d" % number))
        signature[draw.randrange(64)] ^= draw.choice((0, 1, 128))
        cases.append((PUBLIC, bytes(signature), b"%d" % number))
    ours = [verify_signature(*case) for case in cases]
    assert ours == [keys.verify_signature(*case) for case in cases]
    assert set(ours) == {True, False}
