"""Filters and tags for numbers, times and addresses, in the language of the page."""

from datetime import date, datetime
from typing import Final

from babel.dates import format_time, format_timedelta, get_datetime_format
from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import now

from comity.render import Voice, voice
from comity.site.ui.languages import Language, active_language
from comity.site.ui.profile import accent_path, emblem_path
from comity.site.ui.script import script_path
from comity.site.ui.style import style_path

register: Final = template.Library()

LONGEST_QUERY: Final = 3_000
UNITS: Final = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB"))


def speaker() -> Voice:
    """Return the voice of the page's language."""
    return voice(active_language())


@register.filter
def number(value: float) -> str:
    """Return a number with the separators of the language."""
    return speaker().number(value)


@register.filter
def moment(value: datetime) -> SafeString:
    """Return a time in UTC as a ``time`` element, such as 23 Nov 2026, 14:32 UTC."""
    conventions = active_language().conventions
    joined = str(get_datetime_format("medium", locale=conventions)).replace("'", "")
    shown = joined.format(
        format_time(value, "HH:mm", locale=conventions),
        speaker().date(value.date()),
    )
    return format_html('<time datetime="{}">{}</time> UTC', value.isoformat(), shown)


@register.filter
def day(value: date) -> SafeString:
    """Return a day, or that of a time, with the month in words, as a ``time`` element."""
    on = value.date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), speaker().date(on))


@register.filter
def ago(value: datetime) -> str:
    """Return how long ago a time is, in the largest unit that fits, such as 3 hours ago."""
    conventions = active_language().conventions
    return format_timedelta(value - now(), add_direction=True, locale=conventions)


@register.filter
def filesize(count: int) -> SafeString:
    """Return a number of bytes in the unit that fits, read from left to right in any script."""
    for unit, name in UNITS:
        if count >= unit:
            shown = speaker().number(round(count / unit, 1 if count < 10 * unit else None))
            return format_html('<bdi dir="ltr">{} {}</bdi>', shown, name)
    return format_html('<bdi dir="ltr">{} B</bdi>', count)


@register.simple_tag
def stylesheet() -> str:
    """Return the address of the stylesheet, which changes with its content."""
    return style_path()


@register.simple_tag
def accent() -> str:
    """Return the address of the accent's stylesheet, empty where it is the usual one."""
    return accent_path()


@register.simple_tag
def emblem() -> str:
    """Return the address of the organisation's emblem, empty where there is none."""
    return emblem_path()


@register.simple_tag
def script(name: str = "comity") -> str:
    """Return the address of a script, which changes with its content."""
    return script_path(name)


@register.simple_tag(takes_context=True)
def here_in(context: template.Context, language: Language) -> str:
    """Return the address of this page in another language, of the front where there is no page."""
    if "trouble" in context:
        return f"/{language.code}/"
    request: HttpRequest = context["request"]
    _, _, rest = request.path.removeprefix("/").partition("/")
    query = request.META.get("QUERY_STRING", "")
    # Each language repeats it: what a reader typed fits, what is sent to make pages large does not.
    asked = f"?{query}" if 0 < len(query) <= LONGEST_QUERY else ""
    return f"/{language.code}/{rest}{asked}"
