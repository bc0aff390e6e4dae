"""Says sentences and numbers in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from gettext import NullTranslations
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from comity.render.catalogue import Language, catalogue
from comity.render.markup import Html, fill

__all__ = ["Voice", "voice"]

NO_BREAK: Final = "\u00a0"
HIDDEN: Final = "–"
# Keeps the percent sign on the same side of the digits, whatever letters stand before them.
LEFT_TO_RIGHT: Final = "\u200e"


@dataclass(frozen=True, slots=True)
class Voice:
    """A language with its translations.

    Messages are English templates in ``str.format`` style. ``tools/messages.py`` collects those
    written as the first arguments of the methods ``say``, ``say_in``, ``say_html`` and ``plural``.
    """

    language: Language
    translations: NullTranslations

    def say(self, message: str, /, **values: object) -> str:
        """Return ``message`` in this language with its values."""
        return self.translations.gettext(message).format_map(values)

    def say_in(self, context: str, message: str, /, **values: object) -> str:
        """Return ``message`` as it is said in ``context``, for short words with two meanings."""
        return self.translations.pgettext(context, message).format_map(values)

    def say_html(self, message: str, /, **values: object) -> Html:
        """Return ``message`` as markup: the sentence is escaped, and each value unless markup."""
        return fill(self.translations.gettext(message), values)

    def plural(self, one: str, many: str, n: int, /) -> str:
        """Return the form for ``n`` things; ``{n}`` in it is the number in this language."""
        return self.translations.ngettext(one, many, n).format(n=self.number(n))

    def number(self, value: float | None) -> str:
        """Return ``value`` with the separators of this language; a dash for what is hidden."""
        return HIDDEN if value is None else format_decimal(value, locale=self.language.conventions)

    def fixed(self, value: float, places: int = 2) -> str:
        """Return ``value`` with exactly ``places`` decimals."""
        pattern = f"#,##0.{'0' * places}"
        return format_decimal(value, format=pattern, locale=self.language.conventions)

    def percent(self, share: float) -> str:
        """Return a share of 1 as whole percents."""
        shown = _percent(self.language.conventions, share)
        return shown if self.language.direction == "ltr" else LEFT_TO_RIGHT + shown

    def interval(self, low: float, high: float) -> str:
        """Return an interval of shares in percents, such as ``86–90%``."""
        return self.say_in(
            "interval", "{low}–{high}", low=self.number(round(low * 100)), high=self.percent(high)
        )

    def figure(self, figure: Mapping[str, Any]) -> str:
        """Return a share with its interval and n, or that there is not enough data."""
        if figure["n"] is None:
            return self.say("not enough data")
        n = self.n(figure["n"])
        if figure["value"] is None:
            return self.say("not enough data ({n})", n=n)
        return self.say(
            "{share} ({interval}, {n})",
            share=self.percent(figure["value"]),
            interval=self.interval(figure["low"], figure["high"]),
            n=n,
        )

    def n(self, count: int | None) -> str:
        """Return a number of people or votes that a share rests on: ``n 842``, not to be broken."""
        return self.say("n {count}", count=self.number(count)).replace(" ", NO_BREAK)

    @property
    def gap(self) -> str:
        """Return what stands between two sentences: a space, in Chinese nothing."""
        return self.say_in("two sentences", "{first} {second}", first="", second="")

    def listing(self, items: Sequence[str]) -> str:
        """Return the items as a list in a sentence: ``A, B and C``."""
        return format_list(items, locale=self.language.conventions)

    def language_name(self, language: str) -> str | None:
        """Return how the language of a tag is called in this language; None if it is not known."""
        return _language_name(self.language.conventions, language)

    def date(self, day: date) -> str:
        """Return a date with the month in words."""
        return format_date(day, "long", locale=self.language.conventions)


@cache
def voice(language: Language) -> Voice:
    """Return the voice of ``language``."""
    return Voice(language, catalogue(language.code))


@lru_cache(maxsize=1000)
def _language_name(locale: str, language: str) -> str | None:
    try:
        return Locale.parse(language, sep="-").get_display_name(locale)
    except (ValueError, UnknownLocaleError):
        return None


@cache
def _percent(locale: str, share: float) -> str:
    return format_percent(share, locale=locale)
