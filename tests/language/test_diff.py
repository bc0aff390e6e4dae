import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.language import changed_sentences, sentences, word_difference, words_of

TEXT = st.text(alphabet=st.sampled_from("ab .,'’-\n؟。三四س!?…5"), max_size=60) | st.text(
    max_size=60
)


@given(TEXT)
def test_nothing_is_lost_in_words_and_sentences(text):
    assert "".join(words_of(text)) == text
    assert "".join(sentences(text)) == text


@given(TEXT, TEXT)
def test_the_pieces_give_both_texts_back(before, after):
    pieces = word_difference(before, after)
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
