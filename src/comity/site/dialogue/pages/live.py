"""Pages of a live conversation: one statement at a time, all of them, one's own, a new one.

Everything works without script. What is done is posted below ``do/`` and answered by leading to a
page again, so that loading a page twice does nothing twice.
"""

import secrets
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from comity.dialogue import LONGEST_STATEMENT, statement_faults
from comity.fault import N_, FaultKind, Place, RefusedError
from comity.language import clean_text
from comity.site.dialogue.actions import (
    Sent,
    Voting,
    Written,
    cast_votes,
    submit_statement,
)
from comity.site.dialogue.answers import come_back, found_conversation, number_in
from comity.site.dialogue.ballot_box import ComeBack, NotKnownError
from comity.site.dialogue.box import ballot_box
from comity.site.dialogue.browser import (
    came_by,
    new_token,
    propensity_in,
    remember,
    remember_region,
    token_of,
)
from comity.site.dialogue.models import random_key
from comity.site.dialogue.once import once_of
from comity.site.dialogue.pages.question import last_vote, lines_of
from comity.site.dialogue.queries import (
    AppealLine,
    ConversationView,
    OwnStatement,
    StatementLine,
    Trail,
    appeals_of,
    asked_in,
    ballots_cast,
    conversation_by_code,
    has_conversation,
    live_results,
    own_statements,
    participation_rule,
    trails_of,
    votes_of,
)
from comity.site.dialogue.voters import kept_as, known_as, refuse_another, voter_of, voting_tier
from comity.site.record.intake import intake_of
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.kept import keeps
from comity.site.ui.languages import LANGUAGES, active_language, preferred_language
from comity.site.ui.paging import page_of, rows_of
from comity.site.ui.personal import personal
from comity.site.ui.refusal import fault_words, refused_page

__all__ = ["ballot", "cast", "join", "mine", "send", "short", "suggest"]

VOTE: Final = "vote-"
MARK: Final = "mark-"
PATIENCE: Final = 30
ROWS: Final = 50
"""Statements on one page: what slow lines can bear, and fewer than are taken in one go."""

NOT_NOW: Final = FaultKind(
    "dialogue.statement_later",
    N_("the site cannot take your statement just now"),
    N_("what it takes it keeps, and there is no room for more at the moment"),
    N_("Send it again in {seconds} seconds. Nothing of it was lost: it stands below."),
)


