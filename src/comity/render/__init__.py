"""Words and pictures without Django: catalogues, sentences, SVG, self-contained report HTML."""

from comity.render.catalogue import LANGUAGES, Language, catalogue
from comity.render.faults import all_words, fault_parts, words
from comity.render.markup import Html, escaped, fill, joined, tag, visible
from comity.render.method import check_yourself, definitions, facts
from comity.render.quotation import quote, translated
from comity.render.report_html import report_html, stylesheet
from comity.render.sections import (
    common_ground,
    differences,
    finding,
    full_tables,
    map_picture,
    opinion_groups,
    participation,
    share_chart,
)
from comity.render.sentences import fragility, state, summary
from comity.render.slate import representative_list
from comity.render.state import Publication, VerifyNote
from comity.render.svg import Picture, inline, standalone
from comity.render.voice import Voice, voice

__all__ = [
    "LANGUAGES",
    "Html",
    "Language",
    "Picture",
    "Publication",
    "VerifyNote",
    "Voice",
    "all_words",
    "catalogue",
    "check_yourself",
    "common_ground",
    "definitions",
    "differences",
    "escaped",
    "facts",
    "fault_parts",
    "fill",
    "finding",
    "fragility",
    "full_tables",
    "inline",
    "joined",
    "map_picture",
    "opinion_groups",
    "participation",
    "quote",
    "report_html",
    "representative_list",
    "share_chart",
    "standalone",
    "state",
    "stylesheet",
    "summary",
    "tag",
    "translated",
    "visible",
    "voice",
    "words",
]
