"""The page on which voters who voted almost alike are decided on, before a report is signed."""

import re
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.fault import RefusedError
from comity.site.dialogue.actions import DECIDE, FlagRuling, decide_flags
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.queries import draft_flags
from comity.site.members.permissions import require
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.personal import personal
from comity.site.ui.refusal import refused_page

__all__ = ["decide", "flags"]

OFFICE: Final = "conversation-office"
MOST: Final = 200
COMPONENT: Final = re.compile(r"[0-9a-f]{12}")


@require_safe
def flags(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show the sets of people who voted almost alike, each with its decision or a form for one."""
    view = found_conversation(conversation_id, now())
    try:
        require(acting(request), act=DECIDE, at=now())
    except RefusedError as error:
        back = reverse(OFFICE, args=[view.id])
        answer = refused_page(request, error.faults, back=back, status=HTTPStatus.FORBIDDEN)
        return personal(answer)
    found = draft_flags(view.id, settings.COMITY.draft_folder)
    context = {"view": view, "flags": found[:MOST], "left": len(found) - MOST}
    return personal(render(request, "dialogue/flags.html", context))


@require_POST
def decide(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Enter what was decided on the sets for which something was chosen."""
    view = found_conversation(conversation_id, now())
    try:
        decide_flags(
            log=Log.objects.get(),
            conversation=view.id,
            rulings=_rulings(request),
            acting=acting(request),
            folder=settings.COMITY.draft_folder,
            now=now(),
        )
    except RefusedError as error:
        back = reverse("conversation-flags", args=[view.id])
        return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)
    wake()
    response = HttpResponseRedirect(reverse(OFFICE, args=[view.id]))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _rulings(request: HttpRequest) -> list[FlagRuling]:
    """Return what was chosen in the form: ``d-NAME`` the decision, ``r-NAME`` the reason."""
    chosen = [
        (name.removeprefix("d-"), request.POST[name])
        for name in request.POST
        if name.startswith("d-") and COMPONENT.fullmatch(name.removeprefix("d-"))
    ]
    return [
        FlagRuling(component, decision, request.POST.get(f"r-{component}", "").strip())
        for component, decision in chosen[:MOST]
        if decision
    ]
