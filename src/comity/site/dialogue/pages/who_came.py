"""Who took part in a conversation, by tier, language and region: to who closes it, then to all."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from comity.site.dialogue.actions import CLOSE
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.queries import (
    alarms_of,
    asked_in,
    gaps_of,
    participation_rule,
    who_took_part,
)
from comity.site.members.permissions import may
from comity.site.members.queries import acting
from comity.site.members.unused import unused_codes
from comity.site.ui.languages import active_language
from comity.site.ui.personal import personal

__all__ = ["participation"]

OVER: Final = "closed"


@require_safe
def participation(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show how many took part and who is missing; before the close to those alone who close it."""
    view = found_conversation(conversation_id, now())
    office = may(acting(request), CLOSE, now())
    over = view.stage == OVER
    told = office or over
    context = {
        "view": view,
        "asked": asked_in(view, active_language().tag),
        "told": told,
        "office": office,
        "parts": who_took_part(view.id, public=not office) if told else (),
        "alarms": gaps_of(view.id) if over else alarms_of(view.id) if told else (),
        "unused": unused_codes() if office and not over else (),
        "rule": participation_rule(),
    }
    return personal(render(request, "dialogue/participation.html", context))
