"""Pages of conversations and their reports."""

from comity.site.dialogue.pages.admitting import admit
from comity.site.dialogue.pages.appealing import appeal, appeal_form
from comity.site.dialogue.pages.auditing import (
    attest,
    audit,
    restatement_attest,
    restatement_audit,
    restatement_sealed,
    sealed_bundle,
)
from comity.site.dialogue.pages.clearing import clear_browser, this_browser
from comity.site.dialogue.pages.concerning import concern, concern_form
from comity.site.dialogue.pages.data_map import what_is_kept
from comity.site.dialogue.pages.deciding import judge, judge_concerns, moderate
from comity.site.dialogue.pages.embedding import embed, frame_list, set_embedding
from comity.site.dialogue.pages.flagging import decide, flags
from comity.site.dialogue.pages.given_files import (
    bundle,
    chart_png,
    chart_svg,
    comments,
    map_image,
    map_png,
    map_svg,
    report_json,
    statements,
    votes,
    workbook,
)
from comity.site.dialogue.pages.inviting import invite
from comity.site.dialogue.pages.leaving import leave, receipts
from comity.site.dialogue.pages.live import (
    ballot,
    cast,
    join,
    mine,
    send,
    short,
    suggest,
)
from comity.site.dialogue.pages.offline import without_network, worker
from comity.site.dialogue.pages.opening import open_it, opening
from comity.site.dialogue.pages.plugin_drafting import draft_by
from comity.site.dialogue.pages.published import (
    all_statements,
    breakdowns,
    changes,
    downloads,
    method,
    report,
    reports,
)
from comity.site.dialogue.pages.question import conversation
from comity.site.dialogue.pages.recusing import recusal, recuse
from comity.site.dialogue.pages.restating import (
    draw_up,
    restate,
    restatement,
    restatement_bundle,
    restatement_draft,
)
from comity.site.dialogue.pages.running import (
    close,
    draft,
    draft_report,
    office,
    publish,
    review,
)
from comity.site.dialogue.pages.seeding import add_seeds, seeding
from comity.site.dialogue.pages.so_far import results
from comity.site.dialogue.pages.trailing import trail
from comity.site.dialogue.pages.translating import translate, translations
from comity.site.dialogue.pages.who_came import participation
from comity.site.dialogue.pages.withdrawing import withdraw, withdrawal

__all__ = [
    "add_seeds",
    "admit",
    "all_statements",
    "appeal",
    "appeal_form",
    "attest",
    "audit",
    "ballot",
    "breakdowns",
    "bundle",
    "cast",
    "changes",
    "chart_png",
    "chart_svg",
    "clear_browser",
    "close",
    "comments",
    "concern",
    "concern_form",
    "conversation",
    "decide",
    "downloads",
    "draft",
    "draft_by",
    "draft_report",
    "draw_up",
    "embed",
    "flags",
    "frame_list",
    "invite",
    "join",
    "judge",
    "judge_concerns",
    "leave",
    "map_image",
    "map_png",
    "map_svg",
    "method",
    "mine",
    "moderate",
    "office",
    "open_it",
    "opening",
    "participation",
    "publish",
    "receipts",
    "recusal",
    "recuse",
    "report",
    "report_json",
    "reports",
    "restate",
    "restatement",
    "restatement_attest",
    "restatement_audit",
    "restatement_bundle",
    "restatement_draft",
    "restatement_sealed",
    "results",
    "review",
    "sealed_bundle",
    "seeding",
    "send",
    "set_embedding",
    "short",
    "statements",
    "suggest",
    "this_browser",
    "trail",
    "translate",
    "translations",
    "votes",
    "what_is_kept",
    "withdraw",
    "withdrawal",
    "without_network",
    "workbook",
    "worker",
]
