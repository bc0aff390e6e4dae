"""Rows of the dialogue room: conversations while they live, and reports as published."""

from comity.site.dialogue.models.conversation import (
    Conversation,
    ReportDraft,
    Statement,
    VoteLine,
    random_key,
)
from comity.site.dialogue.models.report import PublishedReport

__all__ = [
    "Conversation",
    "PublishedReport",
    "ReportDraft",
    "Statement",
    "VoteLine",
    "random_key",
]
