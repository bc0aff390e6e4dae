"""The page on which everybody reads what became of each statement."""

from dataclasses import replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.queries import (
    asked_in,
    concern_counts,
    in_words_of,
    statement_count,
    trails,
)
from comity.site.ui.languages import active_language
from comity.site.ui.paging import page_of

__all__ = ["trail"]

ROWS: Final = 50


@require_safe
def trail(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show the steps of every statement: sent, decided, appealed, used or not, and why."""
    view, language = found_conversation(conversation_id, now()), active_language().tag
    number, pages = page_of(request, statement_count(view.id), ROWS)
    found = trails(view.id, (number - 1) * ROWS, ROWS)
    read = in_words_of([one.line for one in found], view.id, language)
    context = {
        "view": view,
        "asked": asked_in(view, language),
        "concerns": concern_counts(view.id) if view.stage == "closed" else None,
        "lines": [replace(one, line=line) for one, line in zip(found, read, strict=True)],
        "page": number,
        "pages": pages,
    }
    return render(request, "dialogue/trail.html", context)
