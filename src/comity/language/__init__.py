"""Text tools that know no database: bidi controls, tokens, segments."""

from comity.language.bidi import DIRECTION_CONTROLS, CleanText, clean_text

__all__ = ["DIRECTION_CONTROLS", "CleanText", "clean_text"]
