"""Filters that say in plain words what entries tell."""

from collections.abc import Mapping
from typing import Any, Final

from django import template

from comity.render import voice
from comity.site.record import words
from comity.site.record.acknowledging import note_address
from comity.site.record.queries import Head
from comity.site.ui.languages import active_language

register: Final = template.Library()


@register.filter
def act_words(act: str) -> str:
    """Return what kind of act it was."""
    return words.act_words(act, voice(active_language()))


@register.filter
def role_words(actor: str) -> str:
    """Return the role in which somebody acted."""
    return words.role_words(actor, voice(active_language()))


@register.filter
def class_words(name: str) -> str:
    """Return for whom content is."""
    return words.class_words(name, voice(active_language()))


@register.filter
def day_words(day: str) -> str:
    """Return the day on which something is opened."""
    return words.day_words(day, voice(active_language()))


@register.filter
def witness_words(head: Head) -> str:
    """Return how many witnesses stand behind the record, and up to which entry."""
    return words.witness_words(head, voice(active_language()))


@register.simple_tag(takes_context=True)
def intake_note(context: Mapping[str, Any]) -> str:
    """Return where the note lies of what was just done, for the page that follows it."""
    return note_address(context["request"]) if "request" in context else ""
