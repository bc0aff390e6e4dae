"""Text tools that know no database: bidi controls, tags, words, sentences, differences."""

from comity.language.bidi import DIRECTION_CONTROLS, CleanText, clean_text
from comity.language.diff import (
    Piece,
    changed_sentences,
    readable_difference,
    sentences,
    word_difference,
    words_of,
)
from comity.language.folding import FOLDING, folded_words, sought_words
from comity.language.tags import is_known_tag, serves, written_from
from comity.language.text_rule import TextRule

__all__ = [
    "DIRECTION_CONTROLS",
    "FOLDING",
    "CleanText",
    "Piece",
    "TextRule",
    "changed_sentences",
    "clean_text",
    "folded_words",
    "is_known_tag",
    "readable_difference",
    "sentences",
    "serves",
    "sought_words",
    "word_difference",
    "words_of",
    "written_from",
]
