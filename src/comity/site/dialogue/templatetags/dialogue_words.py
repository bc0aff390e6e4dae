"""Filters for what is said of statements, in the language of the page."""

from typing import Final

from django import template

from comity.dialogue import REASONS
from comity.render import voice
from comity.site.ui.languages import active_language

register: Final = template.Library()


@register.filter
def reason_words(reason: str) -> str:
    """Return why a statement is not shown, or the reason's name where there are no words."""
    return voice(active_language()).say(REASONS[reason]) if reason in REASONS else reason
