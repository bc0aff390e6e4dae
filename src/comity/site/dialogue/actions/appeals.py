"""Appeals: an author asks once that another person look at a rejection, and that person decides."""

from collections.abc import Iterable
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
from comity.people import Acting, Mandate
from comity.record import parse_entry
from comity.site.dialogue.actions.conversation import (
    about,
    locked_conversation,
    refuse_when_over,
    statement_of,
)
from comity.site.dialogue.actions.statements import enter_of_participant
from comity.site.dialogue.actions.translating import STILL_ENTERED, open_translations
from comity.site.dialogue.models import AppealRow, Statement
from comity.site.dialogue.permissions import own_statement_fault, same_decider_fault
from comity.site.members.standing import require_in_force
from comity.site.record.actions import Content, append_entry
from comity.site.record.erasing import erase_content
from comity.site.record.models import Entry, Log

__all__ = [
    "APPEAL",
    "DECIDE_APPEAL",
    "AppealRuling",
    "Appealed",
    "appeal_rejection",
    "decide_appeal",
    "erase_appeals",
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


@dataclass(frozen=True, slots=True)
class AppealRuling:
    """What a moderator decides on an appeal; ``browser`` is the pseudonym their own one has."""

    number: int
    outcome: str
    reason: str
    browser: str = ""


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


@transaction.atomic
def decide_appeal(
    *, log: Log, conversation: str, ruling: AppealRuling, acting: Acting | None, now: datetime
) -> None:
    """Uphold a rejection or overturn it, with a reason (``records = one``).

    Never by who rejected the statement, nor by who wrote it. Overturned, the statement is shown
    from now on.
    """
    mandate = require_in_force(acting, act=DECIDE_APPEAL, at=now, about=about(conversation))
    number = ruling.number
    faults = outcome_faults(number, ruling.outcome, ruling.reason)
    if faults:
        raise RefusedError(faults)
    row = locked_conversation(conversation)
    refuse_when_over(row, DECIDED_IN, now)
    waiting = AppealRow.objects.filter(statement__conversation=row, statement__number=number)
    appeal = waiting.filter(state="waiting").exclude(statement__text="").first()
    if appeal is None:
        raise refuse(NO_APPEAL.at(Place(f"statement {number}"), number=number))
    _refuse_decider(appeal, acting, mandate, ruling.browser)
    content = outcome_payload(number, ruling.outcome, ruling.reason)
    appeal.decided = append_entry(
        log=log,
        statement=statement_of(DECIDE_APPEAL, mandate, row.id, content, now),
        content=Content(content),
        symbol=row.symbol,
        title=row.title,
    )
    appeal.state, appeal.reason = ruling.outcome, ruling.reason
    appeal.save(update_fields=["state", "reason", "decided"])
    if ruling.outcome == "overturned":
        _show(appeal.statement, appeal.decided)


def erase_appeals(
    *, log: Log, of: Iterable[Statement], basis: str, actor: str, now: datetime
) -> None:
    """Erase the words of appeals about statements (``records = one`` each).

    They tell of the statements, so they go with them, in the caller's transaction.
    """
    rows = AppealRow.objects.filter(statement__in=of).exclude(text="")
    size = Log.objects.values_list("size", flat=True).get(pk=log.pk)
    for row in rows.select_related("entry"):
        if row.entry.idx is None or row.entry.idx >= size:
            raise refuse(STILL_ENTERED.at(Place(row.entry.symbol)))
        erase_content(log=log, index=row.entry.idx, basis=basis, actor=actor, now=now)
    rows.update(text="")


def _refuse_decider(
    appeal: AppealRow, acting: Acting | None, mandate: Mandate, browser: str
) -> None:
    """Raise ``RefusedError`` where somebody decides on their own rejection or statement."""
    statement = appeal.statement
    rejected_by = parse_entry(bytes(appeal.against.leaf)).mandate or ""
    fault = own_statement_fault(
        statement.author, acting, browser, statement.number
    ) or same_decider_fault(rejected_by, mandate, statement.number)
    if fault is not None:
        raise refuse(fault)


def _show(statement: Statement, decided: Entry) -> None:
    statement.state, statement.reason, statement.decided = "accepted", "", decided
    statement.save(update_fields=["state", "reason", "decided"])
    Entry.objects.filter(pk=statement.entry_id).update(opened=True)
    open_translations(of=statement, shown=True)
