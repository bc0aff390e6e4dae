"""Rows of the dialogue room: conversations while they live, and reports as published."""

from comity.site.dialogue.models.appeal import AppealRow
from comity.site.dialogue.models.attestation import Attestation
from comity.site.dialogue.models.concern import ConcernRow
from comity.site.dialogue.models.conversation import (
    Conversation,
    ReportDraft,
    Statement,
    VoteLine,
    random_key,
)
from comity.site.dialogue.models.live import LiveSnapshot
from comity.site.dialogue.models.participation import ParticipationCount
from comity.site.dialogue.models.report import (
    PublishedReport,
    Restatement,
    RestatementDraft,
)
from comity.site.dialogue.models.translation import TranslationRow

__all__ = [
    "AppealRow",
    "Attestation",
    "ConcernRow",
    "Conversation",
    "LiveSnapshot",
    "ParticipationCount",
    "PublishedReport",
    "ReportDraft",
    "Restatement",
    "RestatementDraft",
    "Statement",
    "TranslationRow",
    "VoteLine",
    "random_key",
]
