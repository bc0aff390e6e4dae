import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.language import (
    changed_sentences,
    readable_difference,
    sentences,
    word_difference,
    words_of,
)

TEXT = st.text(alphabet=st.sampled_from("ab .,'’-\n؟。三四س!?…5"), max_size=60) | st.text(
    max_size=60
)


@given(TEXT)
def test_nothing_is_lost_in_words_and_sentences(text):
    assert "".join(words_of(text)) == text
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize("difference", [word_difference, readable_difference])
@given(TEXT, TEXT)
def test_the_pieces_give_both_texts_back(difference, before, after):
    pieces = difference(before, after)
    assert "".join(one.text for one in pieces if one.kind != "added") == before
    assert "".join(one.text for one in pieces if one.kind != "removed") == after


@given(TEXT)
def test_what_did_not_change_is_one_piece(text):
    assert [one.kind for one in word_difference(text, text)] == (["same"] if text else [])
    assert changed_sentences(text, text)[0] == 0


def test_a_word_is_shown_whole():
    pieces = word_difference("Most people agree.", "Most members agree.")
    assert [(one.kind, one.text) for one in pieces] == [
        ("same", "Most "),
        ("removed", "people"),
        ("added", "members"),
        ("same", " agree."),
    ]


def told(before, after):
    return [(one.kind, one.text) for one in readable_difference(before, after)]


def test_a_sentence_in_place_of_another_is_read_as_one():
    before = "It stays. The votes show no groups, so every result is for everybody together."
    after = "It stays. Nothing here may be read as a decision of the Assembly."
    assert len(word_difference(before, after)) > 10  # word by word nobody can read either of them
    assert told(before, after) == [
        ("same", "It stays. "),
        ("removed", "The votes show no groups, so every result is for everybody together"),
        ("added", "Nothing here may be read as a decision of the Assembly"),
        ("same", "."),
    ]


def test_small_changes_far_apart_stay_two():
    assert told("Some people agree on three things.", "Most people agree on four things.") == [
        ("removed", "Some"),
        ("added", "Most"),
        ("same", " people agree on "),
        ("removed", "three"),
        ("added", "four"),
        ("same", " things."),
    ]


def test_two_paragraphs_never_become_one_change():
    assert ("same", "\n\n") in told("Old words.\n\nOther ones", "New text\n\nThis here")


def test_chinese_is_compared_by_characters():
    pieces = word_difference("多数人同意。", "多数成员同意。")
    assert [one.text for one in pieces if one.kind == "added"] == ["成员"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("One.", 1),
        ("It is 3.5 km away. So it is.", 2),
        ("هل هذا صحيح؟ نعم.", 2),
        ("“Yes.” He said no.", 2),
        ("这是对的。那也是。", 2),
        ("A line\nand another", 2),
    ],
)
def test_sentences_end_as_their_language_ends_them(text, count):
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("One. Two. Three.", "One. 2. Three.", (1, 3)),
        ("One. Two. Three.", "One. Three.", (1, 2)),
        ("One. Two.", "One. Two. Three.", (1, 3)),
        ("One. Two.", "1. 2.", (2, 2)),
    ],
)
def test_changed_sentences_are_counted(before, after, changed):
    assert changed_sentences(before, after) == changed
