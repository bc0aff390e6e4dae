"""What may be said in words that people type, and what speaks against some."""

from collections.abc import Iterator
from dataclasses import dataclass

from comity.fault import Fault, FaultKind, Place
from comity.language.bidi import clean_text

__all__ = ["TextRule"]


@dataclass(frozen=True, slots=True)
class TextRule:
    """At most ``most`` characters, none of them hidden; no words at all where ``empty`` is a kind.

    The kinds say what is wrong: ``long`` takes ``length`` and ``most``, ``hidden`` ``characters``.
    """

    most: int
    long: FaultKind
    hidden: FaultKind
    empty: FaultKind | None = None

    def faults(self, text: str, place: Place) -> Iterator[Fault]:
        """Yield all that speaks against ``text``."""
        clean = clean_text(text)
        if self.empty is not None and not clean.text.strip():
            yield self.empty.at(place)
        if len(clean.text) > self.most:
            yield self.long.at(place, length=len(clean.text), most=self.most)
        if clean.removed:
            yield self.hidden.at(place, characters=", ".join(clean.removed_controls))
