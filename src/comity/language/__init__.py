"""Text tools that know no database: bidi controls, words, sentences, differences."""

from comity.language.bidi import DIRECTION_CONTROLS, CleanText, clean_text
from comity.language.diff import Piece, changed_sentences, sentences, word_difference, words_of

__all__ = [
    "DIRECTION_CONTROLS",
    "CleanText",
    "Piece",
    "changed_sentences",
    "clean_text",
    "sentences",
    "word_difference",
    "words_of",
]
