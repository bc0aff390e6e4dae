"""Readers are given the translation that serves them, and the original where none does."""

import pytest

from comity.dialogue import Statement as Voted
from comity.dialogue import Translation, source_of
from comity.site.dialogue import queries
from tests.site.dialogue.actions.test_translating import ARABIC, of, translate
from tests.site.dialogue.world import ID, NOW, SEEDS, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def view(log, instance):
    """A conversation in English with statements in English, Arabic and French."""
    opened(instance)
    return queries.conversation_with(ID, NOW)


def asked(part: str, text: str, language: str, original: str) -> Translation:
    source = source_of(Voted(part, original, 1))
    return Translation(part, language, text, "human", "", "", source)


def said(view, language: str) -> dict[int, str | None]:
    lines = queries.in_words_of(queries.shown_statements(view), ID, language)
    return {one.number: one.translation and one.translation.text for one in lines}


def test_each_reader_gets_their_own_language_and_no_other(view):
    translate(of(1, ARABIC), of(3, "Plus rapidement.", "en"))
    assert said(view, "ar") == {1: ARABIC, 2: None, 3: None}
    assert said(view, "en") == {1: None, 2: None, 3: "Plus rapidement."}
    assert said(view, "ru") == {1: None, 2: None, 3: None}


def test_a_statement_in_the_language_of_its_reader_is_not_translated(view):
    translate(of(2, "لا", "ar-EG"))
    assert said(view, "ar")[2] is None


def test_exactly_the_language_comes_before_one_that_serves(view):
    translate(of(1, "葡", "zh"), of(1, "汉", "zh-Hans"))
    assert said(view, "zh-Hans")[1] == "汉"
    translate(of(3, "葡", "zh"))
    assert said(view, "zh-Hans")[3] == "葡"
    assert said(view, "zh-Hant") == {1: "葡", 2: None, 3: "葡"}


def test_what_is_asked_is_translated_too(view):
    translate(asked("question", "هل؟", "ar", view.terms.question))
    found = queries.asked_in(view, "ar")
    assert found["question"].translation.text == "هل؟"
    assert found["risk"].translation is None
    assert found["risk"].text == view.terms.risk
    assert queries.asked_in(view, "en")["question"].translation is None


def test_the_translator_is_shown_what_is_in_another_language(view):
    translate(of(1, ARABIC))
    todo = queries.to_translate(view, "ar")
    assert [one.of for one in todo] == ["title", "question", "benefit", "risk", "1", "3"]
    assert [one.text for one in todo[4:]] == [SEEDS[0][0], SEEDS[2][0]]
    assert [one.of for one in todo if one.translation] == ["1"]


def test_what_machines_translated_is_counted_as_long_as_it_is_in_use(view):
    machine = {"origin": "machine", "by": "ExampleTranslate 4", "reviewer": "A. Reader"}
    translate(of(1, ARABIC))
    assert queries.machine_translations() == 0
    translate(of(3, "Faster.", "en", **machine), of(3, "أسرع", **machine))
    assert queries.machine_translations() == 2
    translate(of(3, "Quicker.", "en"))
    assert queries.machine_translations() == 1
