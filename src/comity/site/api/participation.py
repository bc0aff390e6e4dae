"""Taking part without signing in: join by code, vote, suggest, and see what is one's own.

Votes go into the same box as those of the pages, under the same budgets.
"""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja import Header, Schema

from comity.dialogue import statement_faults
from comity.fault import N_, Fault, FaultKind, Place
from comity.language import clean_text
from comity.render import fault_parts
from comity.site.api import sendings, shapes
from comity.site.api.answered import HEADER, KEY, Once, answered_once, once_token
from comity.site.api.callers import VoterToken, voter
from comity.site.api.problems import problem, wrong
from comity.site.api.public import ERRORS, Name, router
from comity.site.dialogue.actions import Cast, Sent, Voting, Written, cast_votes, submit_statement
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.ballot_box import ComeBack, NotKnownError
from comity.site.dialogue.box import ballot_box
from comity.site.dialogue.browser import has_key, new_token, pseudonym
from comity.site.dialogue.queries import (
    ballots_cast,
    conversation_by_code,
    has_conversation,
    languages_of,
    own_statements,
    votes_of,
)
from comity.site.dialogue.receipt_files import receipt_files
from comity.site.record.intake import intake_of
from comity.site.record.models import Log
from comity.site.record.sequencing import wake
from comity.site.ui.languages import active_language

__all__ = ["OnceKey", "as_json", "router"]

NO_LANGUAGE: Final = FaultKind(
    "api.vote_language",
    N_("“{language}” is no language of this conversation"),
    N_("votes may name the language in which their statements were read"),
    N_("Give one of its languages, or none. None of these votes was kept."),
)
VOTERS: Final = VoterToken()
PATIENCE: Final = 30
OnceKey = Annotated[str, Header(alias=HEADER, pattern=KEY, description="new for each act")]


@router.post("/join", response={200: shapes.Begun, **ERRORS})
def join(request: HttpRequest, body: sendings.Join) -> shapes.Begun:  # noqa: ARG001 - ninja's form
    """Find the conversation of a short code or link, and get a voter's token for it."""
    link = re.search(r"/c/([^/?#]+)", body.code)
    conversation = conversation_by_code(link.group(1) if link else body.code)
    if conversation is None:
        raise Http404
    return shapes.Begun(conversation=conversation, voter=new_token())


@router.get(
    "/conversations/{conversation}/mine", auth=VOTERS, response={200: shapes.Mine, **ERRORS}
)
def read_mine(request: HttpRequest, conversation: Name) -> shapes.Mine:
    """Return what the bearer of a voter's token voted and sent; nobody else is told."""
    view = found_conversation(conversation, now())
    if not has_key(view.id):
        return shapes.Mine(votes=[], statements=[])
    who = pseudonym(view.id, voter(request))
    own = own_statements(view, who)
    return shapes.Mine(
        votes=_votes(votes_of(view, who)),
        statements=[
            shapes.OwnStatement(
                number=one.line.number,
                text=one.line.text,
                language=one.line.language,
                state=one.state,
                reason=one.reason,
            )
            for one in own
        ],
    )


@router.get(
    "/conversations/{conversation}/receipts", auth=VOTERS, response={200: shapes.Receipts, **ERRORS}
)
def read_receipts(request: HttpRequest, conversation: Name) -> shapes.Receipts:
    """Return the receipts of all votes of the bearer of a voter's token, by names for files."""
    view = found_conversation(conversation, now())
    who = pseudonym(view.id, voter(request)) if has_key(view.id) else ""
    seqs = ballots_cast(view.id, who) if who else ()
    files = receipt_files(view.id, seqs) if seqs else {}
    return shapes.Receipts(files={name: data.decode() for name, data in files.items()})


@router.post(
    "/conversations/{conversation}/votes", auth=VOTERS, response={200: shapes.Kept, **ERRORS}
)
def cast(
    request: HttpRequest, conversation: Name, body: sendings.Ballots, once: OnceKey
) -> HttpResponse:
    """Keep votes; one that cannot be kept costs only itself and is named."""
    if not has_conversation(conversation):
        raise Http404
    if body.language and body.language not in languages_of(conversation):
        return problem([NO_LANGUAGE.at(Place("language"), language=body.language)])
    written = tuple(Written(str(one.statement), str(one.vote)) for one in body.votes)

    def act() -> HttpResponse:
        who = pseudonym(conversation, voter(request))
        voting = Voting(conversation, who, written, now(), body.language)
        return _kept(_in_box(voting))

    return _once_for(request, once, act)


@router.post(
    "/conversations/{conversation}/statements", auth=VOTERS, response={200: shapes.Taken, **ERRORS}
)
def suggest(
    request: HttpRequest, conversation: Name, body: sendings.Suggestion, once: OnceKey
) -> HttpResponse:
    """Send a statement. It is shown once a moderator has accepted it, or at once, by the terms."""
    view = found_conversation(conversation, now())

    def act() -> HttpResponse:
        away = ballot_box().away()
        if away is not None:
            return come_back(away.seconds)
        faults = statement_faults(body.text, body.language)
        if faults:
            return problem(faults, HTTPStatus.UNPROCESSABLE_ENTITY)
        text = clean_text(body.text).text.strip()
        token = once_token(f"{view.id} {voter(request)}", once)
        sent = Sent(pseudonym(view.id, voter(request)), text, body.language, token)
        number = submit_statement(log=Log.objects.get(), conversation=view.id, sent=sent, now=now())
        wake()
        return as_json(shapes.Taken(number=number, state="waiting"))

    return _once_for(request, once, act)


def come_back(seconds: int) -> HttpResponse:
    """Return the answer that asks to come back in a while."""
    response = problem([wrong(503, seconds=seconds)])
    response.headers["Retry-After"] = str(seconds)
    return response


def as_json(shape: Schema) -> HttpResponse:
    """Return ``shape`` as the body of an answer."""
    return HttpResponse(shape.model_dump_json(), content_type="application/json")


def told(faults: tuple[Fault, ...]) -> list[shapes.Fault]:
    """Return each fault in the language of the request."""
    language = active_language()
    parts = [(one.code, *fault_parts(one, language)) for one in faults]
    names = ("kind", "place", "found", "rule", "remedy")
    return [shapes.Fault(**dict(zip(names, one, strict=True))) for one in parts]


def _once_for(request: HttpRequest, once: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    sent = Once(f"voter {voter(request)}", once)
    return answered_once(request, sent, now=now(), act=act)


def _in_box(voting: Voting) -> Cast | ComeBack:
    try:
        return cast_votes(
            box=ballot_box(), intake=intake_of(settings.COMITY.key_file), voting=voting
        )
    except NotKnownError:
        return ComeBack(PATIENCE, "not known")


def _kept(done: Cast | ComeBack) -> HttpResponse:
    if isinstance(done, ComeBack):
        return come_back(done.seconds)
    if not done.kept:
        return problem(done.faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    return as_json(
        shapes.Kept(
            kept=_votes(done.kept),
            faults=told(done.faults),
            note=done.note.decode(),
            in_record_by=done.by,
        )
    )


def _votes(kept: Mapping[int, int]) -> list[sendings.Vote]:
    return [sendings.Vote(statement=statement, vote=vote) for statement, vote in kept.items()]
