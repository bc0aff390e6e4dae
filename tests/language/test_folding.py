"""A word is found however it is typed: case, accents, script forms, vowel signs, width."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.language import folded_words, sought_words


def finds(sought: str, text: str) -> bool:
    words, said = sought_words(sought, 8), folded_words(text)
    return bool(words) and all(any(one.startswith(word) for one in said) for word in words)


@pytest.mark.parametrize(
    ("sought", "text"),
    [
        ("fisher", "Ask the Fishermen too."),
        ("STRASSE", "Die Straße"),
        ("egalite", "Égalité des droits"),
        ("égalité", "EGALITE"),
        ("ёлка", "Елка"),
        ("ЕЩЁ", "еще раз"),
        ("ﬁsh", "fish"),
        ("ＦＩＳＨ", "fish"),
        ("2030", "عام ٢٠٣٠"),
        ("السلامه", "السلامة أولاً."),
        ("سلامة", "السلامة أولاً."),
        ("السلامة", "سلامة"),
        ("اولا", "السلامة أولاً."),
        ("أولاً", "اولا"),
        ("مــرحبا", "مَرْحَبًا"),
        ("إتفاق", "اتفاق"),
        ("مدى", "مدي"),
        ("ٱلسلام", "السلام"),
        ("للسلامة", "السلامة"),
        ("安全", "首先是安全问题"),
        ("安全问题", "首先是安全问题"),
        ("问", "首先是安全问题"),
        ("题", "首先是安全问题"),
        ("ai安全", "AI 的安全"),
        ("niño", "NIN\u0303O"),
    ],
)
def test_it_is_found(sought, text):
    assert finds(sought, text)


@pytest.mark.parametrize(
    ("sought", "text"),
    [
        ("men", "Fishermen"),
        ("全安", "安全"),
        ("安题", "安全问题"),
        ("سلام عام", "السلام"),
        ("", "a"),
    ],
)
def test_it_is_not_found(sought, text):
    assert not finds(sought, text)


def test_the_same_is_looked_for_once_and_not_without_end():
    assert sought_words("a a A á b", 8) == ("a", "b")
    assert sought_words("a b c", 2) == ("a", "b")
    assert sought_words(" … !", 8) == ()
    assert len(folded_words(" ".join(f"w{n}" for n in range(999)))) == 400


@given(st.text())
def test_whatever_was_written_is_found_by_its_own_words(text):
    assert all(len(word) <= 40 for word in folded_words(text))
    assert not sought_words(text, 8) or len(folded_words(text)) == 400 or finds(text, text)


@given(st.text(alphabet=st.characters(categories=("L", "N", "M", "Zs"))))
def test_the_form_in_which_it_was_typed_does_not_matter(text):
    forms = {folded_words(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert len(forms) == 1
