import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.age.bech32 import bech32, from_bech32

# Of the specification of the age format.
SECRET = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"


def test_the_key_of_the_specification_is_read_and_written():
    prefix, data = from_bech32(SECRET)
    assert (prefix, data) == ("age-secret-key-", b"B" * 32)
    assert bech32(prefix, data).upper() == SECRET


@given(st.binary(max_size=70))
def test_what_is_written_is_read(data):
    assert from_bech32(bech32("age", data)) == ("age", data)


@given(st.integers(4, 61), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"))
def test_one_wrong_sign_is_always_found(place, sign):
    right = bech32("age", bytes(range(32)))
    wrong = right[:place] + sign + right[place + 1 :]
    if wrong != right:
        with pytest.raises(ValueError, match="wrong or missing"):
            from_bech32(wrong)


@pytest.mark.parametrize("text", ["", "age", "1qqqqqq", "age1b", "age1QQqqqq", "äge1qqqqqq"])
def test_what_is_none_is_refused(text):
    with pytest.raises(ValueError, match="it "):
        from_bech32(text)


def test_bits_that_are_too_many_are_refused():
    from comity.edge.age.bech32 import SIGNS, _expanded, _polymod  # noqa: PLC0415 - to forge one

    values = [1]
    check = _polymod([*_expanded("age"), *values, *([0] * 6)]) ^ 1
    values += [(check >> 5 * (5 - place)) & 31 for place in range(6)]
    with pytest.raises(ValueError, match="too many"):
        from_bech32("age1" + "".join(SIGNS[value] for value in values))
