"""Text tools that know no database: bidi controls, language tags, tokens, segments."""

from comity.language.bidi import DIRECTION_CONTROLS, CleanText, clean_text
from comity.language.tags import is_known_tag, serves, written_from

__all__ = [
    "DIRECTION_CONTROLS",
    "CleanText",
    "clean_text",
    "is_known_tag",
    "serves",
    "written_from",
]
