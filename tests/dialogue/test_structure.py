import json
from dataclasses import dataclass
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import decode, encode
from comity.dialogue.structure import from_json, to_json


@dataclass(frozen=True)
class Inner:
    share: float | None
    word: Literal["yes"] | Literal["no"]  # noqa: PYI030 - as two lists of words are joined


@dataclass(frozen=True)
class Outer:
    name: str
    count: int
    flag: bool
    pair: tuple[float, float]
    many: tuple[Inner, ...]
    one: Inner | None


values = st.builds(
    Outer,
    name=st.text(max_size=5),
    count=st.integers(-10, 10**6),
    flag=st.booleans(),
    pair=st.tuples(st.floats(-5, 5), st.integers(-5, 5).map(float)),
    many=st.lists(st.builds(Inner, st.none() | st.floats(0, 1), st.sampled_from(["yes", "no"])))
    .map(tuple),
    one=st.none() | st.just(Inner(1.0, "no")),
)  # fmt: skip


@given(values)
def test_what_is_written_is_read_back(value):
    assert from_json(Outer, decode(encode(to_json(value)))) == value


GOOD = {
    "name": "n",
    "count": 1,
    "flag": True,
    "pair": [1, 2.5],
    "many": [{"share": None, "word": "yes"}],
    "one": None,
}


@pytest.mark.parametrize(
    ("place", "member", "value"),
    [
        ("name", "name", 1),
        ("count", "count", True),
        ("count", "count", 1.0),
        ("flag", "flag", 1),
        ("pair", "pair", [1]),
        ("pair[1]", "pair", [1, "2"]),
        ("pair[0]", "pair", [True, 2]),
        ("many", "many", {}),
        ("many[0]", "many", [{"share": 1}]),
        ("many[0].word", "many", [{"share": 1, "word": "maybe"}]),
        ("many[0].word", "many", [{"share": 1, "word": None}]),
        ("one.share", "one", {"share": "1", "word": "no"}),
    ],
)
def test_the_first_wrong_place_is_named(place, member, value):
    with pytest.raises(ValueError, match="is not what it should be") as error:
        from_json(Outer, json.loads(json.dumps({**GOOD, member: value})))
    assert str(error.value).startswith(f"{place} ")


@pytest.mark.parametrize("value", [None, [], {}, {**GOOD, "more": 1}])
def test_a_value_with_other_members_is_none(value):
    with pytest.raises(ValueError, match="the value"):
        from_json(Outer, value)


def test_only_plain_parts_are_written():
    with pytest.raises(TypeError):
        to_json({"a": 1})
