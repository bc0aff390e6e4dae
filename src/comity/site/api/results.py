"""What anybody reads of figures: live results by the release ledger, who took part, restatements.

The figures are those of the pages, from the same queries: no other sum of the same votes is given.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest
from django.utils.timezone import now
from ninja import Query, Schema

from comity.site.api import sendings
from comity.site.api.cursors import page_after
from comity.site.api.public import ERRORS, Name, Tongue, router
from comity.site.dialogue.answers import found, found_conversation
from comity.site.dialogue.queries import (
    PartView,
    RestatementView,
    asked_in,
    entered_translations,
    live_results,
    restatement_with,
    restatements_of,
    shown_statements,
    who_took_part,
)

__all__ = ["Part", "parts_told", "router"]

OVER: Final = "closed"
PAGE: Final = "/dialogue/restatements/"


class Share(Schema):
    """A share of those who voted, from 0 to 1, and its interval."""

    value: float
    low: float
    high: float


class Cell(Schema):
    """What is shown of one statement; all of it is null where there is not enough data yet."""

    statement: int
    n: int | None
    agree: Share | None
    disagree: Share | None
    passed: Share | None


class Results(Schema):
    """Live results of one tier; ``live`` is false where they are shown after the close only."""

    conversation: str
    tier: str
    rule: str
    version: int
    step: int
    level: float
    live: bool
    cells: list[Cell]


class PartLine(Schema):
    """How many of one value took part, in bands or steps; null where that is hidden."""

    value: str
    count: int | None


class Part(Schema):
    """One way to divide those who took part: tier, language or region. Its order ranks nothing."""

    part: str
    lines: list[PartLine]


class TookPart(Schema):
    """Who took part; ``told`` is false before the close, when the offices alone are told."""

    conversation: str
    told: bool
    parts: list[Part]


class Translated(Schema):
    """A translation in use: ``of`` is the number of a statement, or what of the question it is."""

    of: str
    language: str
    text: str
    translated_by: str
    system: str
    reviewed: bool
    source: str


class Translations(Schema):
    """Translations of a conversation."""

    items: list[Translated]
    next: str | None


class Counts(Schema):
    """How many agreed, disagreed and passed; null where that is hidden."""

    agree: int | None
    disagree: int | None
    passed: int | None


class RestatedLine(Schema):
    """A statement in a restatement: whether its figure stands, is shown anew or is hidden."""

    statement: str
    state: str
    before: Counts
    now: Counts | None


class Restatement(Schema):
    """Figures of a report shown anew after votes were taken out, signed off by a person."""

    id: str
    report: str
    symbol: str
    title: str
    at: datetime
    day: str
    digest: str
    signer: str
    role: str
    strength: str
    entry: int | None
    vkey: str
    participants: int
    simulated: bool
    page: str
    bundle: str
    statements: list[RestatedLine]


class Restatements(Schema):
    """The restatements of a report, the newest first."""

    items: list[Restatement]


@router.get("/conversations/{conversation}/results", response={200: Results, **ERRORS})
def read_results(request: HttpRequest, conversation: Name) -> Results:
    """Return the live results, by the release ledger and nothing else."""
    shown = live_results(found_conversation(conversation, now()).id)
    if shown is None:
        raise Http404
    return Results.model_validate(shown)


@router.get("/conversations/{conversation}/participation", response={200: TookPart, **ERRORS})
def read_participation(request: HttpRequest, conversation: Name) -> TookPart:
    """Return who took part, in bands, once the conversation is closed."""
    view = found_conversation(conversation, now())
    told = view.stage == OVER
    parts = parts_told(who_took_part(view.id, public=True)) if told else []
    return TookPart(conversation=view.id, told=told, parts=parts)


@router.get("/conversations/{conversation}/translations", response={200: Translations, **ERRORS})
def list_translations(
    request: HttpRequest,
    conversation: Name,
    paging: Query[sendings.Paging],
    language: Tongue = "",
) -> Translations:
    """Return the translations of what is asked and shown, into ``language`` where that is given."""
    view = found_conversation(conversation, now())
    shown = {*asked_in(view, view.terms.language), *(one.of for one in shown_statements(view))}
    wanted = language.casefold()
    every = [
        one
        for one in entered_translations(view.id)
        if one.statement in shown and wanted in ("", one.language.casefold())
    ]
    page, following = page_after(
        f"translations/{view.id}/{wanted}",
        every,
        lambda one: f"{one.statement} {one.language}",
        cursor=paging.cursor,
        limit=paging.limit,
    )
    items = [
        Translated(
            of=one.statement,
            language=one.language,
            text=one.text,
            translated_by=one.origin,
            system=one.by,
            reviewed=bool(one.reviewer),
            source=one.source,
        )
        for one in page
    ]
    return Translations(items=items, next=following)


@router.get("/reports/{report}/restatements", response={200: Restatements, **ERRORS})
def list_restatements(request: HttpRequest, report: Name) -> Restatements:
    """Return the restatements of a published report, the newest first."""
    return Restatements(items=[_restated(one) for one in restatements_of(found(report).id)])


@router.get("/restatements/{restatement}", response={200: Restatement, **ERRORS})
def read_restatement(request: HttpRequest, restatement: Name) -> Restatement:
    """Return a restatement: the figures that stand, those before, and who signed it off."""
    view = restatement_with(restatement)
    if view is None:
        raise Http404
    return _restated(view)


def parts_told(parts: Sequence[PartView]) -> list[Part]:
    """Return who took part, in the order of the page."""
    return [
        Part(
            part=one.part,
            lines=[PartLine(value=line.value, count=line.count) for line in one.lines],
        )
        for one in parts
    ]


def _restated(view: RestatementView) -> Restatement:
    return Restatement(
        id=view.id,
        report=view.report,
        symbol=view.symbol,
        title=view.title,
        at=view.at,
        day=view.day.isoformat(),
        digest=view.digest,
        signer=view.signer,
        role=view.role,
        strength=view.strength,
        entry=view.entry,
        vkey=view.vkey,
        participants=view.result["participants"],
        simulated=view.simulated,
        page=f"{PAGE}{view.id}/",
        bundle=f"{PAGE}{view.id}/bundle.zip",
        statements=[_line(one) for one in view.result["statements"]],
    )


def _line(one: Mapping[str, Any]) -> RestatedLine:
    anew = one["now"]
    return RestatedLine(
        statement=one["id"],
        state=one["state"],
        before=_counts(one["before"]),
        now=None if anew is None else _counts(anew),
    )


def _counts(figures: Mapping[str, Any]) -> Counts:
    return Counts(agree=figures["agree"], disagree=figures["disagree"], passed=figures["pass"])
