import re

import pytest

from comity.render.catalogue import LANGUAGES
from comity.render.quotation import (
    bare_words,
    below,
    heading,
    marked_words,
    origin_line,
    original,
    quote,
    translated,
    translator,
)
from comity.render.report_html import report_html
from comity.render.sentences import statements_by_id
from comity.render.voice import voice
from tests.render.sample import sample
from tests.render.words import words

EN, AR = voice(LANGUAGES["en"]), voice(LANGUAGES["ar"])


def plain(markup):
    return re.sub(r"<[^>]+>", "", markup)


def known(language="en", given=None):
    report = translated(sample(), given or words(), LANGUAGES[language])
    return statements_by_id(report)


def test_a_quotation_is_isolated_and_says_its_language():
    statements = statements_by_id(sample())
    assert quote(statements["19"], EN).startswith('<bdi lang="ar" dir="rtl">“ينبغي')
    assert quote(statements["12"], AR).startswith('<bdi lang="en" dir="ltr">')
    hostile = quote(statements["44"], EN)
    assert hostile.startswith("<bdi>“&lt;/style&gt;")
    assert "\u202e" not in hostile
    assert quote(statements["47"], EN) == "<bdi>Statement 47</bdi>"
    assert plain(quote({**statements["12"], "text": "x" * 10**6}, EN)).endswith("x…”")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Good.” All agree. “More", "Good.’ All agree. ‘More"),
        ("Bien. » Tous. « Plus", "Bien. › Tous. ‹ Plus"),
        ("One.\n\nSigned by the secretary.", "One. Signed by the secretary."),
        ('It\'s "so"', 'It\'s "so"'),
    ],
)
def test_threat_T11_what_is_quoted_neither_ends_its_quotation_nor_begins_a_line(text, shown):
    one = statements_by_id(sample())["12"]
    found = plain(quote({**one, "text": text}, EN))
    assert found == f"“{shown}”".replace("'", "&#x27;").replace('"', "&quot;")


def test_a_translation_is_shown_in_the_readers_language_and_called_one():
    one = known()["3"]
    assert plain(quote(one, EN)) == (
        "“Small firms need a form that takes an hour.” (machine translation, not reviewed)"
    )
    assert plain(heading(one, EN)) == "“Small firms need a form that takes an hour.”"
    assert plain(translator(one, EN)) == (
        "Machine translation: Lingua 4. Nobody has reviewed the translation."
    )
    assert plain(original(one, EN)).startswith("Original, Spanish: “Las pequeñas")
    assert '<bdi lang="es" dir="ltr">' in original(one, EN)


def test_the_original_keeps_its_own_direction_below():
    arabic = known("ar")["12"]
    assert 'lang="ar" dir="rtl"' in quote(arabic, AR)
    assert 'lang="en" dir="ltr"' in original(arabic, AR)


@pytest.mark.parametrize(
    ("statement", "short", "whole"),
    [
        ("27", "(translation, reviewed)", "not named. Reviewed by Office of languages."),
        ("31", "(translation, not reviewed)", "not named. Nobody has reviewed"),
    ],
)
def test_whose_a_translation_is_and_whether_reviewed(statement, short, whole):
    one = known()[statement]
    assert short in plain(quote(one, EN))
    assert whole in plain(translator(one, EN))
    french = known("fr")["3"]
    assert "Translated by Registry." in plain(translator(french, EN))


def test_a_stale_translation_gives_way_to_the_original_and_says_so():
    one = known()["19"]
    assert quote(one, EN) == quote(statements_by_id(sample())["19"], EN)
    assert original(one, EN) == ""
    assert translator(one, EN).startswith("Changed since it was translated")
    page = report_html(translated(sample(), words(), LANGUAGES["en"]), LANGUAGES["en"])
    assert "Entries in six languages" not in page
    assert "Changed since it was translated" in page


def test_where_none_is_the_original_stands_and_never_the_english():
    russian = known("ru")
    plainly = statements_by_id(sample())
    for number in ("3", "27", "31", "12"):
        assert "translation" not in russian[number]
        assert quote(russian[number], EN) == quote(plainly[number], EN)
        assert original(russian[number], EN) == translator(russian[number], EN) == ""


def test_the_exact_language_is_taken_before_a_region_and_the_right_script():
    given = {
        "translations": [
            {**each, "statement": "3", "language": language, "text": language}
            for each, language in zip(
                words()["translations"], ("en-GB", "en", "zh-Hant", "zh"), strict=False
            )
        ]
    }
    assert known("en", given)["3"]["translation"]["text"] == "en"
    assert known("zh", given)["3"]["translation"]["text"] == "zh"
    given["translations"].pop()
    assert "translation" not in known("zh", given)["3"]
    # What the reader reads anyway is not replaced.
    given["translations"] = [{**given["translations"][1], "statement": "12"}]
    assert "translation" not in known("en", given)["12"]


def test_hostile_translations_and_names_stay_text():
    page = report_html(translated(sample(), words(), LANGUAGES["en"]), LANGUAGES["en"])
    assert "&lt;b&gt;An independent" in page
    assert not re.search(r"<[biu]>[Axy]", page)
    assert "\u202e" not in page


def test_a_rejected_statement_has_no_words_in_any_language():
    given = {"translations": [{**words()["translations"][0], "statement": "47", "text": "secret"}]}
    one = known("en", given)["47"]
    assert quote(one, EN) == "<bdi>Statement 47</bdi>"
    assert original(one, EN) == translator(one, EN) == ""


def test_an_original_of_unknown_language_is_called_so():
    one = {**known()["3"], "language": None}
    assert plain(original(one, EN)).startswith("Original: “")
    odd = {**known()["3"], "language": 'en" onload="x'}
    assert "onload" not in original(odd, EN)


def test_a_report_without_translations_is_left_as_it_is():
    assert translated(sample(), None, LANGUAGES["ar"]) == sample()


def test_lines_below_are_apart_and_empty_ones_left_out():
    assert below([quote(known()["12"], EN), original(known()["12"], EN)]).count("below") == 1


def test_as_plain_text_a_translation_is_marked_and_its_original_given():
    statements = known()
    said = "Small firms need a form that takes an hour."
    assert bare_words(statements["3"]) == said
    assert marked_words(statements["3"], EN) == f"{said} (machine translation, not reviewed)"
    line = origin_line(statements["3"], EN)
    assert line.startswith("(machine translation, not reviewed) Original, ")
    assert statements["3"]["text"] in line
    assert "<" not in line


def test_as_plain_text_the_original_stands_where_no_translation_holds():
    for number in ("12", "19"):  # in the reader's language; translated before it was changed
        one = known()[number]
        assert bare_words(one) == marked_words(one, EN) == one["text"]
        assert origin_line(one, EN) == ""


def test_threat_as_plain_text_markup_stays_text_and_bidi_controls_are_written_out():
    one = known()["5"]
    assert marked_words(one, EN).startswith("<b>An independent</b> ⟨U+202E⟩body (machine")
    assert bare_words({**one, "moderated": -1}) == ""
