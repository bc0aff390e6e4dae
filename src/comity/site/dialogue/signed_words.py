"""The text that a person signed beside a report, next to what a machine had drafted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from comity.language import Piece, changed_sentences, readable_difference
from comity.oversight import Reviewed

__all__ = ["SignedWords", "signed_words"]


@dataclass(frozen=True, slots=True)
class SignedWords:
    """A reviewed text, how many of its sentences are a person's, and the difference by words."""

    summary: Reviewed
    changed: int
    sentences: int
    pieces: Sequence[Piece]


@lru_cache(maxsize=64)
def signed_words(summary: Reviewed | None) -> SignedWords | None:
    """Return what pages show of a reviewed text; None where there is none."""
    if summary is None:
        return None
    changed, sentences = changed_sentences(summary.draft, summary.text)
    return SignedWords(
        summary, changed, sentences, readable_difference(summary.draft, summary.text)
    )
