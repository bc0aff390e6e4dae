from datetime import UTC, datetime

import pytest

from comity.site.record.comparison import Difference, as_bytes, as_text, compared, guarded, in_words


def test_what_is_not_asked_for_is_not_compared():
    assert list(compared("entry", "2", {"a": 1, "b": 2}, "entry 2", {"a": 1})) == []
    (one,) = compared("entry", "2", {"a": 1, "b": 2}, "entry 2", {"b": 3})
    assert str(one) == "entry 2, b: the row says 2; entry 2 says 3"


def test_a_row_as_a_whole_has_no_column():
    one = Difference("report", "dia-1", "", "there is no row", "entry 2 tells of it")
    assert str(one) == "published report dia-1: there is no row; entry 2 tells of it"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "nothing"),
        (b"", "0 bytes with SHA-256 e3b0c44298fc1c14…"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00.000Z"),
        ("a\u202eb\n", "“a\\u202eb\\u000a”"),
        (True, "True"),
    ],
)
def test_values_can_stand_in_a_sentence(value, said):
    assert in_words(value) == said


def test_long_texts_are_cut():
    assert len(in_words("x" * 10_000)) == 102


def test_columns_may_hold_another_type():
    assert [as_bytes(each) for each in (None, b"a", memoryview(b"b"), "ü", 7)] == [
        b"",
        b"a",
        b"b",
        "ü".encode(),
        b"7",
    ]
    assert [as_text(each) for each in ("a", 7, None)] == ["a", "7", "None"]


def test_one_value_that_cannot_be_read_stops_nothing_else():
    def check():
        yield Difference("entry", "1", "a", "x", "y")
        raise ValueError("bad\x00value")

    first, last = guarded("entry", "1", check)
    assert first.column == "a"
    assert last.found == "what stands there cannot be read (bad\\u0000value)"
