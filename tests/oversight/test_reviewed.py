from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.oversight import Machine, Reviewed, decode_reviewed, encode_reviewed, text_faults

MACHINE = Machine("a", "b", "1", "0" * 64, "language=en", datetime(2026, 11, 26, tzinfo=UTC))
REVIEWED = Reviewed("en", "One. Two.", MACHINE, "One. 2.")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(TEXT, TEXT)
def test_both_texts_come_back(draft, text):
    one = replace(REVIEWED, draft=draft, text=text)
    assert decode_reviewed(encode_reviewed(one)) == one


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        encode_reviewed(REVIEWED) + b" ",
        encode_reviewed(REVIEWED).replace(b'"v":1', b'"v":2'),
        encode_reviewed(REVIEWED).replace(b'"model":"b",', b""),
        encode_reviewed(REVIEWED).replace(b"2026", b"20x6"),
    ],
)
def test_anything_else_is_none(data):
    with pytest.raises(ValueError, match="reviewed text"):
        decode_reviewed(data)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Words.", []),
        ("", ["oversight.text_empty"]),
        ("x" * 8_001, ["oversight.text_long"]),
        ("a\u2066b", ["oversight.text_controls"]),
    ],
)
def test_what_nobody_could_sign_is_named(text, codes):
    assert [fault.code for fault in text_faults(text)] == codes
