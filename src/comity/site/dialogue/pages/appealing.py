"""Pages of appeals: an author asks that another person look, and a moderator decides."""

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.dialogue import LONGEST_APPEAL, appeal_faults
from comity.fault import RefusedError
from comity.language import clean_text
from comity.site.dialogue.actions import Appealed, AppealRuling, appeal_rejection, decide_appeal
from comity.site.dialogue.answers import come_back, found_conversation
from comity.site.dialogue.box import ballot_box
from comity.site.dialogue.browser import known_as
from comity.site.dialogue.pages.running import done
from comity.site.dialogue.queries import ConversationView, appeals_of, own_statements
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.kept import keeps
from comity.site.ui.personal import personal
from comity.site.ui.refusal import fault_words

__all__ = ["appeal", "appeal_form", "judge"]


@require_safe
def appeal_form(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Ask why the rejection of one's own statement should be looked at again."""
    view = found_conversation(conversation_id, now())
    return _appeal_page(request, view, _number(request.GET.get("statement", "")), "")


@keeps("appeal")
@require_POST
def appeal(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Take an appeal from the browser that sent the statement."""
    view = found_conversation(conversation_id, now())
    away = ballot_box().away()
    mine = reverse("conversation-mine", args=[view.id])
    if away is not None:
        return personal(come_back(request, mine, away.seconds))
    typed, number = request.POST.get("appeal", ""), _number(request.POST.get("statement", ""))
    sent = Appealed(known_as(view.id, request), number, clean_text(typed).text.strip())
    try:
        _keep(view, sent, typed)
    except RefusedError as error:
        return _appeal_page(request, view, number, sent.text, fault_words(error.faults))
    wake()
    response = HttpResponseRedirect(f"{mine}#s{number}")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@require_POST
def judge(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Decide on one appeal that waits."""
    view = found_conversation(conversation_id, now())
    outcome = request.POST.get("outcome", "")[:20]
    ruling = AppealRuling(
        _number(request.POST.get("statement", "")),
        outcome,
        request.POST.get(f"reason-{outcome}", "")[:40],
        known_as(view.id, request),
    )

    def act() -> None:
        decide_appeal(
            log=Log.objects.get(),
            conversation=view.id,
            ruling=ruling,
            acting=acting(request),
            now=now(),
        )

    return done(request, view, act)


def _keep(view: ConversationView, sent: Appealed, typed: str) -> None:
    """Enter ``sent``, unless something was in ``typed`` that had to be taken out of it."""
    faults = appeal_faults(typed)
    if faults:
        raise RefusedError(faults)
    appeal_rejection(log=Log.objects.get(), conversation=view.id, appealed=sent, now=now())


def _appeal_page(
    request: HttpRequest,
    view: ConversationView,
    number: int,
    text: str,
    faults: Sequence[str] = (),
) -> HttpResponse:
    who = known_as(view.id, request)
    own = [one for one in own_statements(view, who) if one.line.number == number] if who else []
    fits = [one for one in own if one.state == "rejected" and one.line.text]
    context = {
        "view": view,
        "one": fits[0] if fits and view.decides else None,
        "there": number in appeals_of(view.id, who) if who else False,
        "text": text,
        "faults": faults,
        "longest": LONGEST_APPEAL,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return personal(render(request, "dialogue/appeal.html", context, status=status))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
