"""Text as it comes in: one form of each letter, and no invisible characters that deceive.

The nine explicit direction controls can make a text read as something other than it says
("Trojan Source": Boucher and Anderson 2021, CVE-2021-42574; Unicode Standard Annex 9). The marks
U+200E, U+200F and U+061C only place neighbouring punctuation and are needed in Arabic with
numbers; joiners (U+200C, U+200D) are letters' shapes and emoji. Those stay.
"""

from dataclasses import dataclass
from re import compile as pattern
from typing import Final
from unicodedata import normalize

__all__ = ["DIRECTION_CONTROLS", "CleanText", "clean_text"]

DIRECTION_CONTROLS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates with their ends: LRE RLE PDF LRO RLO LRI RLI FSI PDI."""

# Direction controls, C0 and C1 controls but tab and line feed, byte order marks, noncharacters and
# the tag characters, which can hide a whole ASCII text.
REMOVED: Final = pattern(
    "[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
LINE_ENDS: Final = pattern("\r\n?|\u2028|\u2029|\x85")


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text in NFC without deceptive characters, and the characters that were taken out."""

    text: str
    removed: tuple[str, ...]

    @property
    def removed_controls(self) -> tuple[str, ...]:
        """Return the code points taken out, such as ``U+202E``, each once, in order."""
        return tuple(f"U+{ord(character):04X}" for character in sorted(set(self.removed)))


def clean_text(text: str) -> CleanText:
    r"""Return ``text`` in NFC, line ends as ``\n``, without controls that deceive.

    Markup stays: it is shown as it was written, never interpreted.

    >>> clean_text("pay \u202e001\u202c")
    CleanText(text='pay 001', removed=('\u202e', '\u202c'))
    """
    lines = LINE_ENDS.sub("\n", text)
    removed = tuple(REMOVED.findall(lines))
    kept = REMOVED.sub("", lines) if removed else lines
    return CleanText(normalize("NFC", kept), removed)
