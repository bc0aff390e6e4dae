"""Words and pictures without Django: catalogues, sentences, SVG, self-contained report HTML."""

from comity.render.arrival import arrived
from comity.render.asking import asked
from comity.render.beside import Beside
from comity.render.catalogue import LANGUAGES, Language, catalogue
from comity.render.contrast import accent_faults
from comity.render.decision import decision_html, decision_lines
from comity.render.doubts import breakdown_tables, doubts, not_audited
from comity.render.emblem import LARGEST_EMBLEM, clean_emblem
from comity.render.faults import all_words, fault_parts, page_words, words
from comity.render.flags import flagged, ruling_words
from comity.render.markup import Html, escaped, fill, joined, tag, visible
from comity.render.method import check_yourself, definitions, facts
from comity.render.plain import SYSTEM, TEMPLATE_VERSION, summary_text
from comity.render.plugin_request import quotation_marks, summary_asked
from comity.render.quotation import (
    bare_words,
    below,
    marked_words,
    origin_line,
    original,
    quote,
    translated,
    translator,
)
from comity.render.report_html import report_html, stylesheet
from comity.render.restated import restated_table
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
from comity.render.sentences import class_word, fragility, state, summary
from comity.render.slate import representative_list
from comity.render.state import Publication, VerifyNote
from comity.render.svg import Picture, inline, standalone
from comity.render.taking_part import sample_caution
from comity.render.voice import Voice, voice

__all__ = [
    "LANGUAGES",
    "LARGEST_EMBLEM",
    "SYSTEM",
    "TEMPLATE_VERSION",
    "Beside",
    "Html",
    "Language",
    "Picture",
    "Publication",
    "VerifyNote",
    "Voice",
    "accent_faults",
    "all_words",
    "arrived",
    "asked",
    "bare_words",
    "below",
    "breakdown_tables",
    "catalogue",
    "check_yourself",
    "class_word",
    "clean_emblem",
    "common_ground",
    "decision_html",
    "decision_lines",
    "definitions",
    "differences",
    "doubts",
    "escaped",
    "facts",
    "fault_parts",
    "fill",
    "finding",
    "flagged",
    "fragility",
    "full_tables",
    "inline",
    "joined",
    "map_picture",
    "marked_words",
    "not_audited",
    "opinion_groups",
    "origin_line",
    "original",
    "page_words",
    "participation",
    "quotation_marks",
    "quote",
    "report_html",
    "representative_list",
    "restated_table",
    "ruling_words",
    "sample_caution",
    "share_chart",
    "standalone",
    "state",
    "stylesheet",
    "summary",
    "summary_asked",
    "summary_text",
    "tag",
    "translated",
    "translator",
    "visible",
    "voice",
    "words",
]
