"""Feeds that anybody follows: reports and decisions, one conversation, all entries of the record.

They tell what the record browser tells, and of a conversation only how it opened, closed and what
was published: what is released in steps on the pages is not released one by one here.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.render import voice
from comity.site.dialogue.models import Conversation
from comity.site.home.atom import Feed, Item, atom, tag_uri
from comity.site.record.models import Entry
from comity.site.record.words import act_words, role_words
from comity.site.ui.languages import active_language
from comity.site.work.letters import apart

__all__ = ["conversation_feed", "record_feed", "report_feed"]

MOST: Final = 50
SHORT: Final = "public, max-age=60"
KIND: Final = "application/atom+xml; charset=utf-8"
PUBLISHED: Final = Q(act__startswith="dialogue.publish_") | Q(act__startswith="dialogue.restate")
STEPS: Final = PUBLISHED | Q(
    act__in=("dialogue.open_conversation", "dialogue.close_conversation", "dialogue.admit_late")
)


@require_safe
def record_feed(request: HttpRequest) -> HttpResponse:
    """Give the latest entries of the record as a feed."""
    return _answer(request, _("The record"), reverse("record"), _placed(), ("record",))


@require_safe
def report_feed(request: HttpRequest) -> HttpResponse:
    """Give what was published last as a feed."""
    rows = _placed().filter(PUBLISHED)
    return _answer(request, _("Reports"), reverse("dialogue"), rows, ("reports",))


@require_safe
def conversation_feed(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Give how one conversation opened and closed, and what was published of it, as a feed."""
    row = Conversation.objects.filter(pk=conversation_id).first()
    if row is None:
        raise Http404
    subjects = Q(subject=f"dialogue:conversation:{row.id}") | Q(
        subject__startswith=f"dialogue:report:{row.id}@"
    )
    rows = _placed().filter(subjects | Q(subject=f"dialogue:report:{row.id}")).filter(STEPS)
    page = reverse("conversation", args=[row.id])
    return _answer(request, apart(row.title), page, rows, ("conversations", row.id))


def _placed() -> QuerySet[Entry]:
    return Entry.objects.filter(idx__isnull=False).order_by("-idx")


def _answer(
    request: HttpRequest,
    title: str,
    page: str,
    rows: QuerySet[Entry],
    parts: tuple[str, ...],
) -> HttpResponse:
    first = Entry.objects.filter(idx=0).select_related("log").first()
    if first is None:
        raise Http404
    origin, began = first.log.origin, first.at
    items = _items(rows, origin, began)
    language = active_language()
    organisation = settings.COMITY.instance.name(language.tag)
    updated = max((item.at for item in items), default=began)
    feed = Feed(
        id=tag_uri(origin, began, "feeds", *parts, language.code),
        title=f"{organisation}: {title}",
        author=organisation,
        language=language.tag,
        path=request.path,
        page=page,
        updated=updated,
        items=items,
    )
    headers = {"Cache-Control": SHORT, "Last-Modified": http_date(updated.timestamp())}
    return HttpResponse(atom(feed), content_type=KIND, headers=headers)


def _items(rows: QuerySet[Entry], origin: str, began: datetime) -> Sequence[Item]:
    speaker = voice(active_language())
    columns = ("idx", "act", "actor", "symbol", "title", "at")
    return [
        Item(
            id=tag_uri(origin, began, "entries", str(index)),
            title=": ".join(filter(None, (act_words(act, speaker), title and apart(title)))),
            summary=" · ".join(
                filter(None, (role_words(actor, speaker), symbol and apart(symbol)))
            ),
            path=reverse("record-entry", args=[index]),
            at=at,
        )
        for index, act, actor, symbol, title, at in rows.values_list(*columns)[:MOST]
    ]
