"""Filters that say in plain words what is known of parties and mandates."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from comity.people import Party
from comity.render import voice
from comity.site.members import words
from comity.site.record.words import role_words
from comity.site.ui.languages import active_language

register: Final = template.Library()


@register.filter
def kind_words(kind: str) -> str:
    """Return what kind of party it is."""
    return words.kind_words(kind, voice(active_language()))


@register.filter
def status_words(status: str) -> str:
    """Return what a party's status is."""
    return words.status_words(status, voice(active_language()))


@register.filter
def column_words(column: str) -> str:
    """Return what a column of a list of members holds."""
    return words.column_words(column, voice(active_language()))


@register.filter
def state_words(state: str) -> str:
    """Return how a mandate stands."""
    return words.state_words(state, voice(active_language()))


@register.filter
def party_name(party: Party) -> SafeString:
    """Return the name of a party, set apart and marked with its language where it is another."""
    language = active_language()
    own = language.tag if party.names.get(language.tag) else party.original
    name = party.name(language.tag)
    if own == language.tag:
        return format_html("<bdi>{}</bdi>", name)
    return format_html('<bdi lang="{}">{}</bdi>', own, name)


@register.filter
def date_words(day: date) -> SafeString:
    """Return a day as a ``time`` element with the month in words."""
    shown = voice(active_language()).date(day)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), shown)


@register.filter
def roles_words(roles: Iterable[str]) -> str:
    """Return roles as a list in the language of the page."""
    speaker = voice(active_language())
    return speaker.listing(sorted(role_words(role, speaker) for role in roles))


@register.filter
def breakable(name: str) -> SafeString:
    """Return the name of an act so that a narrow column breaks it between its words."""
    parts = re.split(r"(?<=[._])", name)
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))