@require_safe
def ballot(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show every statement with what this browser voted on it, to vote in one go or change."""
    view = found_conversation(conversation_id, now())
    known = known_as(view.id, request)
    voted = votes_of(view, known) if known else {}
    lines = lines_of(view)
    number, pages = _ballot_page(request, lines)
    context = {
        "view": view,
        "asked": asked_in(view, active_language().tag),
        "lines": [(line, voted.get(line.number)) for line in rows_of(lines, number, ROWS)],
        "voted": len(voted),
        "tier": voting_tier(view.id, request),
        "kept": last_vote(request, voted) is not None,
        "page": number,
        "pages": pages,
    }
    return personal(render(request, "dialogue/ballot.html", context))


@require_safe
def mine(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Show what this browser voted, beside how all stand, and sent; nobody else sees it."""
    view = found_conversation(conversation_id, now())
    who = known_as(view.id, request)
    voted = votes_of(view, who) if who else {}
    found = live_results(view.id) if voted and view.terms.live else None
    cells = found.by_statement if found else {}
    lines = [
        (line, voted[line.number], cells.get(line.number))
        for line in lines_of(view)
        if line.number in voted
    ]
    number, pages = page_of(request, len(lines), ROWS)
    context = {
        "view": view,
        "asked": asked_in(view, active_language().tag),
        "lines": rows_of(lines, number, ROWS),
        "page": number,
        "pages": pages,
        "own": _own(view, who),
        "tier": voting_tier(view.id, request),
        "live": found is not None,
        "ballots": [
            seq for name in kept_as(view.id, request) for seq in ballots_cast(view.id, name)
        ],
    }
    response = personal(render(request, "dialogue/mine.html", context))
    # One's own votes: said to caches that know no-store and to those that only know private.
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def suggest(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Ask for a statement."""
    view = found_conversation(conversation_id, now())
    language = active_language().tag
    return personal(_suggestion(request, view, _form("", language, secrets.token_hex(16))))


@keeps()
@require_POST
def cast(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Keep the vote or votes of this browser, then lead to what comes next."""
    token = token_of(request) or new_token()
    who = _voter(conversation_id, request, token)
    back = _page(request, conversation_id)
    votes = tuple(_written(request, conversation_id))
    region = came_by(request, conversation_id)
    voting = Voting(conversation_id, who, votes, now(), active_language().tag, region)
    try:
        refuse_another(request, who)
        done = cast_votes(
            box=ballot_box(), intake=intake_of(settings.COMITY.key_file), voting=voting
        )
    except RefusedError as error:
        return refused_page(request, error.faults, back=back, status=HTTPStatus.CONFLICT)
    except NotKnownError:
        return come_back(request, back, PATIENCE)
    if isinstance(done, ComeBack):
        return come_back(request, back, done.seconds)
    if done.faults:
        response = refused_page(request, done.faults, back=back)
    else:
        last = next(reversed(done.kept), None)
        # Not a redirect of Django's, which takes the address apart again: it is one of ours.
        response = HttpResponse(status=HTTPStatus.SEE_OTHER)
        response.headers["Location"] = back if last is None else f"{back}?voted={last}#vote"
    remember(response, token)
    return response


@keeps("statement")
@require_POST
def send(request: HttpRequest, conversation_id: str) -> HttpResponse:
    """Take a statement: show it to be checked first, then keep it."""
    view = found_conversation(conversation_id, now())
    typed = request.POST.get("statement", "")
    form = _form(clean_text(typed).text.strip(), request.POST.get("language", ""), once_of(request))
    token = token_of(request) or new_token()
    if request.POST.get("step") == "change":
        return personal(_suggestion(request, view, form))
    away = ballot_box().away()
    if away is not None:
        return _not_now(request, view, form, away.seconds)
    sent = Sent(voter_of(view.id, request, token), form["text"], form["written_in"], form["once"])
    try:
        _check_or_keep(request, view, sent, typed)
    except RefusedError as error:
        faults = fault_words(error.faults)
        return personal(_suggestion(request, view, form, faults))
    if request.POST.get("step") != "send":
        # A token of its own for each text that was checked: what is changed is another statement.
        context = {"view": view, **form, "once": random_key()}
        return personal(render(request, "dialogue/check_statement.html", context))
    response = HttpResponseRedirect(reverse("conversation-mine", args=[view.id]))
    response.status_code = HTTPStatus.SEE_OTHER
    remember(response, token)
    return response


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """Lead to the conversation with the short code that was typed, or ask again."""
    code = request.GET.get("code", "")[:40]
    found = conversation_by_code(code) if code else None
    if found is not None:
        return HttpResponseRedirect(reverse("conversation", args=[found]))
    return render(request, "dialogue/join.html", {"code": code})


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from the short address to the conversation, in the language the browser asks for."""
    found = conversation_by_code(code)
    if found is None:
        raise Http404
    language = preferred_language(request).code
    response = HttpResponseRedirect(f"/{language}/dialogue/conversations/{found}/")
    region = request.GET.get("region", "")
    if region in participation_rule().regions:
        remember_region(response, found, region)
    patch_vary_headers(response, ("Accept-Language",))
    return response


def _own(
    view: ConversationView, who: str
) -> Sequence[tuple[OwnStatement, AppealLine | None, Trail | None]]:
    """Return what ``who`` sent, each with its appeal, if there is one, and its steps."""
    if not who:
        return ()
    appeals, steps = appeals_of(view.id, who), trails_of(view.id, who)
    return [
        (one, appeals.get(one.line.number), steps.get(one.line.number))
        for one in own_statements(view, who)
    ]


def _voter(conversation_id: str, request: HttpRequest, token: str) -> str:
    """Return the pseudonym of who votes; raise ``Http404`` where there is no such conversation."""
    # Neither the whole view nor a query: who votes waits for the vote alone. Each has a key.
    try:
        return voter_of(conversation_id, request, token)
    except (RefusedError, ValueError):
        if has_conversation(conversation_id):
            raise
        raise Http404 from None


def _page(request: HttpRequest, conversation_id: str) -> str:
    name = "conversation-ballot" if request.POST.get("from") == "ballot" else "conversation"
    return _address(name, conversation_id, active_language().code)


@lru_cache(maxsize=512)
def _address(name: str, conversation_id: str, language: str) -> str:  # noqa: ARG001 - it tells apart
    """Return the address of a page in the language that is active, looked up once."""
    return reverse(name, args=[conversation_id])


def _written(request: HttpRequest, conversation_id: str) -> Sequence[Written]:
    """Return the votes a form sent: one with its mark, or several from the list."""
    if "vote" in request.POST:
        statement = request.POST.get("statement", "")
        mark = propensity_in(request.POST.get("mark", ""), conversation_id, statement)
        return [Written(statement, request.POST["vote"], mark)]
    chosen = [name.removeprefix(VOTE) for name in request.POST if name.startswith(VOTE)]
    return [
        Written(
            one,
            request.POST[f"{VOTE}{one}"],
            # Only one that waited in the browser since it was drawn has a mark.
            propensity_in(request.POST.get(f"{MARK}{one}", ""), conversation_id, one),
        )
        for one in chosen
    ]


def _ballot_page(request: HttpRequest, lines: Sequence[StatementLine]) -> tuple[int, int]:
    """Return which page of ``lines`` is asked for, and how many there are.

    It is asked for by its number, or by a statement on it.
    """
    number, pages = page_of(request, len(lines), ROWS)
    named = number_in(request.GET.get("statement", request.GET.get("voted", "")))
    places = [place for place, line in enumerate(lines) if line.number == named]
    if places and "page" not in request.GET:
        number = places[0] // ROWS + 1
    return number, pages


def _form(text: str, language: str, once: str) -> dict[str, str]:
    return {"text": text, "written_in": language, "once": once}


def _check_or_keep(request: HttpRequest, view: ConversationView, sent: Sent, typed: str) -> None:
    """Keep ``sent`` where the person has checked it; else only look for faults in ``typed``."""
    if request.POST.get("step") == "send":
        submit_statement(log=Log.objects.get(), conversation=view.id, sent=sent, now=now())
        wake()
        return
    faults = statement_faults(typed, sent.language)
    if faults:
        raise RefusedError(faults)


def _not_now(
    request: HttpRequest, view: ConversationView, form: dict[str, str], seconds: int
) -> HttpResponse:
    """Ask to send the statement later; what was typed stands in the form."""
    said = fault_words([NOT_NOW.at(Place("statement"), seconds=seconds)])
    response = _suggestion(request, view, form, said)
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(seconds)
    return personal(response)


def _suggestion(
    request: HttpRequest, view: ConversationView, form: dict[str, str], faults: Sequence[str] = ()
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    context = {
        "view": view,
        "faults": faults,
        "longest": LONGEST_STATEMENT,
        "tongues": [(one.tag, one.endonym) for one in LANGUAGES.values()],
        **form,
    }
    return render(request, "dialogue/suggest.html", context, status=status)
