"""Pages of conversations and their reports."""

from comity.site.dialogue.pages.live import (
    ballot,
    cast,
    conversation,
    join,
    mine,
    send,
    short,
    suggest,
)
from comity.site.dialogue.pages.office import (
    close,
    draft,
    draft_report_page,
    moderate,
    office,
    publish,
    review,
)
from comity.site.dialogue.pages.published import (
    all_statements,
    bundle,
    map_image,
    picture,
    report,
    report_json,
    reports,
    statements,
)

__all__ = [
    "all_statements",
    "ballot",
    "bundle",
    "cast",
    "close",
    "conversation",
    "draft",
    "draft_report_page",
    "join",
    "map_image",
    "mine",
    "moderate",
    "office",
    "picture",
    "publish",
    "report",
    "report_json",
    "reports",
    "review",
    "send",
    "short",
    "statements",
    "suggest",
]
