"""What pages may know of conversations and their reports, as plain values."""

from comity.site.dialogue.queries.conversation import (
    STEP,
    ConversationView,
    OwnStatement,
    StatementLine,
    Waiting,
    conversation_by_code,
    conversation_with,
    gathered,
    next_statement,
    open_conversations,
    own_statements,
    shown_statements,
    votes_of,
    waiting_statements,
)
from comity.site.dialogue.queries.report import (
    PublishedLine,
    PublishedView,
    latest_reports,
    report_with,
    reports_page,
)

__all__ = [
    "STEP",
    "ConversationView",
    "OwnStatement",
    "PublishedLine",
    "PublishedView",
    "StatementLine",
    "Waiting",
    "conversation_by_code",
    "conversation_with",
    "gathered",
    "latest_reports",
    "next_statement",
    "open_conversations",
    "own_statements",
    "report_with",
    "reports_page",
    "shown_statements",
    "votes_of",
    "waiting_statements",
]
