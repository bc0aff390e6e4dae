"""What waits in conversations for who has a mandate: to decide, to close, to sign, to count."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from comity.people import Acting
from comity.site.dialogue.models import Conversation, PublishedReport, ReportDraft, Statement
from comity.site.dialogue.queries.appeals import waiting_appeals
from comity.site.dialogue.queries.auditing import auditor_lines
from comity.site.dialogue.queries.concerns import raised_concerns
from comity.site.dialogue.queries.conversation import ConversationView, open_conversations
from comity.site.dialogue.queries.translations import to_translate
from comity.site.members.duties import Duty
from comity.site.members.permissions import may

__all__ = ["conversation_duties"]

MODERATE: Final = "dialogue.moderate_statement"
CLOSE: Final = "dialogue.close_conversation"
PUBLISH: Final = "dialogue.publish_report"
TRANSLATE: Final = "dialogue.enter_translation"
DECIDE_APPEAL: Final = "dialogue.decide_appeal"
DECIDE_CONCERNS: Final = "dialogue.decide_concerns"
ATTEST: Final = "dialogue.attest_report"
ASKED: Final = (MODERATE, CLOSE, PUBLISH, TRANSLATE, DECIDE_APPEAL, DECIDE_CONCERNS, ATTEST)


def conversation_duties(acting: Acting, language: str, at: datetime) -> Sequence[Duty]:
    """Return what waits for ``acting``, who reads ``language``, in conversations and reports."""
    able = {act for act in ASKED if may(acting, act, at)}
    found = [duty for view in open_conversations(at) for duty in _of(view, able, language)]
    if DECIDE_CONCERNS in able:
        found += [duty for view in open_conversations(at) for duty in _concerns(view)]
    if DECIDE_APPEAL in able:
        found += [duty for view in open_conversations(at) for duty in _appeals(view, acting)]
    return [*found, *(_audits(acting) if ATTEST in able else ())]


def _of(view: ConversationView, able: set[str], language: str) -> Iterator[Duty]:
    live = view.stage in {"open", "ended"}
    closes = view.terms.closes
    if MODERATE in able and live:
        waiting = Statement.objects.filter(conversation=view.id, state="waiting").count()
        if waiting:
            yield _duty("moderate", "conversation-office", view, waiting, closes)
    if TRANSLATE in able and live:
        missing = sum(one.translation is None for one in to_translate(view, language))
        if missing:
            yield _duty("translate", "conversation-translations", view, missing, closes)
    if CLOSE in able and view.stage in {"ended", "closing"}:
        yield _duty("close", "conversation-office", view, 0, closes)
    if PUBLISH in able and ReportDraft.objects.filter(pk=view.id).exists():
        yield _duty("sign", "conversation-draft", view, 0, None)


def _appeals(view: ConversationView, acting: Acting) -> Iterator[Duty]:
    """Yield the appeals on which somebody may decide: against a rejection by another person."""
    if view.decides:
        waiting = waiting_appeals(view.id)
        count = sum(one.rejected_by != acting.person for one in waiting)
        if count:
            yield _duty("appeal", "conversation-office", view, count, view.terms.closes)


def _concerns(view: ConversationView) -> Iterator[Duty]:
    """Yield that there are statements about which concerns wait."""
    count = sum(not one.waits for one in raised_concerns(view.id)) if view.decides else 0
    if count:
        yield _duty("concerns", "conversation-office", view, count, view.terms.closes)


def _duty(kind: str, page: str, view: ConversationView, count: int, due: datetime | None) -> Duty:
    return Duty(kind, page, view.id, view.title, view.terms.language, count, due)


def _audits(acting: Acting) -> Iterator[Duty]:
    """Yield the reports on protected votes that this auditor has said nothing of."""
    protected = Conversation.objects.filter(ballots="protected").values("pk")
    rows = PublishedReport.objects.filter(pk__in=protected).order_by("pk")
    for report, title in rows.values_list("pk", "title"):
        if acting.person not in {line.person for line in auditor_lines(report)}:
            yield Duty("attest", "report-audit", report, title)
