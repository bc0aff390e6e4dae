"""How this command line words a verdict, in one of the six languages."""

import os
from collections.abc import Iterator
from typing import Final

from comity.record import Manner, Verdict
from comity.record import verdict_lines as lines_of
from comity.render import LANGUAGES, Language, all_words, voice

__all__ = ["language_of", "verdict_lines"]

GIVE_KEY: Final = "comity trust add {vkey}"
VARIABLE: Final = "COMITY_LANG"


def language_of(asked: str | None = None) -> Language:
    """Return the language that was asked for, else that of ``COMITY_LANG``, else English."""
    return LANGUAGES.get(asked or os.environ.get(VARIABLE, ""), LANGUAGES["en"])


def verdict_lines(
    verdict: Verdict, language: Language = LANGUAGES["en"], *, all_steps: bool = False
) -> Iterator[str]:
    """Return the lines to print, the verdict first."""
    speaker = voice(language)
    manner = Manner(
        faults=lambda faults: all_words(faults, language, wrote_nothing=False),
        give_key=GIVE_KEY,
        translate=speaker.translations.gettext,
        number=speaker.number,
    )
    return lines_of(verdict, manner, all_steps=all_steps)
