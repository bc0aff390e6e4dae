"""Addresses of conversations: pages in six languages, files without a language."""

from typing import Final

from django.urls import path

from comity.site.dialogue import pages

__all__ = ["file_patterns", "page_patterns"]

REPORT: Final = "dialogue/reports/<slug:report_id>"
RESTATED: Final = "dialogue/restatements/<slug:restatement_id>"
ONE: Final = "dialogue/conversations/<slug:conversation_id>"

page_patterns = [
    # First, since it is asked for most: addresses are tried one after the other.
    path(f"{ONE}/do/vote", pages.cast, name="conversation-vote"),
    path("dialogue/", pages.reports, name="dialogue"),
    path("dialogue/join/", pages.join, name="join"),
    path("dialogue/this-browser/", pages.this_browser, name="this-browser"),
    path("dialogue/do/clear-browser", pages.clear_browser, name="clear-browser"),
    path("dialogue/open/", pages.opening, name="conversation-opening"),
    path("dialogue/do/open", pages.open_it, name="conversation-open"),
    path(f"{ONE}/", pages.conversation, name="conversation"),
    path(f"{ONE}/statements/", pages.ballot, name="conversation-ballot"),
    path("dialogue/conversations/worker.js", pages.worker, name="conversation-worker"),
    path(f"{ONE}/without-network/", pages.without_network, name="conversation-without-network"),
    path(f"{ONE}/mine/", pages.mine, name="conversation-mine"),
    path(f"{ONE}/results/", pages.results, name="conversation-results"),
    path(f"{ONE}/participation/", pages.participation, name="conversation-participation"),
    path(f"{ONE}/data/", pages.what_is_kept, name="conversation-data"),
    path(f"{ONE}/embed/", pages.embed, name="conversation-embed"),
    path(f"{ONE}/embedding/", pages.frame_list, name="conversation-embedding"),
    path(f"{ONE}/do/embedding", pages.set_embedding, name="conversation-set-embedding"),
    path(f"{ONE}/invite/", pages.invite, name="conversation-invite"),
    path(f"{ONE}/do/receipts", pages.receipts, name="conversation-receipts"),
    path(f"{ONE}/do/take-out", pages.leave, name="conversation-leave"),
    path(f"{ONE}/suggest/", pages.suggest, name="conversation-suggest"),
    path(f"{ONE}/do/statement", pages.send, name="conversation-send"),
    path(f"{ONE}/appeal/", pages.appeal_form, name="conversation-appealing"),
    path(f"{ONE}/do/appeal", pages.appeal, name="conversation-appeal"),
    path(f"{ONE}/do/decide-appeal", pages.judge, name="conversation-judge"),
    path(f"{ONE}/concern/", pages.concern_form, name="conversation-concern-form"),
    path(f"{ONE}/do/concern", pages.concern, name="conversation-concern"),
    path(f"{ONE}/do/decide-concerns", pages.judge_concerns, name="conversation-judge-concerns"),
    path(f"{ONE}/trail/", pages.trail, name="conversation-trail"),
    path(f"{ONE}/office/", pages.office, name="conversation-office"),
    path(f"{ONE}/translations/", pages.translations, name="conversation-translations"),
    path(f"{ONE}/do/translate", pages.translate, name="conversation-translate"),
    path(f"{ONE}/draft/", pages.draft, name="conversation-draft"),
    path(f"{ONE}/do/draft-report", pages.draft_report, name="conversation-draft-report"),
    path(f"{ONE}/do/draft-by-plug-in", pages.draft_by, name="conversation-draft-by"),
    path(f"{ONE}/seeds/", pages.seeding, name="conversation-seeding"),
    path(f"{ONE}/do/seeds", pages.add_seeds, name="conversation-seeds"),
    path(f"{ONE}/flags/", pages.flags, name="conversation-flags"),
    path(f"{ONE}/do/decide-flags", pages.decide, name="conversation-decide-flags"),
    path(f"{ONE}/do/moderate", pages.moderate, name="conversation-moderate"),
    path(f"{ONE}/keep-out/", pages.recusal, name="conversation-recusal"),
    path(f"{ONE}/do/recuse", pages.recuse, name="conversation-recuse"),
    path(f"{ONE}/do/close", pages.close, name="conversation-close"),
    path(f"{ONE}/do/admit", pages.admit, name="conversation-admit"),
    path(f"{ONE}/do/review", pages.review, name="conversation-review"),
    path(f"{ONE}/do/publish", pages.publish, name="conversation-publish"),
    path(f"{ONE}/restate/", pages.restatement_draft, name="conversation-restate"),
    path(f"{ONE}/do/draw-up", pages.draw_up, name="conversation-draw-up"),
    path(f"{ONE}/do/restate", pages.restate, name="conversation-do-restate"),
    path(f"{RESTATED}/", pages.restatement, name="restatement"),
    path(f"{RESTATED}/audit/", pages.restatement_audit, name="restatement-audit"),
    path(f"{RESTATED}/do/sealed-bundle", pages.restatement_sealed, name="restatement-sealed"),
    path(f"{RESTATED}/do/attest", pages.restatement_attest, name="restatement-attest"),
    path(f"{REPORT}/", pages.report, name="report"),
    path(f"{REPORT}/statements/", pages.all_statements, name="report-all"),
    path(f"{REPORT}/tiers-and-classes/", pages.breakdowns, name="report-breakdowns"),
    path(f"{REPORT}/changes/", pages.changes, name="report-changes"),
    path(f"{REPORT}/method/", pages.method, name="report-method"),
    path(f"{REPORT}/withdrawing/", pages.withdrawal, name="report-withdrawing"),
    path(f"{REPORT}/do/withdraw", pages.withdraw, name="report-withdraw"),
    path(f"{REPORT}/downloads/", pages.downloads, name="report-downloads"),
    path(f"{REPORT}/audit/", pages.audit, name="report-audit"),
    path(f"{REPORT}/do/sealed-bundle", pages.sealed_bundle, name="report-sealed"),
    path(f"{REPORT}/do/attest", pages.attest, name="report-attest"),
    path(f"{REPORT}/report.xlsx", pages.workbook, name="report-workbook"),
    path(f"{REPORT}/map.svg", pages.map_svg, name="report-map"),
    path(f"{REPORT}/map.png", pages.map_png, name="report-map-png"),
    path(f"{REPORT}/map-image.svg", pages.map_image, name="report-map-image"),
    path(f"{REPORT}/charts/<int:number>.svg", pages.chart_svg, name="report-chart"),
    path(f"{REPORT}/charts/<int:number>.png", pages.chart_png, name="report-chart-png"),
]
file_patterns = [
    path("c/<slug:code>", pages.short, name="conversation-short"),
    path(f"{REPORT}/bundle.zip", pages.bundle, name="report-bundle"),
    path(f"{RESTATED}/bundle.zip", pages.restatement_bundle, name="restatement-bundle"),
    path(f"{REPORT}/report.json", pages.report_json, name="report-json"),
    path(f"{REPORT}/statements.csv", pages.statements, name="report-statements"),
    path(f"{REPORT}/polis/votes.csv", pages.votes, name="report-votes"),
    path(f"{REPORT}/polis/comments.csv", pages.comments, name="report-comments"),
]
