import pytest

from comity.language.tags import TWO_LETTERS, is_known_tag, serves, written_from

KNOWN = ("ar", "AR", "zh-Hant", "zh-Hans-CN", "pt-BR", "es-419", "swh", "sl-nedis", "de-1996")
UNKNOWN = ("", "x", "xx", "english", "en_GB", "en-", "-en", "en-GB-", "ar\n", "zh-Hant<b>", "e1")


@pytest.mark.parametrize("tag", KNOWN)
def test_a_tag_of_a_language_there_is(tag):
    assert is_known_tag(tag)


@pytest.mark.parametrize("tag", UNKNOWN)
def test_what_is_no_tag_or_names_no_language(tag):
    assert not is_known_tag(tag)


def test_every_two_letter_language_stands_once():
    assert len(TWO_LETTERS) == 183
    assert {"ar", "zh", "en", "fr", "ru", "es"} <= TWO_LETTERS


@pytest.mark.parametrize(
    ("tag", "side"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("ku-Arab", "rtl"), ("ks-Deva", "ltr"), ("ur-Latn", "ltr"),
     ("fr", "ltr"), ("zh-Hant", "ltr"), ("", None), ("en_GB", None)],
)  # fmt: skip
def test_the_script_decides_the_side_and_else_the_language(tag, side):
    assert written_from(tag) == side


@pytest.mark.parametrize(
    ("tag", "reader", "yes"),
    [
        ("en", "en", True),
        ("EN-gb", "en", True),
        ("zh", "zh-Hans", True),
        ("zh-CN", "zh-Hans", True),
        ("zh-Hant", "zh-Hans", False),
        ("zh-HK", "zh-Hans", False),
        ("fr", "en", False),
        ("", "en", False),
    ],
)
def test_who_can_read_a_text(tag, reader, yes):
    assert serves(tag, reader) is yes
