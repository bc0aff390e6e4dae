"""What waits in conversations for who has a mandate: to decide, to close, to sign, to count."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from comity.dialogue import decode_terms
from comity.people import Acting
from comity.site.dialogue.models import Conversation, PublishedReport, ReportDraft, Statement
from comity.site.dialogue.queries.appeals import waiting_appeals
from comity.site.dialogue.queries.auditing import auditor_lines
from comity.site.dialogue.queries.concerns import raised_concerns
from comity.site.dialogue.queries.conversation import ConversationView, open_conversations
from comity.site.dialogue.queries.late import ADMIT, late_entries, with_late_entries
from comity.site.dialogue.queries.participation import alarms_of
from comity.site.dialogue.queries.restatement import (
    has_lost_votes,
    newest_restatements,
    restating_of,
)
from comity.site.dialogue.queries.translations import to_translate
from comity.site.dialogue.queries.withdrawing import withdrawals
from comity.site.members.duties import Duty
from comity.site.members.permissions import may, recused_subjects
from comity.site.record.models import Entry

__all__ = ["conversation_duties", "duties_in"]

MODERATE: Final = "dialogue.moderate_statement"
CLOSE: Final = "dialogue.close_conversation"
PUBLISH: Final = "dialogue.publish_report"
TRANSLATE: Final = "dialogue.enter_translation"
DECIDE_APPEAL: Final = "dialogue.decide_appeal"
DECIDE_CONCERNS: Final = "dialogue.decide_concerns"
ATTEST: Final = "dialogue.attest_report"
RESTATE: Final = "dialogue.publish_restatement"
ERASED: Final = "dialogue.erase_votes"
TO_REACH: Final = timedelta(days=3)
"""How long before the close somebody is told who is missing, while they can still be reached."""
ASKED: Final = (
    *(MODERATE, CLOSE, PUBLISH, TRANSLATE),
    *(DECIDE_APPEAL, DECIDE_CONCERNS, ATTEST, ADMIT, RESTATE),
)


def conversation_duties(acting: Acting, language: str, at: datetime) -> Sequence[Duty]:
    """Return what waits for ``acting``, who reads ``language``, in conversations and reports.

    Nothing of what the person keeps out of: it would be refused.
    """
    able = _able(acting, at)
    found = [
        duty for view in open_conversations(at) for duty in _of(view, able, language, acting, at)
    ]
    found += _waits_for_others(able, at)
    if ADMIT in able:
        found += _late()
    if ATTEST in able:
        found += _audits(acting)
    if RESTATE in able:
        found += _restatements(at)
    out_of = recused_subjects(acting.person)
    return [duty for duty in found if not out_of & _about(duty.of)]


def duties_in(
    view: ConversationView, acting: Acting, language: str, at: datetime
) -> Sequence[Duty]:
    """Return what waits for ``acting``, who reads ``language``, in one open conversation."""
    if recused_subjects(acting.person) & _about(view.id):
        return []
    return list(_of(view, _able(acting, at), language, acting, at))


def _able(acting: Acting, at: datetime) -> set[str]:
    return {act for act in ASKED if may(acting, act, at)}


def _about(conversation: str) -> set[str]:
    """Return what somebody with an interest in a conversation keeps out of: it, and its report."""
    return {f"dialogue:{kind}:{conversation}" for kind in ("conversation", "report")}


def _of(
    view: ConversationView, able: set[str], language: str, acting: Acting, at: datetime
) -> Iterator[Duty]:
    live = view.stage in {"open", "ended"}
    closes = view.terms.closes
    if MODERATE in able and live:
        rows = Statement.objects.filter(conversation=view.id, state="waiting").exclude(text="")
        waiting = rows.exclude(author=acting.person).count()
        if waiting:
            yield _duty("moderate", "conversation-office", view, waiting, closes)
    if TRANSLATE in able and live:
        missing = sum(one.translation is None for one in to_translate(view, language))
        if missing:
            yield _duty("translate", "conversation-translations", view, missing, closes)
    if CLOSE in able:
        yield from _to_close(view, at)
    if PUBLISH in able and ReportDraft.objects.filter(pk=view.id).exists():
        yield _duty("sign", "conversation-draft", view, 0, None)
    if view.decides:
        yield from _objected(view, able, acting)


def _to_close(view: ConversationView, at: datetime) -> Iterator[Duty]:
    """Yield that it is to be closed, or shortly before that, how much somebody is to see first."""
    closes = view.terms.closes
    if view.stage in {"ended", "closing"}:
        yield _duty("close", "conversation-office", view, 0, closes)
    elif view.stage == "open" and closes <= at + TO_REACH:
        missing = len(alarms_of(view.id))
        if missing:
            yield _duty("missing", "conversation-participation", view, missing, closes)


def _objected(view: ConversationView, able: set[str], acting: Acting) -> Iterator[Duty]:
    """Yield appeals and concerns on which the person may decide.

    Neither an appeal against a rejection of their own, nor what is about their own statement.
    """
    if DECIDE_APPEAL in able:
        own = acting.person
        appeals = waiting_appeals(view.id)
        count = sum(own not in (one.rejected_by, one.author) for one in appeals)
        if count:
            yield _duty("appeal", "conversation-office", view, count, view.terms.closes)
    if DECIDE_CONCERNS in able:
        raised = raised_concerns(view.id)
        count = sum(not one.waits and one.author != acting.person for one in raised)
        if count:
            yield _duty("concerns", "conversation-office", view, count, view.terms.closes)


def _waits_for_others(able: set[str], at: datetime) -> Iterator[Duty]:
    """Yield where an appeal or concerns wait, to who closes and may decide on neither."""
    if CLOSE not in able or able & {DECIDE_APPEAL, DECIDE_CONCERNS}:
        return
    for view in open_conversations(at):
        raised = (one for one in raised_concerns(view.id) if not one.waits)
        if view.decides and (waiting_appeals(view.id) or any(raised)):
            yield _duty("objected", "conversation-office", view, 0, view.terms.closes)


def _late() -> Iterator[Duty]:
    """Yield the conversations that do not verify until somebody admits what came in late."""
    rows = Conversation.objects.in_bulk(with_late_entries())
    for one, row in sorted(rows.items()):
        language = decode_terms(bytes(row.terms)).language
        count = len(late_entries(one))
        yield Duty("admit", "conversation-office", one, row.title, language, count)


def _duty(kind: str, page: str, view: ConversationView, count: int, due: datetime | None) -> Duty:
    return Duty(kind, page, view.id, view.title, view.terms.language, count, due)


def _audits(acting: Acting) -> Iterator[Duty]:
    """Yield the reports and restatements that this auditor has said nothing of.

    Reports on protected votes; and figures restated from votes that are still there.
    """
    protected = Conversation.objects.filter(ballots="protected").values("pk")
    for report, title in _standing(PublishedReport.objects.filter(pk__in=protected)):
        if acting.person not in {line.person for line in auditor_lines(report)}:
            yield Duty("attest", "report-audit", report, title)
    restated = {shown.report: shown for shown in newest_restatements()}
    out_of = recused_subjects(acting.person)
    for report, _ in _standing(PublishedReport.objects.filter(pk__in=restated)):
        shown = restated[report]
        spoke = {line.person for line in auditor_lines(shown.id)}
        if acting.person not in spoke and not has_lost_votes(shown) and not out_of & _about(report):
            yield Duty("attest", "restatement-audit", shown.id, shown.title)


def _standing(rows: QuerySet[PublishedReport]) -> Sequence[tuple[str, str]]:
    """Return id and title of those of ``rows`` that were not withdrawn."""
    found = list(rows.order_by("pk").values_list("pk", "title"))
    gone = withdrawals(*(report for report, _ in found))
    return [(report, title) for report, title in found if report not in gone]


def _restatements(at: datetime) -> Iterator[Duty]:
    """Yield the reports whose figures can be restated now, or wait restated for a signature."""
    subjects = Entry.objects.filter(act=ERASED).values_list("subject", flat=True).distinct()
    some = {subject.rpartition(":")[2] for subject in subjects}
    for report, title in _standing(PublishedReport.objects.filter(pk__in=some)):
        restating = restating_of(report, at)
        if restating is not None and (restating.possible or restating.drawn):
            yield Duty("restate", "conversation-office", report, title)
