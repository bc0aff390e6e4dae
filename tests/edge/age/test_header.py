import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.age.header import VERSION, encode_header, parse_header
from comity.edge.age.stanzas import Stanza

KEY = bytes(range(16))
STANZAS = (Stanza(("X25519", "abc"), bytes(32)), Stanza(("x",), b"y" * 48), Stanza(("z",), b""))


@given(st.binary(max_size=200), st.binary(max_size=9))
def test_what_is_written_is_read_and_what_follows_is_left(body, after):
    stanzas = (*STANZAS, Stanza(("kind", "two"), body))
    written = encode_header(stanzas, KEY)
    read = parse_header(written + after)
    assert (read.stanzas, read.size) == (stanzas, len(written))
    assert read.binds(KEY)
    assert not read.binds(KEY[::-1])


@given(st.integers(len(VERSION), len(encode_header(STANZAS, KEY)) - 2), st.integers(1, 127))
def test_whatever_is_changed_in_it_is_refused_or_bound_to_no_key(place, bits):
    written = bytearray(encode_header(STANZAS, KEY))
    written[place] ^= bits
    try:
        read = parse_header(bytes(written))
    except ValueError:
        return
    assert not read.binds(KEY)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"age-encryption.org/v2\n",
        VERSION,
        VERSION + b"--- AAAA\n",
        VERSION + b"->  x\n\n--- AAAA\n",
        VERSION + b"-> x\n" + b"A" * 65 + b"\n--- AAAA\n",
        VERSION + b"-> x\n" + b"A" * 64 + b"\n--- AAAA\n",
        VERSION + b"x\n\n--- AAAA\n",
        VERSION + "-> ä\n\n--- AAAA\n".encode(),
    ],
)
def test_what_is_no_head_is_refused(data):
    with pytest.raises(ValueError, match=r"\w"):
        parse_header(data)
