"""Decisions on appeals and concerns by a token, and who took part for who closes.

The rules are those of the pages: never by who rejected the statement, nor by who wrote it.
"""

from collections.abc import Callable, Sequence
from typing import Final, Literal, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja import Query, Router, Schema
from pydantic import Field

from comity.site.api import sendings
from comity.site.api.callers import TokenBearer, holder
from comity.site.api.cursors import page_after
from comity.site.api.offices import Deciding, decided
from comity.site.api.participation import OnceKey
from comity.site.api.public import ERRORS, Index, Name
from comity.site.api.results import Part, parts_told
from comity.site.dialogue.actions import (
    CLOSE,
    DECIDE_APPEAL,
    DECIDE_CONCERNS,
    Ruling,
    decide_appeal,
    decide_concerns,
)
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.queries import (
    Raised,
    WaitingAppeal,
    alarms_of,
    raised_concerns,
    waiting_appeals,
    who_took_part,
)
from comity.site.members.permissions import require
from comity.site.members.unused import unused_codes

__all__ = ["router"]

router: Final = Router(auth=TokenBearer())
ONE: Final = "/conversations/{conversation}"
APPEALED: Final = Deciding(DECIDE_APPEAL, decide_appeal)
RAISED: Final = Deciding(DECIDE_CONCERNS, decide_concerns)
Waits = TypeVar("Waits", WaitingAppeal, Raised)


class Appeal(Schema):
    """An appeal that waits: the statement, why it was rejected, and why it should be shown."""

    number: int
    text: str
    language: str
    reason: str
    appeal: str
    day: str


class Appeals(Schema):
    """Appeals nobody has decided on, the oldest first."""

    items: list[Appeal]
    next: str | None


class Concern(Schema):
    """A shown statement about which concerns wait: how many at least, and why."""

    number: int
    text: str
    language: str
    at_least: int
    reasons: list[str]
    texts: list[str]


class Concerns(Schema):
    """Statements about which concerns wait."""

    items: list[Concern]
    next: str | None


class Outcome(sendings.Sent):
    """What is decided on an appeal, and the published reason for it."""

    outcome: Literal["upheld", "overturned"]
    reason: str = Field(max_length=40)


class Judgement(sendings.Sent):
    """What is decided on the concerns about a statement, and the published reason for it."""

    decision: Literal["kept", "rejected"]
    reason: str = Field(max_length=40)


class Decided(Schema):
    """What was decided about the statement of this number."""

    number: int
    decision: str


class Unused(Schema):
    """A delegation none of whose printed codes was used, and how many there are."""

    party: str
    codes: int


class Alarms(Schema):
    """Who took part so far, in steps, and the alarms that a close has to name as seen."""

    conversation: str
    parts: list[Part]
    alarms: list[str]
    unused: list[Unused]


@router.get(f"{ONE}/alarms", response={200: Alarms, **ERRORS})
def list_alarms(request: HttpRequest, conversation: Name) -> Alarms:
    """Return who took part so far and the alarms, for who may close the conversation."""
    view = found_conversation(conversation, now())
    require(holder(request).acting, act=CLOSE, at=now())
    return Alarms(
        conversation=view.id,
        parts=parts_told(who_took_part(view.id, public=False)),
        alarms=[one.id for one in alarms_of(view.id)],
        unused=[Unused(party=one.party.id, codes=one.codes) for one in unused_codes()],
    )


@router.get(f"{ONE}/appeals", response={200: Appeals, **ERRORS})
def list_appeals(
    request: HttpRequest, conversation: Name, paging: Query[sendings.Paging]
) -> Appeals:
    """Return the appeals that wait, for who may decide on them."""
    page, following = _waiting(request, conversation, APPEALED, waiting_appeals, paging)
    items = [
        Appeal(
            number=one.line.number,
            text=one.line.text,
            language=one.line.language,
            reason=one.reason,
            appeal=one.text,
            day=one.day.isoformat(),
        )
        for one in page
    ]
    return Appeals(items=items, next=following)


@router.get(f"{ONE}/concerns", response={200: Concerns, **ERRORS})
def list_concerns(
    request: HttpRequest, conversation: Name, paging: Query[sendings.Paging]
) -> Concerns:
    """Return the statements about which concerns wait, for who may decide on them."""
    page, following = _waiting(request, conversation, RAISED, raised_concerns, paging)
    items = [
        Concern(
            number=one.line.number,
            text=one.line.text,
            language=one.line.language,
            at_least=one.at_least,
            reasons=list(one.reasons),
            texts=list(one.texts),
        )
        for one in page
    ]
    return Concerns(items=items, next=following)


@router.post(f"{ONE}/appeals/{{number}}/decision", response={200: Decided, **ERRORS})
def judge(
    request: HttpRequest, conversation: Name, number: Index, body: Outcome, once: OnceKey
) -> HttpResponse:
    """Uphold a rejection or overturn it, as an official act."""
    ruling = Ruling(number, body.outcome, body.reason)
    answer = Decided(number=number, decision=body.outcome)
    return decided(request, conversation, once, APPEALED, (ruling, answer))


@router.post(f"{ONE}/concerns/{{number}}/decision", response={200: Decided, **ERRORS})
def judge_concerns(
    request: HttpRequest, conversation: Name, number: Index, body: Judgement, once: OnceKey
) -> HttpResponse:
    """Keep a statement about which there are concerns, or reject it, as an official act."""
    ruling = Ruling(number, body.decision, body.reason)
    answer = Decided(number=number, decision=body.decision)
    return decided(request, conversation, once, RAISED, (ruling, answer))


def _waiting(
    request: HttpRequest,
    conversation: str,
    kind: Deciding,
    found: Callable[[str], Sequence[Waits]],
    paging: sendings.Paging,
) -> tuple[Sequence[Waits], str | None]:
    """Return a part of what waits for a kind of decision, and where the next part begins."""
    view = found_conversation(conversation, now())
    require(holder(request).acting, act=kind.act, at=now())
    return page_after(
        f"{kind.act}/{view.id}",
        found(view.id) if view.decides else (),
        lambda one: one.line.of,
        cursor=paging.cursor,
        limit=paging.limit,
    )
