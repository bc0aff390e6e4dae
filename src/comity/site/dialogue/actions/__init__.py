"""What may be done with conversations and their reports."""

from comity.site.dialogue.actions.conversation import (
    CLOSE,
    OPEN,
    begin_closing,
    close_conversation,
    open_conversation,
)
from comity.site.dialogue.actions.drafting import (
    Computed,
    compute_report,
    keep_draft,
    members_to_sign,
)
from comity.site.dialogue.actions.report import (
    ACT,
    REPORT,
    bundle_file,
    publish_report,
    symbol_fits,
)
from comity.site.dialogue.actions.statements import (
    MODERATE,
    SEED,
    SUBMIT,
    Ruling,
    Sent,
    moderate_statement,
    seed_statements,
    submit_statement,
)
from comity.site.dialogue.actions.votes import (
    CAST,
    MOST_AT_ONCE,
    Cast,
    Voting,
    Written,
    cast_votes,
    write_votings,
)

__all__ = [
    "ACT",
    "CAST",
    "CLOSE",
    "MODERATE",
    "MOST_AT_ONCE",
    "OPEN",
    "REPORT",
    "SEED",
    "SUBMIT",
    "Cast",
    "Computed",
    "Ruling",
    "Sent",
    "Voting",
    "Written",
    "begin_closing",
    "bundle_file",
    "cast_votes",
    "close_conversation",
    "compute_report",
    "keep_draft",
    "members_to_sign",
    "moderate_statement",
    "open_conversation",
    "publish_report",
    "seed_statements",
    "submit_statement",
    "symbol_fits",
    "write_votings",
]
