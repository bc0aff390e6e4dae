"""The results of a conversation while it is open: what may be shown of them, the same to all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.queries import (
    asked_in,
    in_words_of,
    live_results,
    shown_statements,
)
from comity.site.ui.languages import active_language
from comity.site.ui.paging import page_of, rows_of

__all__ = ["results"]

ROWS = 25
"""Statements on one page, each with its numbers: what slow lines can bear."""


@require_safe
def results(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show of each statement how many agree, disagree and pass, as far as it may be shown."""
    view = found_conversation(conversation_id, now())
    found = live_results(view.id)
    cells = found.by_statement if found else {}
    tag = active_language().tag
    kept = in_words_of(shown_statements(view), view.id, tag)
    number, pages = page_of(request, len(kept), ROWS)
    context = {
        "view": view,
        "asked": asked_in(view, tag),
        "results": found,
        "lines": [(line, cells.get(line.number)) for line in rows_of(kept, number, ROWS)],
        "page": number,
        "pages": pages,
    }
    return render(request, "dialogue/results.html", context)
