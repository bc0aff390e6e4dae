"""Pages and forms of one's own work: up to where one has read, mail, reminders of a close."""

from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comity.fault import RefusedError
from comity.site.dialogue.actions import CLOSE
from comity.site.dialogue.queries import ConversationView, conversation_with
from comity.site.members.answers import field, now, see, to_sign_in, to_sign_in_keeping
from comity.site.members.permissions import require
from comity.site.members.queries import acting
from comity.site.ui.languages import LANGUAGES, active_language
from comity.site.ui.personal import personal
from comity.site.ui.refusal import refused_page
from comity.site.work.actions import go_back, mark_read, set_reminders
from comity.site.work.queue import RHYTHMS, choose, confirm_address, read_in, stop_mail
from comity.site.work.reminders import hours_of, outstanding, read_hours
from comity.site.work.wishes import wish_of

__all__ = ["keep_mail", "mail", "remind", "reminders", "seen"]

LONGEST: Final = 16


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Keep up to where one has read, or take that back; lead to one's work again."""
    who = acting(request)
    if who is None:
        return to_sign_in_keeping(request)
    if field(request, "size") == "back":
        go_back(acting=who)
        return see(reverse("my-work"))
    try:
        mark_read(acting=who, size=_size(field(request, "size")), now=now())
    except RefusedError as error:
        return _refused(request, error, reverse("my-work"))
    return see(reverse("my-work"))


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """Show what comes by mail, and let it be changed or stopped."""
    who = acting(request)
    if who is None:
        return to_sign_in(request)
    context = {
        "wish": wish_of(who.person, active_language().code),
        "rhythms": RHYTHMS,
        "letters": tuple(LANGUAGES.values()),
    }
    return personal(render(request, "work/mail.html", context))


@require_POST
def keep_mail(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen, take an address as confirmed, or stop all mail."""
    who = acting(request)
    if who is None:
        return to_sign_in_keeping(request)
    back, wish = reverse("my-work-mail"), field(request, "do")
    try:
        if wish == "stop":
            stop_mail(acting=who)
        elif wish == "confirm":
            confirm_address(acting=who, code=field(request, "sent"), now=now())
        else:
            choose(
                acting=who,
                address=field(request, "address"),
                rhythm=field(request, "rhythm"),
                reminders=field(request, "reminders") == "yes",
                now=now(),
            )
            read_in(acting=who, language=field(request, "language"))
    except RefusedError as error:
        return _refused(request, error, back)
    return see(back)


@require_safe
def reminders(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show who has not acted yet in a conversation, and when they are reminded."""
    view, at = _found(conversation_id), now()
    who = acting(request)
    if who is None:
        return to_sign_in(request)
    require(who, act=CLOSE, at=at)
    context = {
        "view": view,
        "hours": ", ".join(map(str, hours_of(view.id))),
        "outstanding": outstanding(view, who, at),
    }
    return personal(render(request, "work/reminders.html", context))


@require_POST
def remind(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Set at which hours before its close a conversation reminds."""
    view = _found(conversation_id)
    who = acting(request)
    if who is None:
        return to_sign_in_keeping(request)
    back = reverse("conversation-reminders", args=[view.id])
    try:
        hours = read_hours(request.POST.get("hours", "")[:200])
        set_reminders(conversation=view.id, hours=hours, acting=who, now=now())
    except RefusedError as error:
        return _refused(request, error, back)
    return see(back)


def _found(conversation: str) -> ConversationView:
    view = conversation_with(conversation, now())
    if view is None:
        raise Http404
    return view


def _refused(request: HttpRequest, error: RefusedError, back: str) -> HttpResponse:
    return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)


def _size(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST else -1
