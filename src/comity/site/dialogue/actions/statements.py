"""Statements: the organisation's own, those that people send, and what a moderator decides."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from comity.dialogue import (
    NOT_OPEN,
    REASONS,
    SEEDED_IN,
    decode_terms,
    moderation_payload,
    stage_of,
    statement_faults,
    statement_payload,
)
from comity.edge import entry_time
from comity.fault import N_, Fault, FaultKind, Place, RefusedError, refuse
from comity.people import Acting
from comity.record import Entry as RecordEntry
from comity.record import sealed_payload
from comity.site.dialogue.actions.conversation import (
    about,
    conversation_subject,
    locked_conversation,
    refuse_when_over,
    statement_of,
)
from comity.site.dialogue.actions.deciding import Asked, Question, Ruling, decide, set_shown
from comity.site.dialogue.actions.joining import refuse_other_tiers
from comity.site.dialogue.models import Conversation, Statement, random_key
from comity.site.members.standing import require_in_force
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Entry, Log

__all__ = [
    "MODERATE",
    "SEED",
    "SUBMIT",
    "Sent",
    "day_of",
    "enter_of_participant",
    "moderate_statement",
    "seed_statements",
    "submit_statement",
]

SEED: Final = "dialogue.seed_statements"
SUBMIT: Final = "dialogue.submit_statement"
MODERATE: Final = "dialogue.moderate_statement"
PARTICIPANT: Final = "public/participant"
MOST_OF_ONE: Final = 20
MOST_WAITING_OF_ONE: Final = 10
MOST_WAITING: Final = 1_000
"""Undecided in one conversation: what several moderators read in a day. Whoever would drown them,
under as many names as they like, is stopped here."""


ALREADY_THERE: Final = FaultKind(
    "dialogue.statement_there",
    N_("statement {number} says the same in the same words"),
    N_("each statement stands once, so that its votes are counted together"),
    N_("Vote on that one, or say something else."),
)
TOO_MANY: Final = FaultKind(
    "dialogue.statements_many",
    N_("you have sent {count} statements to this conversation"),
    N_("one person sends at most {most}"),
    N_("Vote on those of others; yours stay."),
)
WAITING_OF_ONE: Final = FaultKind(
    "dialogue.statements_waiting",
    N_("{count} statements of yours wait for a moderator"),
    N_("of one person at most {most} wait at a time"),
    N_("Vote meanwhile, and send this one once some are decided. It stands below."),
)
WAITING: Final = FaultKind(
    "dialogue.statements_all_waiting",
    N_("{count} statements wait for the moderators of this conversation"),
    N_("at most {most} wait at a time, so that each of them is read"),
    N_("Keep your text, and send it again later. It stands below."),
)
NO_REASON: Final = FaultKind(
    "dialogue.reason_missing",
    N_("the reason is “{reason}”"),
    N_("a statement is rejected for one of the published reasons, which its author reads"),
    N_("Choose the reason that fits best."),
)
NO_STATEMENT: Final = FaultKind(
    "dialogue.statement_unknown",
    N_("there is no statement {number} to decide on"),
    N_("a decision names a statement of this conversation that nobody has decided on yet"),
    N_("Open the list of what waits again."),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as somebody sends it: whose pseudonym, and the once-only token of the form."""

    author: str
    text: str
    language: str
    once: str


@transaction.atomic
def seed_statements(
    *,
    log: Log,
    conversation: str,
    statements: Sequence[tuple[str, str]],
    acting: Acting | None,
    now: datetime,
    once: str = "",
) -> Sequence[int]:
    """Add the organisation's own (text, language), accepted; return their numbers.

    ``records = one`` a statement: each may be spoken of, and moved, by itself. Those of the same
    form, known by its token ``once``, are added once however often it is sent.
    """
    mandate = require_in_force(acting, act=SEED, at=now, about=about(conversation))
    faults = [fault for text, language in statements for fault in statement_faults(text, language)]
    if faults:
        raise RefusedError(faults)
    row = locked_conversation(conversation)
    before = _numbers_of(row, once)
    if before:
        return before
    refuse_when_over(row, SEEDED_IN, now)
    _refuse_twins(row, statements)
    first = _next_number(row)
    for number, (text, language) in enumerate(statements, start=first):
        content = statement_payload(number, text, language)
        entry = append_entry(
            log=log,
            statement=statement_of(SEED, mandate, row.id, content, now),
            content=Content(content),
            symbol=row.symbol,
            title=row.title,
        )
        token = f"{once}/{number}" if once else ""
        _store(row, entry, number, Sent("", text, language, token), "accepted", now)
    return range(first, first + len(statements))


def submit_statement(*, log: Log, conversation: str, sent: Sent, now: datetime) -> int:
    """Take a statement from a participant and return its number (``records = one``).

    The same form sent twice is one statement. Its words are sealed under a key of their own, kept
    back until a moderator accepts them where the terms say so, and erasable ever after. The entry
    says on which day it came and not from whom.
    """
    _refuse_faults(sent)
    with transaction.atomic():
        row = locked_conversation(conversation)
        before = Statement.objects.filter(once=sent.once).first()
        if before is not None:
            return before.number
        _refuse_unless_taken(row, sent, now)
        number = _next_number(row)
        shown = decode_terms(bytes(row.terms)).moderation == "after"
        content = statement_payload(number, sent.text, sent.language)
        entry = enter_of_participant(log, row, SUBMIT, content, now, opened=shown)
        _store(row, entry, number, sent, "waiting", now)
    return number


