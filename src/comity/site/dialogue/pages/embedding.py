"""A conversation in a frame of somebody else's page, and the list of who may have it there."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.dialogue import MOST_ORIGINS
from comity.site.dialogue.actions import EMBED, allow_embedding
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.pages.deciding import done
from comity.site.dialogue.pages.running import asks_again, confirm_again
from comity.site.dialogue.queries import asked_in, embed_origins
from comity.site.members.permissions import may, require
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.ui.languages import active_language
from comity.site.ui.middleware import framed_by
from comity.site.ui.personal import personal

__all__ = ["embed", "frame_list", "set_embedding"]

EXAMPLE: Final = "https://www.example.org"


@require_safe
def embed(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show question and state, the same to everybody; only pages on its list may frame it."""
    view = found_conversation(conversation_id, now())
    context = {"view": view, "asked": asked_in(view, active_language().tag)}
    response = render(request, "dialogue/embed.html", context)
    return framed_by(response, embed_origins(view.id))


@require_safe
def frame_list(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show whose pages may show it, and to who may set that a form."""
    view = found_conversation(conversation_id, now())
    context = {
        "view": view,
        "asked": asked_in(view, active_language().tag),
        "origins": embed_origins(view.id),
        "most": MOST_ORIGINS,
        "example": EXAMPLE,
        "may_set": view.decides and may(acting(request), EMBED, now()),
        "ask_again": asks_again(request),
    }
    return personal(render(request, "dialogue/embedding.html", context))


@require_POST
def set_embedding(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Set the whole list, one origin a line."""
    view, who = found_conversation(conversation_id, now()), acting(request)
    origins = tuple(dict.fromkeys(request.POST.get("origins", "").split()))

    def act() -> None:
        require(who, act=EMBED, at=now())
        confirm_again(request)
        allow_embedding(
            log=Log.objects.get(), conversation=view.id, origins=origins, acting=who, now=now()
        )

    return done(request, view, act)
