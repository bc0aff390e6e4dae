"""Rows of the dialogue room: conversations while they live, and reports as published."""

from comity.site.dialogue.models.attestation import Attestation
from comity.site.dialogue.models.conversation import (
    Conversation,
    ReportDraft,
    Statement,
    VoteLine,
    random_key,
)
from comity.site.dialogue.models.live import LiveSnapshot
from comity.site.dialogue.models.participation import ParticipationCount
from comity.site.dialogue.models.report import PublishedReport
from comity.site.dialogue.models.translation import TranslationRow

__all__ = [
    "Attestation",
    "Conversation",
    "LiveSnapshot",
    "ParticipationCount",
    "PublishedReport",
    "ReportDraft",
    "Statement",
    "TranslationRow",
    "VoteLine",
    "random_key",
]
