from dataclasses import replace

from django.utils import translation

from comity.dialogue import REASONS, Translation
from comity.site.dialogue.queries import StatementLine
from comity.site.dialogue.templatetags.dialogue_words import (
    reason_words,
    said,
    translation_notes,
    translator_note,
)

FRENCH = Translation("4", "fr", "<i>Allez.", "machine", "A & B", "", "0" * 64)


def test_a_reason_reads_in_the_language_of_the_page():
    assert reason_words("unclear") == REASONS["unclear"]
    with translation.override("fr"):
        assert reason_words("unclear")


def test_a_reason_of_a_later_version_is_named():
    assert reason_words("something new") == "something new"


def test_what_is_translated_is_named_as_such_and_nothing_else_is():
    line = StatementLine(4, "Say <b> & go.", "en")
    assert said(line) == '<bdi lang="en">Say &lt;b&gt; &amp; go.</bdi>'
    assert translation_notes(line) == translator_note(line) == ""
    translated = replace(line, translation=FRENCH)
    assert said(translated) == '<bdi lang="fr">&lt;i&gt;Allez.</bdi>'
    notes = translation_notes(translated)
    assert "Say &lt;b&gt; &amp; go." in notes
    assert "A &amp; B" in notes
    assert "Say" not in translator_note(translated)
