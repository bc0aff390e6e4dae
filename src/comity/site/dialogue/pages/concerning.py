"""Pages of concerns about statements: people who vote raise them."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.dialogue import LONGEST_CONCERN, REASONS, concern_faults
from comity.language import clean_text
from comity.render import voice
from comity.site.dialogue.actions import Concern, raise_concern
from comity.site.dialogue.answers import found_conversation, number_in
from comity.site.dialogue.pages.saying import said_page, take
from comity.site.dialogue.queries import (
    ConversationView,
    OwnConcern,
    in_words_of,
    own_concerns,
    shown_statements,
)
from comity.site.dialogue.voters import known_as
from comity.site.record.models import Log
from comity.site.ui.kept import keeps
from comity.site.ui.languages import active_language

__all__ = ["concern", "concern_form"]

PAGE: Final = "conversation-concern-form"


@require_safe
def concern_form(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Ask what is wrong with a statement, or show what one has raised about it."""
    view = found_conversation(conversation_id, now())
    number = number_in(request.GET.get("statement", ""))
    raised = _own(request, view).get(number)
    typed = {"reason": raised.reason, "text": raised.text} if raised else {}
    return _concern_page(request, view, number, typed)


@keeps("text")
@require_POST
def concern(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Keep what this browser raises about a statement, or take it back."""
    view = found_conversation(conversation_id, now())
    number, typed = number_in(request.POST.get("statement", "")), request.POST.get("text", "")
    taken_back = request.POST.get("step") == "take-back"
    reason = "" if taken_back else request.POST.get("reason", "")[:40]
    text = "" if taken_back else clean_text(typed).text.strip()

    def keep() -> None:
        raised = Concern(known_as(view.id, request), number, reason, text)
        raise_concern(log=Log.objects.get(), conversation=view.id, concern=raised, now=now())

    def again(faults: Sequence[str]) -> HttpResponse:
        return _concern_page(request, view, number, {"reason": reason, "text": text}, faults)

    back = f"{reverse(PAGE, args=[view.id])}?statement={number}"
    return take(request, back, keep, again, () if taken_back else concern_faults(reason, typed))


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
        "longest": LONGEST_CONCERN,
    }
    return said_page(request, "dialogue/concern.html", context, faults)
