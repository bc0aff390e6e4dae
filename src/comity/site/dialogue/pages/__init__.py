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
    "conversation",
    "join",
    "map_image",
    "mine",
    "picture",
    "report",
    "report_json",
    "reports",
    "send",
    "short",
    "statements",
    "suggest",
]
