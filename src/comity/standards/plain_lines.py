"""Texts of one line that show what they are: nothing in them hides or turns words."""

from collections.abc import Mapping
from typing import Final
from unicodedata import category

from comity.documents import FaultList
from comity.fault import N_, FaultKind, Place
from comity.language import clean_text

__all__ = ["is_plain_line", "refuse_unplain"]

NEEDED: Final = frozenset("\u200c\u200d\u200e\u200f\u061c")
"""Joiners, which are letters' shapes, and marks that Arabic with numbers needs."""

UNPLAIN: Final = FaultKind(
    "standards.unplain_text",
    N_("{column} holds line ends or characters that deceive"),
    N_("a text stands on one line, without controls that hide or turn words"),
    N_("Take them out; they come with copying from some programs."),
)


def is_plain_line(text: str) -> bool:
    """Tell whether ``text`` is one line without invisible characters that deceive."""
    if text.isascii():
        return text.isprintable()
    clean = clean_text(text)
    hidden = any(category(each) == "Cf" and each not in NEEDED for each in clean.text)
    return not (clean.removed or hidden or {"\n", "\t"} & set(clean.text))


def refuse_unplain(texts: Mapping[str, str], place: Place, faults: FaultList) -> None:
    """Find fault with each of ``texts``, by column, that is not plain; ``place`` is the line."""
    for column, text in texts.items():
        if not is_plain_line(text):
            faults.add(UNPLAIN.at(Place(place.name, place.line, column), column=column))
