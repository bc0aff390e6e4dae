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

from comity.dialogue import ANONYMOUS, terms_faults
from comity.fault import Fault, RefusedError
from comity.language import clean_text
from comity.site.dialogue.actions import OPEN, SEED, Opening, open_with_statements
from comity.site.dialogue.filled import FIELDS, filled_like, filled_terms, offered_rules
from comity.site.dialogue.models import random_key
from comity.site.dialogue.once import once_of
from comity.site.dialogue.queries import conversation_with, shown_statements
from comity.site.dialogue.seeds import Seeds, seed_faults, seeds_in, written_seeds
from comity.site.dialogue.sent_list import SentList, sent_list
from comity.site.dialogue.voters import tier_rule
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
TICKED: Final = ("languages", "tiers")


@require_safe
def opening(request: HttpRequest) -> HttpResponse:
    """Ask for what is fixed when a conversation opens; ``like`` begins from an earlier one."""
    try:
        require(acting(request), act=OPEN, at=now())
    except RefusedError as error:
        back = reverse("dialogue")
        return refused_page(request, error.faults, back=back, status=HTTPStatus.FORBIDDEN)
    return _form(request, _earlier(request.GET.get("like", "")) or _blank())


@keeps("title", "question", "benefit", "risk", "statements")
@require_POST
def open_it(request: HttpRequest) -> HttpResponse:
    """Show what was filled in to be checked, then open the conversation with its statements."""
    filled, sent = _filled(request)
    step = request.POST.get("step")
    if step == "change":
        return _form(request, filled)
    if acting(request) is None:
        return to_sign_in_keeping(request)
    try:
        filled["statements"] = sent.after(filled["statements"], filled["language"])
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


def _blank() -> dict[str, str]:
    """Return the form as it is first shown: everybody, all languages, protected ballots."""
    blank = dict.fromkeys(FILLED, "") | {"language": active_language().tag, "live": "live"}
    every = " ".join(one.tag for one in LANGUAGES.values())
    who = {"tiers": ANONYMOUS, "tier": ANONYMOUS, "languages": every}
    return blank | who | {"ballots": "protected", "moderation": "before"}


def _earlier(conversation: str) -> dict[str, str] | None:
    """Return the form as the conversation with this id was opened, with what is voted on in it."""
    view = conversation_with(conversation, now()) if conversation else None
    if view is None:
        return None
    shown = [(one.text, one.language) for one in shown_statements(view)]
    statements = written_seeds(shown, view.terms.language)
    return {**filled_like(view.terms), "statements": statements}


def _filled(request: HttpRequest) -> tuple[dict[str, str], SentList]:
    """Return what was filled in, each field as words, and the list that was sent as a file."""
    told = {name: " ".join(request.POST.getlist(name)) for name in TICKED}
    told |= {name: request.POST.get(name, "") for name in FILLED if name not in TICKED}
    return {name: clean_text(each).text.strip() for name, each in told.items()}, sent_list(request)


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
    ticked = {name: filled[name].split() for name in TICKED}
    context = {"filled": filled, "tongues": tongues, "faults": fault_words(faults)}
    context |= {"ticked": ticked, "tiers": tier_rule().names, "rules": offered_rules()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return personal(render(request, "dialogue/opening.html", context, status=status))
