"""Pages of concerns about statements: people who vote raise them, and a moderator decides."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.dialogue import LONGEST_CONCERN, REASONS, concern_faults
from comity.fault import RefusedError
from comity.language import clean_text
from comity.render import voice
from comity.site.dialogue.actions import Concern, ConcernRuling, decide_concerns, raise_concern
from comity.site.dialogue.answers import come_back, found_conversation
from comity.site.dialogue.box import ballot_box
from comity.site.dialogue.browser import known_as
from comity.site.dialogue.pages.running import done
from comity.site.dialogue.queries import (
    ConversationView,
    OwnConcern,
    in_words_of,
    own_concerns,
    shown_statements,
)
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.kept import keeps
from comity.site.ui.languages import active_language
from comity.site.ui.personal import personal
from comity.site.ui.refusal import fault_words

__all__ = ["concern", "concern_form", "judge_concerns"]

PAGE: Final = "conversation-concern-form"


@require_safe
def concern_form(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Ask what is wrong with a statement, or show what one has raised about it."""
    view = found_conversation(conversation_id, now())
    number = _number(request.GET.get("statement", ""))
    raised = _own(request, view).get(number)
    typed = {"reason": raised.reason, "text": raised.text} if raised else {}
    return _concern_page(request, view, number, typed)


@keeps("text")
@require_POST
def concern(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Keep what this browser raises about a statement, or take it back."""
    view = found_conversation(conversation_id, now())
    number, away = _number(request.POST.get("statement", "")), ballot_box().away()
    back = f"{reverse(PAGE, args=[view.id])}?statement={number}"
    if away is not None:
        return personal(come_back(request, back, away.seconds))
    typed = request.POST.get("text", "")
    taken_back = request.POST.get("step") == "take-back"
    reason = "" if taken_back else request.POST.get("reason", "")[:40]
    text = "" if taken_back else clean_text(typed).text.strip()
    raised = Concern(known_as(view.id, request), number, reason, text)
    try:
        _keep(view, raised, typed, taken_back=taken_back)
    except RefusedError as error:
        shown = {"reason": reason, "text": text}
        return _concern_page(request, view, number, shown, fault_words(error.faults))
    wake()
    response = HttpResponseRedirect(back)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@require_POST
def judge_concerns(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Decide on the concerns about one statement."""
    view = found_conversation(conversation_id, now())
    decision = request.POST.get("decision", "")[:20]
    ruling = ConcernRuling(
        _number(request.POST.get("statement", "")),
        decision,
        request.POST.get(f"reason-{decision}", "")[:40],
        known_as(view.id, request),
    )

    def act() -> None:
        decide_concerns(
            log=Log.objects.get(),
            conversation=view.id,
            ruling=ruling,
            acting=acting(request),
            now=now(),
        )

    return done(request, view, act)


def _keep(view: ConversationView, raised: Concern, typed: str, *, taken_back: bool) -> None:
    """Enter ``raised``, unless something was in ``typed`` that had to be taken out of it."""
    faults = () if taken_back else concern_faults(raised.reason, typed)
    if faults:
        raise RefusedError(faults)
    raise_concern(log=Log.objects.get(), conversation=view.id, concern=raised, now=now())


def _own(request: HttpRequest, view: ConversationView) -> Mapping[int, OwnConcern]:
    who = known_as(view.id, request)
    return own_concerns(view.id, who) if who else {}


def _concern_page(
    request: HttpRequest,
    view: ConversationView,
    number: int,
    typed: Mapping[str, str],
    faults: Sequence[str] = (),
) -> HttpResponse:
    lines = [line for line in shown_statements(view) if line.number == number]
    own = _own(request, view)
    context = {
        "view": view,
        "line": next(iter(in_words_of(lines, view.id, active_language().tag)), None),
        "raised": own.get(number),
        "own": [one for one in own if one != number],
        "reasons": [(key, voice(active_language()).say(said)) for key, said in REASONS.items()],
        "typed": typed,
        "faults": faults,
        "longest": LONGEST_CONCERN,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return personal(render(request, "dialogue/concern.html", context, status=status))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
