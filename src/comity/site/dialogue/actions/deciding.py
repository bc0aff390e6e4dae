"""What a moderator decides about a statement, whatever asks for it: who may not, and what follows.

A statement that waits, an appeal and concerns each ask a question of this kind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from comity.dialogue import DECIDED_IN
from comity.fault import Fault, RefusedError, refuse
from comity.people import Acting
from comity.record import parse_entry
from comity.site.dialogue.actions.conversation import (
    about,
    locked_conversation,
    refuse_when_over,
    statement_of,
)
from comity.site.dialogue.actions.translating import open_translations
from comity.site.dialogue.models import AppealRow, Conversation, Statement
from comity.site.dialogue.permissions import own_statement_fault, same_decider_fault
from comity.site.members.standing import require_in_force
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Entry, Log

__all__ = ["Asked", "Question", "Ruling", "decide", "rejected_under", "set_shown"]

DECIDED: Final = ("state", "reason", "decided")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a moderator decides on a statement; by ``browser`` and ``accounts`` they are known."""

    number: int
    decision: str
    reason: str = ""
    browser: str = ""
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement about which something waits, and the mandate that rejected it before, if any."""

    statement: Statement
    rejected_by: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a moderator about a statement: by which act it is decided, and how.

    ``faults`` and ``payload`` take number, decision and reason. ``asked`` finds what waits, or
    raises ``RefusedError``; ``settle`` changes rows once the decision is entered.
    """

    act: str
    faults: Callable[[int, str, str], tuple[Fault, ...]]
    payload: Callable[[int, str, str], bytes]
    asked: Callable[[Conversation, Ruling], Asked]
    settle: Callable[[Statement, Ruling, Entry], None]


@transaction.atomic
def decide(
    question: Question,
    *,
    log: Log,
    conversation: str,
    ruling: Ruling,
    acting: Acting | None,
    now: datetime,
) -> None:
    """Decide on what waits about a statement (``records = one``).

    Never by who wrote it, nor by who rejected it before.
    """
    mandate = require_in_force(acting, act=question.act, at=now, about=about(conversation))
    said = ruling.number, ruling.decision, ruling.reason
    faults = question.faults(*said)
    if faults:
        raise RefusedError(faults)
    row = locked_conversation(conversation)
    refuse_when_over(row, DECIDED_IN, now)
    asked = question.asked(row, ruling)
    author, number = asked.statement.author, asked.statement.number
    fault = own_statement_fault(author, acting, (ruling.browser, *ruling.accounts), number)
    if fault is None and asked.rejected_by:
        fault = same_decider_fault(asked.rejected_by, mandate, number)
    if fault is not None:
        raise refuse(fault)
    content = question.payload(*said)
    decided = append_entry(
        log=log,
        statement=statement_of(question.act, mandate, row.id, content, now),
        content=Content(content),
        symbol=row.symbol,
        title=row.title,
    )
    question.settle(asked.statement, ruling, decided)


def rejected_under(appeal: AppealRow | None) -> str:
    """Return the mandate under which the rejection was made that ``appeal`` is against, or none."""
    return "" if appeal is None else parse_entry(bytes(appeal.against.leaf)).mandate or ""


def set_shown(statement: Statement, decided: Entry, *, reason: str = "") -> None:
    """Show a statement from now on, or reject it where there is a ``reason`` (``records = none``).

    What it is in other languages goes with it, in the caller's transaction.
    """
    state = "rejected" if reason else "accepted"
    statement.state, statement.reason, statement.decided = state, reason, decided
    statement.save(update_fields=DECIDED)
    Entry.objects.filter(pk=statement.entry_id).update(opened=not reason)
    open_translations(of=statement, shown=not reason)
