"""Canonical bytes: the vectors of RFC 8785, and another implementation on any value."""

import json
import math
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.canonical import NotCanonicalError, decode, digest, encode, sha256_hex

SAFE = 2**53 - 1
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-SAFE, SAFE)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20
)


@given(VALUES)
def test_the_bytes_are_those_of_another_implementation(value: Any) -> None:
    assert encode(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_was_encoded_is_read_back(value: Any) -> None:
    """Whole floats beyond 2**53 read back as integers, which have no safe form: left out."""
    assume(not any(abs(number) > SAFE for number in floats(value)))
    assert encode(decode(encode(value))) == encode(value)


def floats(value: Any) -> list[float]:
    if isinstance(value, float):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [number for each in inner for number in floats(each)]


def test_keys_are_sorted_by_utf_16_code_units() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(decode(encode(dict.fromkeys(keys, 1)))) == ordered
    assert sorted(keys) != ordered


def test_the_example_of_the_specification() -> None:
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 1e-27],
        "string": '€$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    expected = (
        '{"literals":[null,true,false],'
        '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert encode(value) == expected.encode()
    # The end of the bytes as RFC 8785, section 3.2.4, prints them.
    assert encode(value).endswith(bytes.fromhex("41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d"))
    assert digest(value) == sha256_hex(expected.encode())


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (-0.0, "0"),
        (1e21, "1e+21"),
        (1e20, "100000000000000000000"),
        (1e-7, "1e-7"),
        (1e-6, "0.000001"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (-1.5, "-1.5"),
        (SAFE, "9007199254740991"),
        (True, "true"),
    ],
)
def test_numbers_are_written_as_ecmascript_writes_them(number: float, text: str) -> None:
    assert encode(number) == text.encode()


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (math.nan, "NaN"),
        (math.inf, "NaN and infinities"),
        (SAFE + 1, "beyond"),
        (-SAFE - 1, "beyond"),
        ("\ud800", "surrogate"),
        ({"\udc00": 1}, "surrogate"),
        ({1: "x"}, "not a string"),
        (b"bytes", "not a JSON type"),
        ({1, 2}, "not a JSON type"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(NotCanonicalError, match=reason):
        encode(value)


def nested(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


def test_nesting_is_bounded_on_both_ways() -> None:
    assert encode(nested(100)) == b"[" * 100 + b"0" + b"]" * 100
    with pytest.raises(NotCanonicalError, match="deeper than 100"):
        encode(nested(101))
    with pytest.raises(NotCanonicalError):
        decode(b"[" * 100_000)


def test_tuples_and_mappings_are_written_as_lists_and_objects() -> None:
    assert encode((1, {"a": (2,)})) == b'[1,{"a":[2]}]'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff", "not UTF-8 at byte 0"),
        (b'{"a":1,"b":2,"a":3}', 'key "a" stands twice'),
        (b"[NaN]", "NaN is not JSON"),
        (b"[-Infinity]", "-Infinity is not JSON"),
        (b"[1,]", "not JSON at line 1, column"),
        (b"", "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b"9" * 5000, "integer"),
    ],
)
def test_loose_json_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(NotCanonicalError, match=reason):
        decode(data)


def test_equal_keys_in_different_objects_are_no_fault() -> None:
    assert decode(b'[{"a":1},{"a":{"a":2}}]') == [{"a": 1}, {"a": {"a": 2}}]


def test_a_duplicate_key_would_be_read_by_the_library_alone() -> None:
    """The control: what `decode` refuses, plain `json` takes without a word."""
    assert json.loads('{"a":1,"a":3}') == {"a": 3}
