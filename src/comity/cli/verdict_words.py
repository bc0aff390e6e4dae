"""How this command line words a verdict."""

from collections.abc import Iterator
from typing import Final

from comity.record import Manner, Verdict
from comity.record import verdict_lines as lines_of
from comity.render import LANGUAGES, all_words

__all__ = ["verdict_lines"]

MANNER: Final = Manner(
    faults=lambda faults: all_words(faults, LANGUAGES["en"], wrote_nothing=False),
    give_key="comity trust add {vkey}",
)


def verdict_lines(verdict: Verdict, *, all_steps: bool = False) -> Iterator[str]:
    """Return the lines to print, the verdict first."""
    return lines_of(verdict, MANNER, all_steps=all_steps)
