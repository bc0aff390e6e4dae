import json
import math
from pathlib import Path

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.canonical import NotCanonicalError, decode, digest, encode, sha256_hex

SORTING = {
    "€": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "😀": "Emoji: Grinning Face",
    "\u0080": "Control",
    "ö": "Latin Small Letter O With Diaeresis",
}
EXAMPLE = (
    rb'{"numbers":[333333333.33333329,1E30,4.50,2e-3,1e-27],'
    rb'"string":"\u20ac$\u000F\u000aA'
    rb"'"
    rb'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}'
)
NUMBERS = {
    "0": 0.0,
    "-0": -0.0,
    "5e-324": 5e-324,
    "-5e-324": -5e-324,
    "1.7976931348623157e+308": 1.7976931348623157e308,
    "9007199254740992": 9007199254740992.0,
    "295147905179352830000": 295147905179352825856.0,
    "9.999999999999997e+22": 9.999999999999997e22,
    "1e+23": 1e23,
    "1.0000000000000001e+23": 1.0000000000000001e23,
    "999999999999999700000": 999999999999999700000.0,
    "999999999999999900000": 999999999999999900000.0,
    "100000000000000000000": 1e20,
    "1e+21": 1e21,
    "1e-7": 1e-7,
    "0.000001": 1e-6,
    "9.999999999999997e-7": 9.999999999999997e-7,
    "333333333.3333332": 333333333.3333332,
    "-0.0000033333333333333333": -0.0000033333333333333333,
    "1424953923781206.2": 1424953923781206.2,
    "4.5": 4.50,
    "0.002": 2e-3,
    "100": 100.0,
}

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
)
VALUES = st.recursive(
    LEAVES,
    lambda kids: st.lists(kids) | st.dictionaries(st.text(st.characters(codec="utf-8")), kids),
    max_leaves=20,
)


def test_record_R1_keys_sort_by_utf_16():
    data = encode(SORTING)
    assert list(json.loads(data)) == ["\r", "1", "\u0080", "ö", "€", "😀", "\ufb33"]
    expected = "5e321556d22018a9656991a9e94f77ec175fa193e52a2429d312f8419ec8b08c"
    assert digest(SORTING) == sha256_hex(data) == expected


def test_record_R1_the_example_of_the_rfc():
    data = encode(decode(EXAMPLE))
    assert data.hex() == (
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b33333333"
        "33333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e6722"
        "3a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d"
    )  # §3.2.4


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_record_R1_numbers_as_ecmascript_writes_them(text, value):
    assert encode(value) == ("0" if value == 0 else text).encode()


def test_every_ascii_character_is_escaped_as_the_rfc_says():
    text = "".join(map(chr, range(0x80))) + "\u2028\u2029"
    escaped = "".join(
        {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}.get(code, f"\\u{code:04x}")
        for code in range(0x20)
    )
    plain = "".join(map(chr, range(0x20, 0x80))).replace("\\", "\\\\").replace('"', '\\"')
    assert encode(text) == f'"{escaped}{plain}\u2028\u2029"'.encode()


@given(VALUES)
def test_it_writes_what_the_reference_writes(value):
    assert encode(value) == rfc8785.dumps(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_exactly(value):
    assert float(encode(value)) == value


@given(VALUES)
def test_what_is_written_reads_back(value):
    # A whole float beyond 2**53 - 1 is written without a point and read as an integer: see below.
    assume(not any(abs(number) > 2**53 - 1 for number in floats(value)))
    data = encode(value)
    assert encode(decode(data)) == data


def floats(value):
    if isinstance(value, float):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [number for each in inner for number in floats(each)]


def test_a_whole_float_too_large_for_an_integer_does_not_read_back():
    assert encode(2.0**53) == b"9007199254740992"
    with pytest.raises(NotCanonicalError, match="beyond"):
        encode(decode(b"9007199254740992"))


def test_a_truth_value_is_no_number():
    assert encode([True, 1, False, 0]) == b"[true,1,false,0]"


def test_equal_keys_in_different_objects_are_no_fault():
    assert decode(b'[{"a":1},{"a":{"a":2}}]') == [{"a": 1}, {"a": {"a": 2}}]


def test_a_duplicate_key_would_be_read_by_the_library_alone():
    """The control of the refusal below."""
    assert json.loads(b'{"a":1,"a":2}') == {"a": 2}


def test_tuples_and_mappings_are_written_as_json_knows_them():
    assert encode({"b": (1, 2), "a": ()}) == b'{"a":[],"b":[1,2]}'


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (math.nan, "NaN"),
        (math.inf, "infinities"),
        (-math.inf, "infinities"),
        (2**53, "beyond"),
        (-(2**53), "beyond"),
        ("\ud800", "surrogate"),
        ({"\udc00": 1}, "surrogate"),
        ({1: 2}, "not a string"),
        (b"bytes", "not a JSON type"),
        ({1, 2}, "not a JSON type"),
        (Path("x"), "not a JSON type"),
        ([object()], "not a JSON type"),
    ],
)
def test_values_without_a_canonical_form_are_refused(value, reason):
    with pytest.raises(NotCanonicalError, match=reason):
        encode(value)


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def test_nesting_is_bounded_both_ways():
    assert decode(encode(nested(100))) == nested(100)
    with pytest.raises(NotCanonicalError, match="nested"):
        encode(nested(101))
    with pytest.raises(NotCanonicalError, match="nested"):
        decode(b"[" * 200_000 + b"]" * 200_000)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not JSON at line 1"),
        (b"{", "not JSON"),
        (b"[1,]", "not JSON"),
        (b"[1] 2", "not JSON"),
        (b"'a'", "not JSON"),
        (b"01", "not JSON"),
        (b"NaN", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b"-Infinity", "Infinity"),
        (b'{"a":1,"a":2}', '"a" stands twice'),
        (b'{"b":{"a":1,"\\u0061":2}}', '"a" stands twice'),
        (b'"\xff"', "not UTF-8 at byte 1"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
        (b'"\n"', "not JSON"),
        (b"\xef\xbb\xbf{}", "BOM|not JSON"),
        (b"9" * 5000, "digit"),
    ],
)
def test_bytes_that_are_no_strict_json_are_refused(data, reason):
    with pytest.raises(NotCanonicalError, match=reason):
        decode(data)


@given(
    st.binary(max_size=50) | st.text(alphabet='{}[]",:\\u0123456789eE+-.truefalsn ').map(str.encode)
)
def test_any_bytes_are_refused_in_words_or_read(data):
    try:
        value = decode(data)
    except NotCanonicalError:
        return
    try:
        again = encode(value)
    except NotCanonicalError:
        return  # such as 1e999, which no canonical JSON can hold
    assert encode(decode(again)) == again


@pytest.mark.parametrize(
    "text", [r'"\ud800"', r'"\uDFFFx"', r'{"\ud800":1}', r'[{"a":["\udc00\ud800"]}]']
)
def test_a_lone_surrogate_behind_an_escape_is_refused(text):
    """No file can hold it: what was read could never be written again."""
    with pytest.raises(NotCanonicalError, match="lone surrogate"):
        decode(text.encode())
    # The control: the library alone reads it, and a pair is one character.
    json.loads(text)
    assert decode(rb'"\ud83d\ude00"') == "\U0001f600"
