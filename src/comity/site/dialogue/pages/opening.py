"""The page on which somebody with a mandate opens a conversation: filled in, checked, opened."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.dialogue import terms_faults
from comity.fault import Fault, RefusedError
from comity.language import clean_text
from comity.site.dialogue.actions import OPEN, SEED, Opening, open_with_statements
from comity.site.dialogue.filled import FIELDS, filled_terms
from comity.site.dialogue.models import random_key
from comity.site.dialogue.once import once_of
from comity.site.dialogue.seeds import Seeds, seed_faults, seeds_in
from comity.site.members.answers import to_sign_in_keeping
from comity.site.members.permissions import require
from comity.site.members.queries import acting
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.kept import keeps
from comity.site.ui.languages import LANGUAGES, active_language
from comity.site.ui.personal import personal
from comity.site.ui.refusal import fault_words, refused_page

__all__ = ["open_it", "opening"]

FILLED: Final = (*FIELDS, "statements")


@require_safe
def opening(request: HttpRequest) -> HttpResponse:
    """Ask for what is fixed when a conversation opens."""
    try:
        require(acting(request), act=OPEN, at=now())
    except RefusedError as error:
        back = reverse("dialogue")
        return refused_page(request, error.faults, back=back, status=HTTPStatus.FORBIDDEN)
    blank = dict.fromkeys(FILLED, "") | {"language": active_language().tag}
    return _form(request, blank | {"ballots": "protected", "moderation": "before", "live": "live"})


@keeps("title", "question", "benefit", "risk", "statements")
@require_POST
def open_it(request: HttpRequest) -> HttpResponse:
    """Show what was filled in to be checked, then open the conversation with its statements."""
    filled = {name: clean_text(request.POST.get(name, "")).text.strip() for name in FILLED}
    step = request.POST.get("step")
    if step == "change":
        return _form(request, filled)
    if acting(request) is None:
        return to_sign_in_keeping(request)
    try:
        terms, seeds = (
            filled_terms(filled, now()),
            seeds_in(filled["statements"], filled["language"]),
        )
        _refuse_who_may_not(request, seeds)
        _refuse_any([*terms_faults(terms, now()), *seed_faults(seeds)])
        if step != "open":
            # A token of its own for each text that was checked: what is changed opens another.
            context = {"terms": terms, "seeds": seeds, "filled": filled, "once": random_key()}
            return personal(render(request, "dialogue/check_opening.html", context))
        found = _open(request, Opening(terms, seeds, once_of(request)))
    except RefusedError as error:
        return _form(request, filled, error.faults)
    wake()
    response = HttpResponseRedirect(reverse("conversation-office", args=[found]))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _open(request: HttpRequest, opening: Opening) -> str:
    return open_with_statements(
        log=Log.objects.get(),
        opening=opening,
        acting=acting(request),
        keys=settings.COMITY.pseudonym_folder,
        now=now(),
    )


def _refuse_who_may_not(request: HttpRequest, seeds: Seeds) -> None:
    """Ask for all that is needed, before somebody checks what they could not open after all."""
    for act in (OPEN, SEED) if seeds else (OPEN,):
        require(acting(request), act=act, at=now())


def _refuse_any(faults: Sequence[Fault]) -> None:
    if faults:
        raise RefusedError(faults)


def _form(
    request: HttpRequest, filled: Mapping[str, str], faults: Sequence[Fault] = ()
) -> HttpResponse:
    tongues = [(one.tag, one.endonym) for one in LANGUAGES.values()]
    context = {"filled": filled, "tongues": tongues, "faults": fault_words(faults)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return personal(render(request, "dialogue/opening.html", context, status=status))
