from datetime import date

import pytest

from comity.render.catalogue import LANGUAGES
from comity.render.voice import voice

DIGITS = set("0123456789")


def test_numbers_follow_the_language():
    assert voice(LANGUAGES["en"]).number(29802) == "29,802"
    assert voice(LANGUAGES["es"]).number(29802) == "29.802"
    assert voice(LANGUAGES["fr"]).fixed(0.8) == "0,80"
    assert voice(LANGUAGES["ru"]).percent(0.881) == "88\u00a0%"


def test_dates_have_the_month_in_words():
    day = date(2026, 11, 21)
    assert voice(LANGUAGES["en"]).date(day) == "21 November 2026"
    assert voice(LANGUAGES["zh"]).date(day) == "2026年11月21日"


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_one_set_of_digits(language):
    speaker = voice(language)
    shown = speaker.number(29802) + speaker.percent(0.5) + speaker.date(date(2026, 1, 2))
    assert {sign for sign in shown if sign.isdigit()} <= DIGITS


def test_a_share_never_stands_alone():
    figure = {"value": 0.88, "n": 842, "low": 0.86, "high": 0.9}
    assert voice(LANGUAGES["en"]).figure(figure) == "88% (86–90%, n\u00a0842)"
    assert "86" in voice(LANGUAGES["ar"]).figure(figure)


def test_too_few_votes_give_no_share():
    figure = {"value": None, "n": 4, "low": None, "high": None}
    assert voice(LANGUAGES["en"]).figure(figure) == "not enough data (n\u00a04)"


@pytest.mark.parametrize(
    ("code", "counts", "different"),
    [("ar", (0, 1, 2, 5, 11, 100), 6), ("ru", (1, 2, 5), 3), ("fr", (1, 2), 2), ("zh", (1, 5), 1)],
)
def test_plurals_have_all_their_forms(code, counts, different):
    speaker = voice(LANGUAGES[code])
    said = [speaker.plural("{n} vote", "{n} votes", n) for n in counts]
    assert len({"".join(filter(str.isalpha, one)) for one in said}) == different


def test_chinese_has_no_space_between_sentences():
    assert voice(LANGUAGES["zh"]).gap == ""
    assert voice(LANGUAGES["en"]).gap == " "


def test_an_arabic_percent_sign_keeps_its_side():
    assert voice(LANGUAGES["ar"]).percent(0.5) == "\u200e50%"


def test_hostile_values_are_escaped_in_markup():
    said = voice(LANGUAGES["en"]).say_html("Statement {id}", id="<img>")
    assert said == "Statement &lt;img&gt;"
