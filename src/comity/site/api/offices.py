"""What people with a mandate do by a token: see what waits, decide, add statements, close.

The actions are those of the pages, and they ask for the mandate again. Nothing is signed off here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja import Query, Router, Schema

from comity.dialogue import statement_faults
from comity.fault import N_, FaultKind, Place, refuse
from comity.language import clean_text
from comity.site.api import sendings, shapes
from comity.site.api.answered import Once, answered_once, once_token
from comity.site.api.callers import TokenBearer, holder
from comity.site.api.cursors import after, pointing_to
from comity.site.api.participation import OnceKey, as_json
from comity.site.api.problems import problem
from comity.site.api.public import ERRORS, Index, Name
from comity.site.api.tokens import Holder
from comity.site.dialogue.actions import (
    CLOSE,
    MODERATE,
    SEED,
    Ruling,
    begin_closing,
    close_conversation,
    moderate_statement,
    see_alarms,
    seed_statements,
)
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.queries import waiting_statements
from comity.site.dialogue.voters import account_names
from comity.site.members.permissions import require
from comity.site.members.queries import acting_as
from comity.site.record.models import Log
from comity.site.record.sequencing import sequence_now, wake

__all__ = ["Deciding", "decided", "done_once", "router"]

router: Final = Router(auth=TokenBearer())

SIGNING: Final = FaultKind(
    "api.signing",
    N_("a program asks to sign off a report"),
    N_("what is published is signed off by a person who has read it; a token never signs"),
    N_("Sign in, open the draft of the report in its office, read it and sign it there."),
)


@dataclass(frozen=True, slots=True)
class Deciding:
    """A kind of decision on a statement: its act, and the action that enters it."""

    act: str
    decide: Callable[..., object]


MODERATION: Final = Deciding(MODERATE, moderate_statement)


@router.get("/me", response={200: shapes.Me, **ERRORS})
def read_me(request: HttpRequest) -> shapes.Me:
    """Return for whom this token acts, by which mandate, and what it is for."""
    found: Holder = vars(request)["auth"]
    (mandate,) = found.acting.mandates
    return shapes.Me(
        person=found.acting.person,
        name=found.acting.name,
        role=str(mandate.role),
        mandate=mandate.id,
        until=mandate.end,
        scope=sorted(found.scope),
    )


@router.get("/conversations/{conversation}/waiting", response={200: shapes.Waiting, **ERRORS})
def list_waiting(
    request: HttpRequest, conversation: Name, paging: Query[sendings.Paging]
) -> shapes.Waiting:
    """Return what waits for a decision, the oldest first, for who may decide on it."""
    view = found_conversation(conversation, now())
    require(holder(request).acting, act=MODERATE, at=now())
    name = f"waiting/{view.id}"
    start = int(after(name, paging.cursor) or 0)
    found = waiting_statements(view, start, paging.limit + 1) if view.decides else ()
    items = [
        shapes.WaitingStatement(
            number=one.line.number,
            text=one.line.text,
            language=one.line.language,
            day=one.day.isoformat(),
        )
        for one in found[: paging.limit]
    ]
    more = len(found) > paging.limit
    following = pointing_to(name, str(start + paging.limit)) if more else None
    return shapes.Waiting(items=items, next=following)


@router.post(
    "/conversations/{conversation}/statements/{number}/decision",
    response={200: shapes.Taken, **ERRORS},
)
def decide(
    request: HttpRequest,
    conversation: Name,
    number: Index,
    body: sendings.Decision,
    once: OnceKey,
) -> HttpResponse:
    """Accept or reject a statement that waits, as an official act."""
    ruling = Ruling(number, body.decision, body.reason)
    answer = shapes.Taken(number=number, state=body.decision)
    return decided(request, conversation, once, MODERATION, (ruling, answer))


@router.post("/conversations/{conversation}/seeds", response={200: shapes.Seeded, **ERRORS})
def seed(
    request: HttpRequest, conversation: Name, body: sendings.Seeds, once: OnceKey
) -> HttpResponse:
    """Add statements of the organisation's own: all of them or none."""
    who = holder(request, SEED)
    view = found_conversation(conversation, now())

    def act() -> HttpResponse:
        require(who.acting, act=SEED, at=now())
        sent = [(one.text, one.language) for one in body.statements]
        faults = [fault for text, language in sent for fault in statement_faults(text, language)]
        if faults:
            return problem(faults, HTTPStatus.UNPROCESSABLE_ENTITY)
        numbers = seed_statements(
            log=Log.objects.get(),
            conversation=view.id,
            statements=[(clean_text(text).text.strip(), language) for text, language in sent],
            acting=who.acting,
            now=now(),
            once=once_token(f"{view.id} {who.token}", once),
        )
        transaction.on_commit(wake)
        return as_json(shapes.Seeded(numbers=list(numbers)))

    return done_once(request, once, who, act)


@router.post("/conversations/{conversation}/close", response={200: shapes.Closed, **ERRORS})
def close(
    request: HttpRequest, conversation: Name, body: sendings.Close, once: OnceKey
) -> HttpResponse:
    """Close a conversation whose alarms of who took part were seen: enter what waits, close."""
    who = holder(request, CLOSE)
    view = found_conversation(conversation, now())

    def act() -> HttpResponse:
        require(who.acting, act=CLOSE, at=now())
        if view.stage != "closing":
            see_alarms(
                log=Log.objects.get(),
                conversation=view.id,
                seen=body.seen,
                words=body.words,
                acting=who.acting,
                now=now(),
            )
            begin_closing(log=Log.objects.get(), conversation=view.id, acting=who.acting, now=now())
        sequence_now(settings.COMITY)
        close_conversation(
            log=Log.objects.get(), conversation=view.id, acting=who.acting, now=now()
        )
        wake()
        return as_json(shapes.Closed(conversation=view.id, stage="closed"))

    # Sequencing between beginning and end needs what was begun to be kept: two transactions.
    return done_once(request, once, who, act, whole=False)


@router.post("/conversations/{conversation}/sign-off", response={200: sendings.Nothing, **ERRORS})
def sign_off(request: HttpRequest, conversation: Name) -> None:  # noqa: ARG001 - ninja's form
    """Never: a report is signed off by a person on its page. Says where."""
    raise refuse(SIGNING.at(Place(conversation)))


def decided(
    request: HttpRequest,
    conversation: str,
    once: str,
    kind: Deciding,
    said: tuple[Ruling, Schema],
) -> HttpResponse:
    """Decide on a statement, as an official act: ``said`` is what, and what is answered then."""
    who = holder(request, kind.act)
    view = found_conversation(conversation, now())
    ruling, answer = said
    # A token has one mandate; by another one they may have written what is decided on.
    own = account_names(view.id, acting_as(who.acting.person))
    ruling = replace(ruling, accounts=own)

    def act() -> HttpResponse:
        kind.decide(
            log=Log.objects.get(),
            conversation=view.id,
            ruling=ruling,
            acting=who.acting,
            now=now(),
        )
        transaction.on_commit(wake)
        return as_json(answer)

    return done_once(request, once, who, act)


def done_once(
    request: HttpRequest,
    once: str,
    who: Holder,
    act: Callable[[], HttpResponse],
    *,
    whole: bool = True,
) -> HttpResponse:
    """Return what the official act answers under its key; ``whole`` is as in ``Once``."""
    sent = Once(f"token {who.token}", once, who.token, whole)
    return answered_once(request, sent, now=now(), act=act)
