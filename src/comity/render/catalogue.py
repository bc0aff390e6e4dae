"""The six languages and their gettext catalogues."""

from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from typing import Final, Literal, TypeAlias

__all__ = ["LANGUAGES", "Direction", "Language", "catalogue"]

Direction: TypeAlias = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Language:
    """One language of pages and reports.

    ``code`` stands in addresses and on the command line, ``locale`` names the catalogue's folder,
    ``conventions`` the locale whose numbers and dates are used.
    """

    code: str
    direction: Direction
    endonym: str
    locale: str
    conventions: str

    @property
    def tag(self) -> str:
        """Return the BCP 47 tag for ``lang`` attributes, such as ``zh-Hans``."""
        return self.locale.replace("_", "-")


LANGUAGES: Final = {
    language.code: language
    for language in (
        Language("ar", "rtl", "العربية", "ar", "ar"),
        Language("zh", "ltr", "中文", "zh_Hans", "zh_Hans"),
        Language("en", "ltr", "English", "en", "en_GB"),
        Language("fr", "ltr", "Français", "fr", "fr"),
        Language("ru", "ltr", "Русский", "ru", "ru"),
        Language("es", "ltr", "Español", "es", "es"),
    )
}
"""The languages by code, in the order in which they are offered."""


@cache
def catalogue(code: str) -> GNUTranslations:
    """Return the translations of the language ``code``; raise ``KeyError`` for another code.

    The catalogues are compiled when the package is installed and by ``make messages``.
    """
    folder = files("comity.render") / "locale" / LANGUAGES[code].locale / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as compiled:
        return GNUTranslations(compiled)
