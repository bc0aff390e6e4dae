"""Filters for what is said of statements, in the language of the page."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from django import template
from django.utils.safestring import SafeString

from comity.dialogue import CLEARED, REASONS
from comity.render import below, original, tag, translator, voice
from comity.site.dialogue.answers import markup
from comity.site.dialogue.queries import Original
from comity.site.ui.languages import active_language

register: Final = template.Library()


@register.filter
def reason_words(reason: str) -> str:
    """Return why a statement is shown or not, or the reason's name where there are no words."""
    known = {**REASONS, **CLEARED}
    return voice(active_language()).say(known[reason]) if reason in known else reason


@register.filter
def in_language(sentence: str) -> str:
    """Return a sentence of the core in the language of the page."""
    return voice(active_language()).say(sentence)


@register.filter
def said(line: Original) -> SafeString:
    """Return a text as it is read: its translation where there is one, in its own direction."""
    shown = line if line.translation is None else line.translation
    return markup(tag("bdi", shown.text, lang=shown.language))


@register.filter
def translation_notes(line: Original) -> SafeString:
    """Return the original and who translated it, where a statement is shown in translation."""
    speaker, told = voice(active_language()), _told(line)
    return markup(below([original(told, speaker), translator(told, speaker)]))


@register.filter
def translator_note(line: Original) -> SafeString:
    """Return who or what translated a statement, where it is translated."""
    return markup(below([translator(_told(line), voice(active_language()))]))


def _told(line: Original) -> Mapping[str, object]:
    told = {"id": line.of, "text": line.text, "language": line.language, "moderated": 1}
    if line.translation is None:
        return told
    return {**told, "translation": {**asdict(line.translation), "state": "current"}}
