from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import translation

from comity.dialogue import REASONS, Alarm, Translation
from comity.site.dialogue.queries import LiveShare, StatementLine
from comity.site.dialogue.templatetags.dialogue_words import (
    ALARMS,
    alarm_words,
    part_words,
    percent_words,
    reason_words,
    region_words,
    said,
    share_words,
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


def test_shares_are_said_in_the_direction_of_the_page():
    share = LiveShare(0.75, 0.57, 0.88)
    with translation.override("en"):
        assert share_words(share) == '<bdi dir="ltr">75% (57–88%)</bdi>'
        assert percent_words(0.9) == "90%"
    with translation.override("ar"):
        assert '<bdi dir="rtl">' in share_words(share)


def test_parts_and_alarms_are_said_in_the_language_of_the_page():
    with translation.override("fr"):
        assert part_words("002", "region") == "Afrique"
    with translation.override("en"):
        assert part_words("ar", "language") == "Arabic"
        assert part_words("x-none", "tier") == "x-none"
        assert [part_words("", part) for part in ("tier", "region")] == ["not stated"] * 2
        assert region_words("") == "not stated"
        for part, kind in ALARMS:
            assert alarm_words(Alarm(part, kind, "142")).endswith(".")


def test_a_report_that_is_there_is_not_being_prepared():
    view = {"stage": "closed", "suspended": False}
    with translation.override("en"):
        before = render_to_string("dialogue/conversation_state.html", {"view": view})
        after = render_to_string(
            "dialogue/conversation_state.html", {"view": {**view, "report": "dia-1"}}
        )
    assert "being prepared" in before
    assert "being prepared" not in after
    assert "Closed. <a" in after
