"""Concerns about shown statements: raised by people who vote, decided on by a moderator.

However many there are, they hide nothing: a named person decides, and gives a reason.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from comity.dialogue import (
    NOT_OPEN,
    concern_decision_faults,
    concern_decision_payload,
    concern_faults,
    concern_payload,
    decode_terms,
    shown_states,
    stage_of,
)
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.people import Acting
from comity.site.dialogue.actions.conversation import locked_conversation
from comity.site.dialogue.actions.deciding import (
    Asked,
    Question,
    Ruling,
    decide,
    rejected_under,
    set_shown,
)
from comity.site.dialogue.actions.statements import enter_of_participant
from comity.site.dialogue.models import AppealRow, ConcernRow, Conversation, Statement, VoteLine
from comity.site.dialogue.queries.concerns import undecided
from comity.site.record.models import Entry, Log

__all__ = [
    "CONCERN",
    "DECIDE_CONCERNS",
    "OWN_CONCERN",
    "Concern",
    "decide_concerns",
    "raise_concern",
]

CONCERN: Final = "dialogue.raise_concern"
DECIDE_CONCERNS: Final = "dialogue.decide_concerns"
MOST_OF_ONE: Final = 40
MOST_ABOUT_ONE: Final = 1_000
"""About one statement: more tell a moderator nothing that these do not, and fill the disk."""

NOT_SHOWN: Final = FaultKind(
    "dialogue.concern_statement",
    N_("there is no statement {number} that is voted on"),
    N_("a concern is about a statement that is shown"),
    N_("Open the list of all statements and choose one there."),
)
NOT_VOTED: Final = FaultKind(
    "dialogue.concern_voted",
    N_("you have not voted in this conversation yet"),
    N_("who takes part raises concerns"),
    N_("Vote on a statement first; you may pass on it."),
)
TOO_MANY: Final = FaultKind(
    "dialogue.concerns_many",
    N_("{count} concerns were raised, changed or taken back already"),
    N_("one person does so at most {most} times, and about one statement at most {all} are kept"),
    N_("The moderators know of it. Nothing else is needed."),
)
NOTHING: Final = FaultKind(
    "dialogue.concerns_none",
    N_("no concern about statement {number} waits"),
    N_("a decision names a shown statement about which there are concerns"),
    N_("Open the list of what waits again."),
)
OWN_CONCERN: Final = FaultKind(
    "dialogue.concern_own",
    N_("nobody but you has raised a concern about statement {number}"),
    N_("nobody decides on a concern of their own"),
    N_("Leave it to another moderator."),
)


@dataclass(frozen=True, slots=True)
class Concern:
    """What somebody raises about a statement; without a reason it takes back what they raised."""

    who: str
    number: int
    reason: str
    text: str = ""


def raise_concern(*, log: Log, conversation: str, concern: Concern, now: datetime) -> None:
    """Take, change or take back one person's concern about a statement (``records = one``).

    What is as it was before is no act. It is sealed under a key of its own and never opened.
    """
    faults = concern_faults(concern.reason, concern.text) if concern.reason else ()
    if faults:
        raise RefusedError(faults)
    with transaction.atomic():
        row = locked_conversation(conversation)
        statement = _shown(row, concern, now)
        mine = ConcernRow.objects.filter(statement=statement, who=concern.who)
        last = mine.order_by("-pk").first()
        stood = ("", "") if last is None else (last.reason, last.text)
        if stood == (concern.reason, concern.text):
            return
        _refuse_many(row, statement, concern.who)
        content = concern_payload(concern.number, concern.reason, concern.text)
        ConcernRow.objects.create(
            statement=statement,
            who=concern.who,
            reason=concern.reason,
            text=concern.text,
            day=now.date(),
            entry=enter_of_participant(log, row, CONCERN, content, now),
        )


def decide_concerns(
    *, log: Log, conversation: str, ruling: Ruling, acting: Acting | None, now: datetime
) -> None:
    """Keep a statement about which there are concerns, or reject it (``records = one``).

    Never by who wrote it, nor on a concern of their own. Who rejected it before, where that was
    overturned, does not do it again.
    """
    decide(
        CONCERNED,
        log=log,
        conversation=conversation,
        ruling=ruling,
        acting=acting,
        now=now,
    )


def _shown(row: Conversation, concern: Concern, now: datetime) -> Statement:
    """Return the statement a concern is about; raise ``RefusedError`` where there may be none."""
    if stage_of(row.state, row.opens_at, row.closes_at, now) != "open":
        raise refuse(NOT_OPEN.at(Place(row.symbol)))
    number = concern.number
    shown = Statement.objects.filter(
        conversation=row, number=number, state__in=shown_states(decode_terms(bytes(row.terms)))
    )
    statement = shown.exclude(text="").first()
    if statement is None:
        raise refuse(NOT_SHOWN.at(Place(f"statement {number}"), number=number))
    if not concern.who or not VoteLine.objects.filter(conversation=row, voter=concern.who).exists():
        raise refuse(NOT_VOTED.at(Place(row.symbol)))
    return statement


def _refuse_many(row: Conversation, statement: Statement, who: str) -> None:
    own = ConcernRow.objects.filter(statement__conversation=row, who=who).count()
    every = ConcernRow.objects.filter(statement=statement).count()
    if own >= MOST_OF_ONE or every >= MOST_ABOUT_ONE:
        given = {"count": max(own, every), "most": MOST_OF_ONE, "all": MOST_ABOUT_ONE}
        raise refuse(TOO_MANY.at(Place(f"statement {statement.number}"), **given))


def _asked(row: Conversation, ruling: Ruling) -> Asked:
    """Return the shown statement about which concerns of others wait."""
    number, place = ruling.number, Place(f"statement {ruling.number}")
    shown = Statement.objects.filter(conversation=row, number=number, state="accepted")
    statement = shown.exclude(text="").first()
    if statement is None or number not in undecided(row.id):
        raise refuse(NOTHING.at(place, number=number))
    if number not in undecided(row.id, ruling.browser, *ruling.accounts):
        raise refuse(OWN_CONCERN.at(place, number=number))
    overturned = AppealRow.objects.filter(statement=statement, state="overturned").first()
    return Asked(statement, rejected_under(overturned))


def _settle(statement: Statement, ruling: Ruling, decided: Entry) -> None:
    """Reject the statement where that was decided."""
    if ruling.decision == "rejected":
        set_shown(statement, decided, reason=ruling.reason)


CONCERNED: Final = Question(
    DECIDE_CONCERNS, concern_decision_faults, concern_decision_payload, _asked, _settle
)
