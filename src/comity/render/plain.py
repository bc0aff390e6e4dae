"""The template summary of a report as plain text: what a machine drafts where no model is there."""

import re
from html import unescape
from typing import Final

from comity.render.sentences import Report, summary
from comity.render.voice import Voice

__all__ = ["SYSTEM", "TEMPLATE_VERSION", "summary_text"]

SYSTEM: Final = "comity.render.summary"
"""What wrote the draft: a template that fills in numbers, and plainly not a model."""
TEMPLATE_VERSION: Final = "2"

PARAGRAPH: Final = re.compile(r"</p>")
ELEMENT: Final = re.compile(r"<[^>]*>")


def summary_text(report: Report, speaker: Voice) -> str:
    """Return the summary of a report in the language of ``speaker``, paragraphs a line apart."""
    parts = (unescape(ELEMENT.sub("", part)) for part in PARAGRAPH.split(summary(report, speaker)))
    return "\n\n".join(part.strip() for part in parts if part.strip())
