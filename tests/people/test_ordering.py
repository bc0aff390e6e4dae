"""The reader's alphabet and a lot that can be drawn again; never a ranking."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import encode
from comity.edge import shipped
from comity.people import Party, alphabet_key, by_alphabet, by_lot, read_alphabets

ALPHABETS = read_alphabets(shipped("people", "alphabets", 1))


def ordered(language, *names):
    parties = [Party(name, "state", {language: name}, language) for name in reversed(names)]
    return [party.id for party in by_alphabet(parties, language, ALPHABETS)]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Averissa", "Belquoria", "Zuno"]),
        ("fr", ["Avérissa", "Aversa", "Éluane", "Elva", "Œdane", "Ombre"]),
        ("es", ["Nuvia", "Ñandora", "Orvela"]),
        ("ru", ["Елань", "Ёлка", "Жарово", "Йода", "Кама"]),
        ("ar", ["أفيريسا", "بيلكوريا", "ثالوم", "جارون", "يورا"]),
        ("zh-Hans", ["阿韦里萨", "贝尔阔里亚", "辛多瓦尔"]),
    ],
)
def test_people_names_stand_in_the_order_of_the_readers_language(language, names):
    assert ordered(language, *names) == names


def test_a_name_in_another_script_stands_after_those_in_ones_own():
    assert ordered("en", "Zuno", "Ёлка") == ["Zuno", "Ёлка"]
    assert ordered("zh-Hans", "辛多瓦尔", "𠀀") == ["辛多瓦尔", "𠀀"]


def test_people_words_are_sorted_as_names_are():
    assert sorted(["Zuno", "Éole", "Far"], key=alphabet_key("fr", ALPHABETS)) == [
        "Éole",
        "Far",
        "Zuno",
    ]


def test_a_missing_name_is_ordered_by_the_original_one():
    one = Party("p-1", "state", {"fr": "Cimaire"}, "fr")
    two = Party("p-2", "state", {"en": "Averissa", "fr": "Zuno"}, "fr")
    assert [each.id for each in by_alphabet([one, two], "en", ALPHABETS)] == ["p-2", "p-1"]


def test_a_language_without_alphabet_still_has_one_order():
    parties = [Party("p-1", "state", {"xx": "b"}, "xx"), Party("p-2", "state", {"xx": "a"}, "xx")]
    assert [each.id for each in by_alphabet(parties, "xx", ALPHABETS)] == ["p-2", "p-1"]


@given(st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=12), st.text(max_size=5))
def test_people_a_lot_depends_on_the_seed_alone(ids, seed):
    drawn = by_lot(ids, seed)
    assert sorted(drawn) == sorted(ids)
    assert drawn == by_lot(list(reversed(ids)), seed)


def test_anybody_can_draw_the_lot_again():
    digests = {one: hashlib.sha256(f"tomorrow\n{one}".encode()).hexdigest() for one in "abcdef"}
    assert by_lot("abcdef", "tomorrow") == sorted("abcdef", key=digests.get)
    assert by_lot("abcdef", "tomorrow") != by_lot("abcdef", "yesterday")


def test_other_data_is_no_alphabet():
    with pytest.raises(ValueError, match="alphabets"):
        read_alphabets(encode({"schema": "x", "languages": {}}))
