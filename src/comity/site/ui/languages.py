"""The languages of the pages: how an address, Django and the catalogues name each."""

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.http.request import HttpRequest
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from comity.render import LANGUAGES, Language

__all__ = [
    "LANGUAGES",
    "Language",
    "active_language",
    "django_code",
    "first_language",
    "language_of",
    "language_patterns",
    "offered_languages",
    "preferred_language",
]


def django_code(language: Language) -> str:
    """Return Django's code for ``language``, such as ``zh-hans``."""
    return language.tag.lower()


BY_DJANGO_CODE: Final = {django_code(language): language for language in LANGUAGES.values()}


def language_of(path: str) -> Language | None:
    """Return the language the address ``path`` begins with, or None."""
    return LANGUAGES.get(path.removeprefix("/").partition("/")[0])


def preferred_language(request: HttpRequest) -> Language:
    """Return the first language the browser asks for that is offered, as ``first_language``."""
    offered = settings.COMITY.instance.profile.languages
    return first_language(request.headers.get("Accept-Language", ""), offered)


def first_language(accepted: str, offered: Sequence[str] = ()) -> Language:
    """Return the first language of an ``Accept-Language`` among those ``offered`` (empty: all).

    Without one it is English, or the first offered where English is not.
    """
    among = {code: LANGUAGES[code] for code in offered or LANGUAGES}
    for wanted, _ in parse_accept_lang_header(accepted):
        language = among.get(wanted.partition("-")[0])
        if language:
            return language
    return among.get("en") or next(iter(among.values()))


def offered_languages() -> Sequence[Language]:
    """Return the languages to switch between: those the organisation offers, and the page's own.

    Every address answers in all six: who was given one in another language is not turned away.
    """
    offered = settings.COMITY.instance.profile.languages
    own = active_language().code
    return [one for code, one in LANGUAGES.items() if not offered or code in (*offered, own)]


def active_language() -> Language:
    """Return the language of the page being made."""
    return BY_DJANGO_CODE.get(get_language() or "", LANGUAGES["en"])


class LanguagePrefix(LocalePrefixPattern):
    """Matches the language's own prefix, which for Chinese is shorter than Django's code."""

    @property
    def language_prefix(self) -> str:
        """Return the prefix of the active language with its slash."""
        return f"{active_language().code}/"


def language_patterns(*patterns: URLPattern | URLResolver) -> Sequence[URLResolver]:
    """Return ``patterns`` below the prefix of the active language."""
    return [URLResolver(LanguagePrefix(), list(patterns))]
