"""The page on which somebody says that they keep out of a conversation: a conflict of interest."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.site.dialogue.actions.conversation import conversation_subject
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.pages.deciding import done
from comity.site.dialogue.queries import asked_in
from comity.site.members.actions import RECUSE, recuse_person
from comity.site.members.permissions import may, recused_subjects, require
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.ui.languages import active_language
from comity.site.ui.personal import personal

__all__ = ["recusal", "recuse"]


@require_safe
def recusal(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Say what keeping out means, and whether who asks does so already."""
    view, who = found_conversation(conversation_id, now()), acting(request)
    out = who is not None and str(conversation_subject(view.id)) in recused_subjects(who.person)
    context = {
        "view": view,
        "asked": asked_in(view, active_language().tag),
        "out": out,
        "may_recuse": not out and may(who, RECUSE, now()),
    }
    return personal(render(request, "dialogue/recusal.html", context))


@require_POST
def recuse(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Enter that who asks keeps out of everything about the conversation."""
    view, who = found_conversation(conversation_id, now()), acting(request)

    def act() -> None:
        require(who, act=RECUSE, at=now())
        if who is not None:
            about = conversation_subject(view.id)
            recuse_person(log=Log.objects.get(), acting=who, subject=about, now=now())

    return done(request, view, act)
