"""What a browser shows of a conversation without a network: a page about nobody, and its keeper."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.pages.live import ROWS
from comity.site.dialogue.queries import asked_in, in_words_of, shown_statements
from comity.site.dialogue.worker import worker_bytes, worker_off_bytes
from comity.site.ui.languages import active_language

__all__ = ["without_network", "worker"]

# Asked for again each time; a browser asks whether it changed, and mostly is told that it did not.
UNCHANGED: Final = {"Cache-Control": "no-cache"}


@require_safe
def without_network(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show question and statements, the same to everybody: a worker keeps it for any user."""
    view, tongue = found_conversation(conversation_id, now()), active_language().tag
    lines = in_words_of(shown_statements(view), view.id, tongue)
    context = {"view": view, "asked": asked_in(view, tongue), "lines": lines[:ROWS]}
    page = render(_by_nobody(request), "dialogue/without_network.html", context)
    page.headers["Cache-Control"] = UNCHANGED["Cache-Control"]
    return page


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Give the service worker; its own address keeps it to the conversations of one language."""
    code = worker_bytes() if settings.COMITY.worker else worker_off_bytes()
    kind = "text/javascript; charset=utf-8"
    return HttpResponse(code, content_type=kind, headers=UNCHANGED)


def _by_nobody(request: HttpRequest) -> HttpRequest:
    """Return a request for the same page that has no cookie, no session and no query."""
    bare = HttpRequest()
    bare.method, bare.path, bare.path_info = "GET", request.path, request.path_info
    return bare
