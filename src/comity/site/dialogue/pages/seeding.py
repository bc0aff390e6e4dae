"""The page on which the organisation adds statements of its own to a conversation that is open."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.dialogue import OVER, statement_faults
from comity.fault import Fault, Place, RefusedError, refuse
from comity.language import clean_text
from comity.site.dialogue.actions import SEED, seed_statements
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.models import random_key
from comity.site.dialogue.once import once_of
from comity.site.dialogue.queries import ConversationView
from comity.site.dialogue.seeds import Seeds, seed_faults, seeds_in
from comity.site.dialogue.sent_list import sent_list
from comity.site.members.answers import to_sign_in_keeping
from comity.site.members.permissions import require
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.kept import keeps
from comity.site.ui.languages import LANGUAGES
from comity.site.ui.personal import personal
from comity.site.ui.refusal import fault_words, refused_page

__all__ = ["add_seeds", "seeding"]

FIELDS: Final = ("statements", "language")
OFFICE: Final = "conversation-office"


@require_safe
def seeding(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Ask for statements of the organisation's own."""
    view = found_conversation(conversation_id, now())
    try:
        _refuse_who_may_not(request, view)
    except RefusedError as error:
        back = reverse(OFFICE, args=[view.id])
        answer = refused_page(request, error.faults, back=back, status=HTTPStatus.FORBIDDEN)
        return personal(answer)
    return _form(request, view, {"statements": "", "language": view.terms.language})


@keeps("statements")
@require_POST
def add_seeds(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show the statements to be checked, then add them."""
    view = found_conversation(conversation_id, now())
    filled = {name: clean_text(request.POST.get(name, "")).text.strip() for name in FIELDS}
    step = request.POST.get("step")
    if step == "change":
        return _form(request, view, filled)
    if acting(request) is None:
        return to_sign_in_keeping(request)
    try:
        filled["statements"] = sent_list(request).after(filled["statements"], filled["language"])
        seeds = seeds_in(filled["statements"], filled["language"])
        _refuse_who_may_not(request, view)
        _refuse_faults(seeds, filled)
        if step != "add":
            context = {"view": view, "seeds": seeds, "filled": filled, "once": random_key()}
            return personal(render(request, "dialogue/check_seeds.html", context))
        _add(request, view, seeds)
    except RefusedError as error:
        return _form(request, view, filled, error.faults)
    wake()
    response = HttpResponseRedirect(reverse(OFFICE, args=[view.id]))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _add(request: HttpRequest, view: ConversationView, seeds: Seeds) -> None:
    seed_statements(
        log=Log.objects.get(),
        conversation=view.id,
        statements=seeds,
        acting=acting(request),
        now=now(),
        once=once_of(request),
    )


def _refuse_who_may_not(request: HttpRequest, view: ConversationView) -> None:
    require(acting(request), act=SEED, at=now())
    if not view.seeds:
        raise refuse(OVER.at(Place(view.symbol)))


def _refuse_faults(seeds: Seeds, filled: Mapping[str, str]) -> None:
    faults = seed_faults(seeds) if seeds else statement_faults("", filled["language"])
    if faults:
        raise RefusedError(faults)


def _form(
    request: HttpRequest,
    view: ConversationView,
    filled: Mapping[str, str],
    faults: Sequence[Fault] = (),
) -> HttpResponse:
    tongues = [(one.tag, one.endonym) for one in LANGUAGES.values()]
    context = {"view": view, "filled": filled, "tongues": tongues, "faults": fault_words(faults)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return personal(render(request, "dialogue/seeds.html", context, status=status))
