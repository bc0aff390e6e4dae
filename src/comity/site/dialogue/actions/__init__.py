"""What may be done with conversations and their reports."""

from comity.site.dialogue.actions.admitting import ADMIT, Admission, admit_late
from comity.site.dialogue.actions.auditing import (
    ATTEST,
    GIVE,
    Finding,
    attest_report,
    give_sealed_bundle,
)
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
from comity.site.dialogue.actions.releasing import release_all, release_results
from comity.site.dialogue.actions.report import (
    ACT,
    REPORT,
    bundle_file,
    publish_report,
    symbol_fits,
)
from comity.site.dialogue.actions.stale import Kept, drop_stale
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
from comity.site.dialogue.actions.translating import (
    TRANSLATE,
    enter_translations,
    erase_translations,
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
    "ADMIT",
    "ATTEST",
    "CAST",
    "CLOSE",
    "DECIDE",
    "DESTROY",
    "ERASE_VOTES",
    "GIVE",
    "MODERATE",
    "MOST_AT_ONCE",
    "OPEN",
    "REPORT",
    "SEE",
    "SEED",
    "SUBMIT",
    "TRANSLATE",
    "Admission",
    "Cast",
    "Computed",
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
    "attest_report",
    "begin_closing",
    "bundle_file",
    "cast_votes",
    "close_conversation",
    "compute_report",
    "decide_flags",
    "destroy_due",
    "drop_stale",
    "enter_translations",
    "erase_translations",
    "give_sealed_bundle",
    "keep_draft",
    "members_to_sign",
    "moderate_statement",
    "open_conversation",
    "open_with_statements",
    "publish_report",
    "release_all",
    "release_results",
    "see_alarms",
    "seed_statements",
    "submit_statement",
    "symbol_fits",
    "take_out",
    "write_votings",
]