def moderate_statement(
    *, log: Log, conversation: str, ruling: Ruling, acting: Acting | None, now: datetime
) -> None:
    """Accept or reject a statement that waits (``records = one``); a rejection has a reason."""
    decide(
        SENT,
        log=log,
        conversation=conversation,
        ruling=ruling,
        acting=acting,
        now=now,
    )


def _ruling_faults(number: int, decision: str, reason: str) -> tuple[Fault, ...]:
    if decision == "accepted" or (decision == "rejected" and reason in REASONS):
        return ()
    return (NO_REASON.at(Place(f"statement {number}"), reason=reason),)


def _payload(number: int, decision: str, reason: str) -> bytes:
    return moderation_payload(number, decision, _kept(decision, reason))


def _kept(decision: str, reason: str) -> str:
    """Return the reason that is kept: none of an accepted statement."""
    return reason if decision == "rejected" else ""


def _asked(row: Conversation, ruling: Ruling) -> Asked:
    """Return the statement that nobody has decided on."""
    number = ruling.number
    waiting = Statement.objects.filter(conversation=row, number=number, state="waiting")
    statement = waiting.exclude(text="").first()
    if statement is None:
        raise refuse(NO_STATEMENT.at(Place(f"statement {number}"), number=number))
    return Asked(statement)


def _settle(statement: Statement, ruling: Ruling, decided: Entry) -> None:
    set_shown(statement, decided, reason=_kept(ruling.decision, ruling.reason))


SENT: Final = Question(MODERATE, _ruling_faults, _payload, _asked, _settle)


def _refuse_faults(sent: Sent) -> None:
    faults = statement_faults(sent.text, sent.language)
    if faults:
        raise RefusedError(faults)


def _numbers_of(row: Conversation, once: str) -> Sequence[int]:
    """Return the numbers of the statements that came by the form with the token ``once``."""
    kept = Statement.objects.filter(conversation=row, once__startswith=f"{once}/")
    return list(kept.order_by("number").values_list("number", flat=True)) if once else []


def _refuse_twins(row: Conversation, statements: Sequence[tuple[str, str]]) -> None:
    kept = Statement.objects.filter(conversation=row).exclude(state="rejected")
    there = dict(kept.values_list("text", "number"))
    faults = [
        ALREADY_THERE.at(Place("statement"), number=there[text])
        for text, _ in statements
        if text in there
    ]
    if faults:
        raise RefusedError(faults)


def _refuse_unless_taken(row: Conversation, sent: Sent, now: datetime) -> None:
    """Raise ``RefusedError`` where the conversation does not take this statement now."""
    stage = stage_of(row.state, row.opens_at, row.closes_at, now)
    if stage != "open":
        raise refuse(NOT_OPEN.at(Place(row.symbol)))
    refuse_other_tiers(decode_terms(bytes(row.terms)), sent.author)
    same = Statement.objects.filter(conversation=row, text=sent.text).exclude(state="rejected")
    twin = same.first()
    if twin is not None:
        raise refuse(ALREADY_THERE.at(Place("statement"), number=twin.number))
    count = Statement.objects.filter(conversation=row, author=sent.author).count()
    if count >= MOST_OF_ONE:
        raise refuse(TOO_MANY.at(Place("statement"), count=count, most=MOST_OF_ONE))
    waiting = Statement.objects.filter(conversation=row, state="waiting").exclude(text="")
    own = waiting.filter(author=sent.author).count()
    if own >= MOST_WAITING_OF_ONE:
        raise refuse(WAITING_OF_ONE.at(Place("statement"), count=own, most=MOST_WAITING_OF_ONE))
    every = waiting.count()
    if every >= MOST_WAITING:
        raise refuse(WAITING.at(Place("statement"), count=every, most=MOST_WAITING))


def _store(
    row: Conversation, entry: Entry, number: int, sent: Sent, state: str, now: datetime
) -> None:
    Statement.objects.create(
        conversation=row,
        number=number,
        text=sent.text,
        language=sent.language,
        state=state,
        author=sent.author,
        once=sent.once or random_key(),
        day=now.date(),
        entry=entry,
    )


def _next_number(row: Conversation) -> int:
    last = Statement.objects.filter(conversation=row).order_by("-number").first()
    return 1 if last is None else last.number + 1


def enter_of_participant(
    log: Log, row: Conversation, act: str, content: bytes, now: datetime, *, opened: bool = False
) -> Entry:
    """Enter what somebody without a name sent, sealed, with its day alone; ``opened`` shows it."""
    key = secrets.token_bytes(32)
    return append_entry(
        log=log,
        statement=RecordEntry(
            act=act,
            actor=PARTICIPANT,
            subject=str(conversation_subject(row.id)),
            at=entry_time(day_of(now)),
            payload=sealed_payload(content, key, "person"),
        ),
        content=Content(content, key, opened=opened),
        symbol=row.symbol,
        title=row.title,
    )


def day_of(now: datetime) -> datetime:
    """Return the beginning of the day: the hour would help to tell who wrote."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
