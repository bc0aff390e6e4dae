"""What all answers share: the report or the conversation or nothing, a file, a page kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from comity.canonical import sha256_hex
from comity.site.dialogue import queries
from comity.site.dialogue.browser import has_key
from comity.site.dialogue.queries import ConversationView, PublishedView, RestatementView
from comity.site.members.queries import acting
from comity.site.record.acknowledging import offers_note
from comity.site.record.meanwhile import meanwhile
from comity.site.record.queries import newest
from comity.site.ui.languages import active_language
from comity.site.ui.style import style_path

__all__ = [
    "SHORT",
    "come_back",
    "download",
    "file_key",
    "found",
    "found_conversation",
    "found_restatement",
    "kept_page",
    "markup",
    "number_in",
    "organisation",
    "see",
]

SHORT: Final = "public, max-age=60"
REPORTS_KEPT: Final = 16
"""So many reports stay in memory, since each may be large."""


def found(report_id: str) -> PublishedView:
    """Return the published report with this id; raise ``Http404`` if there is none.

    It is read once for each entry and head of the record: only an act changes what is told of it.
    """
    kept: dict[str, PublishedView] = meanwhile(newest(), "reports", dict)
    published = kept.get(report_id) or queries.report_with(report_id)
    if published is None:
        raise Http404
    if len(kept) >= REPORTS_KEPT:
        kept.clear()
    kept[report_id] = published
    return published


def found_restatement(restatement_id: str) -> RestatementView:
    """Return the restatement with this id; raise ``Http404`` if there is none."""
    shown = queries.restatement_with(restatement_id)
    if shown is None:
        raise Http404
    return shown


def found_conversation(conversation_id: str, at: datetime) -> ConversationView:
    """Return the conversation with this id as it is at ``at``; raise ``Http404`` without one."""
    view = queries.conversation_with(conversation_id, at)
    if view is None:
        raise Http404
    return replace(view, suspended=not has_key(view.id))


def markup(part: str) -> SafeString:
    """Return markup of ``render``, in which every outside text is escaped, as safe."""
    return mark_safe(part)  # noqa: S308 - see the line above


def organisation() -> str:
    """Return the organisation's name in the language of the page."""
    name: str = settings.COMITY.instance.name(active_language().tag)
    return name


def download(data: bytes, name: str, kind: str) -> HttpResponse:
    """Return a file to keep under ``name``."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": SHORT}
    return HttpResponse(data, content_type=kind, headers=headers)


def come_back(request: HttpRequest, back: str, seconds: int) -> HttpResponse:
    """Ask to come back in a while; the form's own values are still in the browser."""
    context = {"back": back, "seconds": seconds}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = render(request, "dialogue/come_back.html", context, status=status)
    response.headers["Retry-After"] = str(seconds)
    return response


def number_in(text: str) -> int:
    """Return the number of a statement that an address or a form names; 0 where it names none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def see(path: str) -> HttpResponse:
    """Lead on to the page at ``path`` after a form was taken."""
    return HttpResponseRedirect(path, status=HTTPStatus.SEE_OTHER)


def kept_page(
    request: HttpRequest,
    published: PublishedView,
    make: Callable[[], HttpResponse],
    beside: str = "",
) -> HttpResponse:
    """Return a page about a report, made once for each language and each head of the record.

    The frame of a page names who is signed in: nobody is shown the page of somebody else.
    ``beside`` names what else the page shows, and changes when that does.
    """
    if offers_note(request):
        return make()
    place = (request.get_full_path(), newest(), style_path(), acting(request), beside)
    return HttpResponse(cache.get_or_set(_key(published, place), lambda: make().content))


def file_key(published: PublishedView, kind: str) -> str:
    """Return the key of a file that is made from the report and what is known of it."""
    return _key(published, kind)


def _key(published: PublishedView, place: object) -> str:
    # What the answer shows besides the report, which never changes.
    shown = (published.digest, published.entry, published.signer, published.strength)
    instance = settings.COMITY.instance
    return sha256_hex(repr((active_language().code, instance, shown, place)).encode())
