"""Appeals: an author asks once that another person look at a rejection, and that person decides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from comity.dialogue import (
    DECIDED_IN,
    appeal_faults,
    appeal_payload,
    outcome_faults,
    outcome_payload,
)
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.people import Acting
from comity.site.dialogue.actions.conversation import locked_conversation, refuse_when_over
from comity.site.dialogue.actions.deciding import (
    Asked,
    Question,
    Ruling,
    decide,
    rejected_under,
    set_shown,
)
from comity.site.dialogue.actions.statements import enter_of_participant
from comity.site.dialogue.models import AppealRow, Conversation, Statement
from comity.site.record.models import Entry, Log

__all__ = [
    "APPEAL",
    "DECIDE_APPEAL",
    "Appealed",
    "appeal_rejection",
    "decide_appeal",
]

APPEAL: Final = "dialogue.appeal_rejection"
DECIDE_APPEAL: Final = "dialogue.decide_appeal"

NOT_REJECTED: Final = FaultKind(
    "dialogue.appeal_not_rejected",
    N_("there is no statement {number} of yours that was rejected"),
    N_("who wrote a statement may appeal against its rejection, from the browser it was sent with"),
    N_("Open the list of your statements again."),
)
ONCE: Final = FaultKind(
    "dialogue.appeal_once",
    N_("there is an appeal about statement {number} already"),
    N_("of each statement one appeal is heard"),
    N_("Read on the page of your statements what became of it."),
)
NO_APPEAL: Final = FaultKind(
    "dialogue.appeal_unknown",
    N_("no appeal about statement {number} waits"),
    N_("a decision names an appeal of this conversation that nobody has decided on yet"),
    N_("Open the list of what waits again."),
)


@dataclass(frozen=True, slots=True)
class Appealed:
    """An appeal as an author sends it: by which pseudonym, about which statement, why."""

    author: str
    number: int
    text: str


def appeal_rejection(*, log: Log, conversation: str, appealed: Appealed, now: datetime) -> None:
    """Take an appeal from the author of a rejected statement (``records = one``).

    Its words are sealed under a key of their own and never opened. The same form sent twice is one
    appeal.
    """
    faults = appeal_faults(appealed.text)
    if faults:
        raise RefusedError(faults)
    number = appealed.number
    with transaction.atomic():
        row = locked_conversation(conversation)
        refuse_when_over(row, DECIDED_IN, now)
        own = Statement.objects.filter(conversation=row, number=number, author=appealed.author)
        statement = own.exclude(author="").exclude(text="").first()
        before = AppealRow.objects.filter(statement=statement).first() if statement else None
        if before is not None and before.text == appealed.text:
            return
        if before is not None:
            raise refuse(ONCE.at(Place(f"statement {number}"), number=number))
        if statement is None or statement.state != "rejected" or statement.decided is None:
            raise refuse(NOT_REJECTED.at(Place(f"statement {number}"), number=number))
        content = appeal_payload(appealed.number, appealed.text)
        AppealRow.objects.create(
            statement=statement,
            text=appealed.text,
            day=now.date(),
            against=statement.decided,
            entry=enter_of_participant(log, row, APPEAL, content, now),
        )


def decide_appeal(
    *, log: Log, conversation: str, ruling: Ruling, acting: Acting | None, now: datetime
) -> None:
    """Uphold a rejection or overturn it, with a reason (``records = one``).

    Never by who rejected the statement, nor by who wrote it. Overturned, the statement is shown
    from now on.
    """
    decide(
        APPEALED,
        log=log,
        conversation=conversation,
        ruling=ruling,
        acting=acting,
        now=now,
    )


def _asked(row: Conversation, ruling: Ruling) -> Asked:
    """Return the rejected statement about which an appeal waits."""
    number = ruling.number
    waiting = AppealRow.objects.filter(statement__conversation=row, statement__number=number)
    appeal = waiting.filter(state="waiting").exclude(statement__text="").first()
    if appeal is None:
        raise refuse(NO_APPEAL.at(Place(f"statement {number}"), number=number))
    return Asked(appeal.statement, rejected_under(appeal))


def _settle(statement: Statement, ruling: Ruling, decided: Entry) -> None:
    """Keep how the appeal ended, and show the statement where its rejection was overturned."""
    ended = {"state": ruling.decision, "reason": ruling.reason, "decided": decided}
    AppealRow.objects.filter(statement=statement).update(**ended)
    if ruling.decision == "overturned":
        set_shown(statement, decided)


APPEALED: Final = Question(DECIDE_APPEAL, outcome_faults, outcome_payload, _asked, _settle)
