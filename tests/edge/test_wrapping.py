"""Keys locked by a key: AES key wrap to the byte, and what a wrong key or a changed byte does."""

import stat

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.wrapping import (
    WRAPPED_SIZE,
    Wrapping,
    create_wrapping,
    decrypt,
    encrypt,
    load_wrapping,
    unwrapped,
)
from comity.fault import RefusedError

KEY = bytes(range(32))
ONE, OTHER = Wrapping(bytes([1]) * 32), Wrapping(bytes([2]) * 32)


def test_a_key_is_wrapped_as_rfc_3394_says():
    """RFC 3394 §4.6: 256 bits of key data under a 256-bit key."""
    wrapping = Wrapping(bytes(range(32)))
    data = bytes.fromhex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")
    wrapped = wrapping.wrap(data)
    assert wrapped.hex() == (
        "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
    )
    assert (len(wrapped), wrapping.unwrap(wrapped)) == (WRAPPED_SIZE, data)


def test_another_wrapping_key_opens_nothing():
    wrapped = ONE.wrap(KEY)
    assert OTHER.unwrap(wrapped) is None
    assert unwrapped([OTHER, ONE], wrapped) == KEY
    assert unwrapped([OTHER], wrapped) is None


@given(st.integers(0, WRAPPED_SIZE - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_wrapped_key_is_found(at, by):
    wrapped = ONE.wrap(KEY)
    assert ONE.unwrap(wrapped[:at] + bytes([wrapped[at] ^ by]) + wrapped[at + 1 :]) is None


@pytest.mark.parametrize("size", [0, 16, 31, 32, 39, 41])
def test_what_is_no_wrapped_key_is_not_opened(size):
    assert ONE.unwrap(bytes(size)) is None
    assert ONE.unwrap(aes_key_wrap(bytes([1]) * 32, bytes(16))) is None
    if size != 32:
        with pytest.raises(ValueError, match="32 bytes"):
            ONE.wrap(bytes(size))


@given(st.binary(max_size=300), st.text(max_size=20))
def test_content_comes_back_under_its_key_and_name_alone(content, about):
    encrypted = encrypt(KEY, content, about)
    assert decrypt(KEY, encrypted, about) == content
    assert decrypt(bytes(32), encrypted, about) is None
    assert decrypt(KEY, encrypted, about + "x") is None
    assert decrypt(KEY, encrypted[:-1], about) is None
    assert decrypt(KEY, b"", about) is None


def test_the_same_content_never_looks_the_same():
    assert len({encrypt(KEY, b"Y", "vote") for _ in range(20)}) == 20


def test_a_wrapping_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "keys" / "wrapping.key"
    made = create_wrapping(path)
    assert load_wrapping(path).unwrap(made.wrap(KEY)) == KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with pytest.raises(RefusedError):
        create_wrapping(path)
    path.chmod(0o640)
    with pytest.raises(RefusedError) as refused:
        load_wrapping(path)
    assert refused.value.faults[0].code == "edge.wrapping_key_open_to_others"


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"x", b"\xff" * 50, b"comity-wrapping-key/v1 ", b"comity-wrapping-key/v1 ????"),
        b"comity-wrapping-key/v1 AAAA",
        b"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
    ],
)
def test_a_damaged_key_file_is_refused_and_not_quoted(tmp_path, data):
    path = tmp_path / "wrapping.key"
    path.write_bytes(data)
    path.chmod(0o600)
    with pytest.raises(RefusedError) as refused:
        load_wrapping(path)
    assert refused.value.faults[0].values["reason"] == "it is damaged"


def test_a_secret_is_not_shown():
    assert "\\x01" not in repr(ONE)
