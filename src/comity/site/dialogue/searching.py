"""What search says of dialogue: conversations, statements that are shown, and reports.

What was kept of their words only leads here: each text is read again and shown only where its page
shows it. What waits, was rejected or was erased never turns up.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from django.db.models import Exists, OuterRef
from django.urls import reverse

from comity.dialogue import decode_terms, shown_states
from comity.fault import N_
from comity.language import folded_words
from comity.oversight import decode_reviewed
from comity.site.dialogue.models import (
    Conversation,
    PublishedReport,
    Statement,
    TranslationRow,
)
from comity.site.record.indexing import entries_with
from comity.site.ui.searching import Hit, Provider, Question

__all__ = ["CONVERSATIONS", "REPORTS", "STATEMENTS"]

CANDIDATES: Final = 400
SNIPPET: Final = 240
REPLACING: Final = TranslationRow.objects.filter(
    statement=OuterRef("statement"), language__iexact=OuterRef("language"), pk__gt=OuterRef("pk")
).exclude(text="")
"""What was entered later in the place of a translation: no page shows the earlier one."""


def has_words(text: str, words: Sequence[str]) -> bool:
    """Return whether ``text`` has a word for each of ``words`` that begins with it."""
    said = folded_words(text)
    return all(any(one.startswith(word) for one in said) for word in words)


def _conversation_texts(entries: Sequence[int]) -> Mapping[int, str]:
    rows = Conversation.objects.filter(opened__in=entries)
    return {row.opened_id: _asked(row) for row in rows}


def _asked(row: Conversation) -> str:
    terms = decode_terms(bytes(row.terms))
    return f"{row.symbol}\n{terms.title}\n{terms.question}\n{terms.benefit}\n{terms.risk}"


def _conversations(question: Question) -> Sequence[Hit]:
    found = entries_with(question.words, CANDIDATES)
    rows = Conversation.objects.filter(opened__in=found).order_by("-opened")
    hits = (
        Hit(row.title, _page(row.id), _begins(terms.question), terms.language)
        for row, terms in ((row, decode_terms(bytes(row.terms))) for row in rows)
        if has_words(_asked(row), question.words)
    )
    return list(islice(hits, question.limit))


def _statement_texts(entries: Sequence[int]) -> Mapping[int, str]:
    rows = Statement.objects.filter(entry__in=entries).exclude(text="")
    translated = TranslationRow.objects.filter(entry__in=entries).exclude(text="")
    return {
        **dict(rows.values_list("entry", "text")),
        **dict(translated.values_list("entry", "text")),
    }


def _statements(question: Question) -> Sequence[Hit]:
    found = entries_with(question.words, CANDIDATES)
    return list(islice(_shown(found, question.words), question.limit))


def _shown(entries: Sequence[int], words: Sequence[str]) -> Iterator[Hit]:
    rows = Statement.objects.filter(entry__in=entries).exclude(text="")
    for row in rows.select_related("conversation").order_by("-entry"):
        if _is_shown(row) and has_words(row.text, words):
            yield Hit(row.conversation.title, _place(row), _begins(row.text), row.language)
    translated = TranslationRow.objects.filter(entry__in=entries).exclude(text="")
    translated = translated.exclude(statement__text="").exclude(statement=None)
    translated = translated.exclude(Exists(REPLACING))
    for one in translated.select_related("statement__conversation").order_by("-entry"):
        of = one.statement
        if of is not None and _is_shown(of) and has_words(one.text, words):
            yield Hit(of.conversation.title, _place(of), _begins(one.text), one.language)


def _is_shown(row: Statement) -> bool:
    return row.state in shown_states(decode_terms(bytes(row.conversation.terms)))


def _place(row: Statement) -> str:
    """Return where the statement is read: in the list that is voted on, later with the report."""
    if PublishedReport.objects.filter(pk=row.conversation_id).exists():
        return reverse("report-all", args=[row.conversation_id])
    ballot = reverse("conversation-ballot", args=[row.conversation_id])
    return f"{ballot}?statement={row.number}#s{row.number}"


def _begins(text: str) -> str:
    return text if len(text) <= SNIPPET else f"{text[:SNIPPET].rstrip()}…"


def _page(conversation: str) -> str:
    return reverse("conversation", args=[conversation])


def _report_texts(entries: Sequence[int]) -> Mapping[int, str]:
    rows = PublishedReport.objects.filter(entry__in=entries)
    return {row.entry_id: _reported(row) for row in rows}


def _reported(row: PublishedReport) -> str:
    return f"{row.symbol}\n{row.title}\n{_summary(row)}"


def _summary(row: PublishedReport) -> str:
    return decode_reviewed(bytes(row.summary)).text if bytes(row.summary) else ""


def _reports(question: Question) -> Sequence[Hit]:
    found = entries_with(question.words, CANDIDATES)
    rows = PublishedReport.objects.filter(entry__in=found).order_by("-published_at")
    hits = (
        Hit(row.title, reverse("report", args=[row.id]), _begins(_summary(row)))
        for row in rows
        if has_words(_reported(row), question.words)
    )
    return list(islice(hits, question.limit))


REPORTS = Provider(N_("Reports"), _reports, _report_texts, order=10)
CONVERSATIONS = Provider(N_("Conversations"), _conversations, _conversation_texts, order=20)
STATEMENTS = Provider(N_("Statements"), _statements, _statement_texts, order=30)
