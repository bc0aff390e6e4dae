"""Opening a conversation by a token: filled in as on the form, checked, or opened with seeds."""

from http import HTTPStatus
from typing import Final, Literal

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja import Schema
from pydantic import Field

from comity.dialogue import terms_faults
from comity.fault import N_, FaultKind, Place, refuse
from comity.language import clean_text
from comity.site.api.answered import once_token
from comity.site.api.callers import TokenBearer, holder
from comity.site.api.offices import done_once
from comity.site.api.participation import OnceKey, as_json
from comity.site.api.problems import problem
from comity.site.api.public import ERRORS, router
from comity.site.api.sendings import Sent, Suggestion, Words
from comity.site.api.tokens import Holder, require_scope
from comity.site.dialogue.actions import OPEN, SEED, Opening, open_with_statements
from comity.site.dialogue.answers import found_conversation
from comity.site.dialogue.filled import FIELDS, filled_terms, moment_in
from comity.site.dialogue.seeds import Seeds, seed_faults
from comity.site.members.permissions import require
from comity.site.record.models import Log
from comity.site.record.sequencing import wake

__all__ = ["router"]

MOMENT: Final = FaultKind(
    "api.moment",
    N_("“{value}” is no time"),
    N_("a time is written as 2026-12-01T09:00:00Z"),
    N_("Correct it and send the request again. Nothing was done."),
)


class Asked(Sent):
    """What is fixed when a conversation opens. Without ``opens`` it opens now.

    Without ``languages`` it is held in all; without ``tiers`` anybody takes part, and nobody checks
    who they are; ``tier`` is the one that shapes the report, ``rule`` what that follows.

    With ``check`` it is only looked at: what speaks against it is refused, and nothing is opened.
    """

    title: Words
    question: Words
    benefit: Words
    risk: Words
    language: str = Field(max_length=35)
    closes: str = Field(max_length=40)
    opens: str = Field("", max_length=40)
    ballots: Literal["open", "protected"] = "protected"
    moderation: Literal["before", "after"] = "before"
    live: bool = True
    languages: list[str] = Field([], max_length=6)
    tiers: list[str] = Field([], max_length=10)
    tier: str = Field("", max_length=40)
    rule: str = Field("", max_length=80)
    statements: list[Suggestion] = Field([], max_length=100)
    check: bool = False


class Opened(Schema):
    """The conversation that was opened; null where it was only looked at."""

    conversation: str | None
    symbol: str
    code: str | None


@router.post("/conversations", auth=TokenBearer(), response={200: Opened, **ERRORS})
def open_conversation(request: HttpRequest, body: Asked, once: OnceKey) -> HttpResponse:
    """Open a conversation with the organisation's own statements: all of it or nothing."""
    who = holder(request, OPEN)
    if body.statements:
        require_scope(who, SEED)

    def act() -> HttpResponse:
        at = now()
        for needed in (OPEN, SEED) if body.statements else (OPEN,):
            require(who.acting, act=needed, at=at)
        terms, sent = filled_terms(_filled(body), at), tuple(_said(body))
        faults = [*terms_faults(terms, at), *seed_faults(sent)]
        if faults:
            return problem(faults, HTTPStatus.UNPROCESSABLE_ENTITY)
        if body.check:
            return as_json(Opened(conversation=None, symbol=terms.symbol, code=None))
        seeds = tuple((clean_text(text).text.strip(), tongue) for text, tongue in sent)
        opening = Opening(terms, seeds, once_token(f"open {who.token}", once))
        return as_json(_opened(opening, who))

    return done_once(request, once, who, act)


def _opened(opening: Opening, who: Holder) -> Opened:
    made = open_with_statements(
        log=Log.objects.get(),
        opening=opening,
        acting=who.acting,
        keys=settings.COMITY.pseudonym_folder,
        now=now(),
    )
    transaction.on_commit(wake)
    view = found_conversation(made, now())
    return Opened(conversation=view.id, symbol=view.symbol, code=view.code)


def _filled(body: Asked) -> dict[str, str]:
    """Return what the form would have sent."""
    for member in ("opens", "closes"):
        value = getattr(body, member)
        if (value or member == "closes") and moment_in(value) is None:
            raise refuse(MOMENT.at(Place(member), value=value))
    given = {name: getattr(body, name) for name in FIELDS}
    lists = {name: " ".join(each) for name, each in given.items() if isinstance(each, list)}
    told = {name: clean_text(str(each)).text.strip() for name, each in (given | lists).items()}
    return told | {"live": "live" if body.live else "after"}


def _said(body: Asked) -> Seeds:
    return tuple((one.text, one.language) for one in body.statements)
