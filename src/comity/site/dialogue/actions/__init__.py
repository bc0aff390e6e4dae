"""What may be done with conversations and their reports."""

from comity.site.dialogue.actions.admitting import ADMIT, Admission, admit_late
from comity.site.dialogue.actions.appeals import (
    APPEAL,
    DECIDE_APPEAL,
    Appealed,
    appeal_rejection,
    decide_appeal,
)
from comity.site.dialogue.actions.auditing import (
    ATTEST,
    GIVE,
    Finding,
    attest_report,
    give_sealed_bundle,
    to_attest,
)
from comity.site.dialogue.actions.concerns import (
    CONCERN,
    DECIDE_CONCERNS,
    Concern,
    decide_concerns,
    raise_concern,
)
from comity.site.dialogue.actions.conversation import (
    CLOSE,
    OPEN,
    begin_closing,
    close_conversation,
    open_conversation,
)
from comity.site.dialogue.actions.deciding import Ruling
from comity.site.dialogue.actions.drafting import (
    Computed,
    compute_report,
    keep_draft,
    members_to_sign,
)
from comity.site.dialogue.actions.embedding import EMBED, allow_embedding
from comity.site.dialogue.actions.erasing import erase_about
from comity.site.dialogue.actions.flags import DECIDE, FlagRuling, decide_flags
from comity.site.dialogue.actions.leaving import (
    DESTROY,
    ERASE_VOTES,
    Taken,
    destroy_due,
    take_out,
)
from comity.site.dialogue.actions.opening import Opening, open_with_statements
from comity.site.dialogue.actions.participation import SEE, see_alarms
from comity.site.dialogue.actions.plugin_drafting import Drafting, draft_by_plugin
from comity.site.dialogue.actions.publication import bundle_file
from comity.site.dialogue.actions.releasing import release_all, release_results
from comity.site.dialogue.actions.report import (
    ACT,
    REPORT,
    publish_report,
    symbol_fits,
)
from comity.site.dialogue.actions.restating import (
    ALTERED,
    RESTATE,
    draw_up_restatement,
    drawn_up,
    is_of_the_votes,
    publish_restatement,
)
from comity.site.dialogue.actions.stale import Kept, drop_stale
from comity.site.dialogue.actions.statements import (
    MODERATE,
    SEED,
    SUBMIT,
    Sent,
    moderate_statement,
    seed_statements,
    submit_statement,
)
from comity.site.dialogue.actions.translating import (
    TRANSLATE,
    enter_translations,
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
from comity.site.dialogue.actions.withdrawing import WITHDRAW, withdraw_report

__all__ = [
    "ACT",
    "ADMIT",
    "ALTERED",
    "APPEAL",
    "ATTEST",
    "CAST",
    "CLOSE",
    "CONCERN",
    "DECIDE",
    "DECIDE_APPEAL",
    "DECIDE_CONCERNS",
    "DESTROY",
    "EMBED",
    "ERASE_VOTES",
    "GIVE",
    "MODERATE",
    "MOST_AT_ONCE",
    "OPEN",
    "REPORT",
    "RESTATE",
    "SEE",
    "SEED",
    "SUBMIT",
    "TRANSLATE",
    "WITHDRAW",
    "Admission",
    "Appealed",
    "Cast",
    "Computed",
    "Concern",
    "Drafting",
    "Finding",
    "FlagRuling",
    "Kept",
    "Opening",
    "Ruling",
    "Sent",
    "Taken",
    "Voting",
    "Written",
    "admit_late",
    "allow_embedding",
    "appeal_rejection",
    "attest_report",
    "begin_closing",
    "bundle_file",
    "cast_votes",
    "close_conversation",
    "compute_report",
    "decide_appeal",
    "decide_concerns",
    "decide_flags",
    "destroy_due",
    "draft_by_plugin",
    "draw_up_restatement",
    "drawn_up",
    "drop_stale",
    "enter_translations",
    "erase_about",
    "give_sealed_bundle",
    "is_of_the_votes",
    "keep_draft",
    "members_to_sign",
    "moderate_statement",
    "open_conversation",
    "open_with_statements",
    "publish_report",
    "publish_restatement",
    "raise_concern",
    "release_all",
    "release_results",
    "see_alarms",
    "seed_statements",
    "submit_statement",
    "symbol_fits",
    "take_out",
    "to_attest",
    "withdraw_report",
    "write_votings",
]
