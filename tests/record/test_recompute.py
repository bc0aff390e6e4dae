"""The comparison names the first difference, and only a real one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.record.recompute import (
    FunctionFailedError,
    PublishedFunction,
    compare,
    plain,
    recompute,
    rows_of,
    source_of,
)

TOLERANCE = 1e-9
TABLE = b"statement,n,share\n16,3,0.25\n17,50,0.58\n"


def difference(path: str, published: bytes, given_: bytes, tolerance: float = TOLERANCE) -> str:
    found = compare({path: published}, {path: given_}, tolerance, "votes").difference
    return str(found) if found else ""


def function(**changes: object) -> PublishedFunction:
    values: dict[str, object] = {
        "name": "dialogue.sums",
        "version": 1,
        "inputs": ("inputs/votes.csv",),
        "outputs": ("outputs/sums.csv",),
        "tolerance": TOLERANCE,
        "run": lambda members: {"outputs/sums.csv": members["inputs/votes.csv"]},
    }
    return PublishedFunction(**{**values, **changes})


def test_equal_tables_have_no_difference_and_their_figures_are_counted():
    found = compare({"o.csv": TABLE}, {"o.csv": TABLE}, TOLERANCE)
    assert found.difference is None
    assert found.figures == 4


def test_a_changed_cell_is_named_by_row_and_both_values():
    published = b"statement,share\n16,0.25\n17,0.62\n"
    said = difference("outputs/statements.csv", published, b"statement,share\n16,0.25\n17,0.58\n")
    assert said == "outputs/statements.csv, statement 17: published 0.62, the votes give 0.58"


def test_the_column_is_named_where_there_are_several():
    said = difference("outputs/statements.csv", TABLE.replace(b"0.58", b"0.62"), TABLE)
    assert said == (
        "outputs/statements.csv, statement 17: published 0.62, the votes give 0.58 (share)"
    )


@pytest.mark.parametrize(
    ("published", "words"),
    [
        (b"statement,n,share\n16,3,0.25\n", "published 2 rows, the votes give 3"),
        (TABLE + b"18,1,0.5\n", "published 4 rows, the votes give 3"),
        (TABLE.replace(b"17,", b"18,"), "line 3: published 18, 50, 0.58, the votes give 17"),
        (TABLE.replace(b"share", b"chair"), "line 1: published statement, n, chair"),
        (TABLE.replace(b"50", b"51"), "statement 17: published 51, the votes give 50 (n)"),
        (TABLE.replace(b"50", b"50.0"), ""),
        (TABLE.replace(b"0.58", b""), "published nothing, the votes give 0.58"),
        (TABLE.replace(b"0.58", b"0.58,1"), "line 3: published 17, 50, 0.58, 1"),
        (TABLE.replace(b"0.58", b"nan"), "published nan"),
        (TABLE.replace(b"0.58", b"1e999"), "published 1e999"),
        (b'"' + TABLE, "byte 1"),
        (b"\xff" + TABLE, "byte 1"),
        (b"", "published 0 rows"),
    ],
)
def test_each_change_of_a_table_is_found(published: bytes, words: str):
    assert words in difference("outputs/t.csv", published, TABLE)


def test_a_float_may_differ_by_the_tolerance_and_not_by_more():
    near, far = TABLE.replace(b"0.58", b"0.5801"), TABLE.replace(b"0.58", b"0.582")
    assert difference("t.csv", near, TABLE, 0.001) == ""
    assert "0.582" in difference("t.csv", far, TABLE, 0.001)


def test_a_whole_number_has_no_tolerance():
    assert "51" in difference("t.csv", TABLE.replace(b"50", b"51"), TABLE, 10.0)
    assert "2" in difference("t.json", b'{"n":2}', b'{"n":1}', 10.0)


@pytest.mark.parametrize(
    ("published", "given_", "words"),
    [
        ({"a": {"b": [1, 0.5]}}, {"a": {"b": [1, 0.75]}}, "a.b[1]: published 0.5, the votes"),
        ({"s": [{"id": "17", "x": 1}]}, {"s": [{"id": "17", "x": 2}]}, "s[id 17].x: published 1"),
        ({"a": 1}, {"a": 1, "b": None}, "b: published nothing"),
        ({"a": 1, "b": 2}, {"a": 1}, "b: published 2, the votes give nothing"),
        ({"a": [1]}, {"a": [1, 2]}, "a: published 1 items, the votes give 2"),
        ({"a": True}, {"a": 1}, "a: published true, the votes give 1"),
        ({"a": "x"}, {"a": "y"}, 'a: published "x", the votes give "y"'),
        ({"a": None}, {"a": 0}, "a: published nothing, the votes give 0"),
        ({"a": {}}, {"a": []}, "a: published an object, the votes give a list of 0"),
        ({"a": 1}, {"a": 1.0000000001}, ""),
        ({"a": 10**400}, {"a": 0.5}, "the votes give 0.5"),
    ],
)
def test_json_is_compared_path_by_path(published: object, given_: object, words: str):
    said = difference("o.json", json.dumps(published).encode(), json.dumps(given_).encode())
    assert words in said
    assert bool(words) == bool(said)


def test_broken_json_and_deep_nesting_are_differences_not_crashes():
    deep = b"[" * 200 + b"]" * 200
    assert "no JSON" in difference("o.json", b'{"a":', b'{"a":1}')
    assert "no JSON" in difference("o.json", b'{"a":NaN}', b'{"a":1}')
    assert "deeper" in difference("o.json", deep, deep)


def test_lines_of_json_are_compared_line_by_line():
    lines = b'{"a":1}\n{"a":2}\n'
    assert difference("o.ndjson", lines, lines) == ""
    assert "line 2, a: published 3" in difference("o.ndjson", b'{"a":1}\n{"a":3}\n', lines)
    assert "published 2 lines" in difference("o.ndjson", b'{"a":1}\n{"a":2}', lines)
    assert "line 2" in difference("o.ndjson", b'{"a":1}\n\n{"a":2}', lines)


def test_other_members_are_compared_byte_by_byte():
    assert difference("o.txt", b"abc", b"abc") == ""
    assert "byte 3" in difference("o.txt", b"abd", b"abc")
    assert "byte 4" in difference("o.txt", b"abcd", b"abc")


def test_a_cell_too_long_for_the_reader_is_compared_byte_by_byte():
    long = b"statement,text\n1," + b"x" * 200_000
    assert difference("t.csv", long, long) == ""
    assert "byte" in difference("t.csv", long + b"y", long)


def test_numbers_of_json_lines_count_as_figures():
    lines = b'{"a":1,"b":true,"c":null}\n{"a":0.5}\n'
    assert compare({"o.ndjson": lines}, {"o.ndjson": lines}, TOLERANCE).figures == 2


def test_a_member_on_one_side_only_is_a_difference():
    assert str(compare({"a.csv": TABLE}, {}, TOLERANCE).difference).startswith("a.csv: published")
    assert "published nothing" in str(compare({}, {"a.csv": TABLE}, TOLERANCE).difference)


@given(st.binary(max_size=60), st.sampled_from(["a.csv", "a.json", "a.ndjson", "a.txt"]))
def test_arbitrary_bytes_never_crash_and_are_never_taken_for_the_table(data: bytes, path: str):
    expected = TABLE if path.endswith(".csv") else b'{"share":0.58}'
    assert compare({path: data}, {path: expected}, TOLERANCE).difference is not None


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1))
def test_tolerance_is_symmetric(value: float, step: float):
    one, other = json.dumps([value]).encode(), json.dumps([value + step]).encode()
    assert bool(difference("a.json", one, other, 0.5)) == bool(
        difference("a.json", other, one, 0.5)
    )


def test_recompute_hands_over_only_the_declared_inputs():
    seen: dict[str, bytes] = {}

    def run(members):
        seen.update(members)
        return {"outputs/sums.csv": b""}

    recompute(function(run=run), {"inputs/votes.csv": b"x", "inputs/other.csv": b"y"})
    assert set(seen) == {"inputs/votes.csv"}


def test_recompute_refuses_outputs_the_function_did_not_declare():
    with pytest.raises(FunctionFailedError, match=r"declares outputs/sums\.csv"):
        recompute(function(run=lambda _: {"outputs/other.csv": b""}), {"inputs/votes.csv": b"x"})


def test_rows_and_source_are_named_for_the_sentence():
    assert rows_of("inputs/votes.csv", TABLE) == 2
    assert rows_of("a.ndjson", b"{}\n{}\n") == 2
    assert rows_of("a.json", b"{}") == 1
    assert rows_of("inputs/votes.csv", b'a,b\n"one\nrow",2\n\n3,4') == 2
    assert rows_of("inputs/votes.csv", b'"\xff') == 0
    assert rows_of("inputs/votes.csv", b"") == 0
    assert source_of(function()) == "votes"
    assert source_of(function(inputs=("inputs/v-1.csv",))) == "inputs"
    assert source_of(function(inputs=())) == "inputs"


def test_hostile_text_cannot_steer_a_terminal_or_a_page():
    assert plain("a\x1b[2Jb\u202ec\n") == "a\\u001b[2Jb\\u202ec\\u000a"
    assert len(plain("x" * 1000)) == 80


@pytest.mark.parametrize("published", [b"{", b'{"a":1,"a":1}', b'{"a":NaN}', b"\xff"])
def test_what_is_no_json_where_json_is_computed_is_the_first_difference(published):
    said = difference("outputs/sums.json", published, b'{"a":1}')
    assert said.startswith("outputs/sums.json: published no JSON (")
    assert said.endswith("the votes give JSON")
