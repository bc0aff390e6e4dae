"""Opening a conversation, and closing it: marked as closing, drained, then closed by an entry."""

import secrets
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from comity.canonical import decode
from comity.dialogue import (
    NOT_OPEN,
    OVER,
    Stage,
    Terms,
    decode_terms,
    encode_terms,
    stage_of,
    terms_faults,
)
from comity.edge import entry_time, make_pseudonyms
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.people import Acting, Mandate
from comity.record import Entry as RecordEntry
from comity.record import (
    RuleReference,
    close_subject,
    closing_payload,
    parse_entry,
    public_payload,
)
from comity.site.dialogue.models import Conversation
from comity.site.dialogue.queries.participation import alarms_of
from comity.site.members.standing import require_in_force
from comity.site.record.actions import Content, append_entry
from comity.site.record.batches import enter_batch
from comity.site.record.models import Entry, Log
from comity.subject import Subject

__all__ = [
    "CLOSE",
    "NOT_SEEN",
    "OPEN",
    "SEE",
    "about",
    "begin_closing",
    "close_conversation",
    "conversation_subject",
    "locked_conversation",
    "open_conversation",
    "refuse_when_over",
    "statement_of",
]

OPEN: Final = "dialogue.open_conversation"
CLOSE: Final = "dialogue.close_conversation"
SEE: Final = "dialogue.see_alarms"
ALPHABET: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 6

TAKEN: Final = FaultKind(
    "dialogue.conversation_exists",
    N_("a conversation with this symbol or id is there already"),
    N_("each conversation has a symbol and an id of its own"),
    N_("Give the new one the next number of its series."),
)
UNKNOWN: Final = FaultKind(
    "dialogue.conversation_unknown",
    N_("there is no such conversation"),
    N_("what is done in a conversation names one that was opened"),
    N_("Open the list of conversations and choose it there."),
)
NOT_SEEN: Final = FaultKind(
    "dialogue.alarms_unseen",
    N_("{count} alarms of who took part were not confirmed"),
    N_("whoever closes a conversation has seen who is missing in it"),
    N_("Read each of them and tick it, or close later, when more people took part."),
)
NOT_DRAINED: Final = FaultKind(
    "dialogue.not_drained",
    N_("{count} acts of it are still being entered in the record"),
    N_("a conversation is closed over everything it took, and that needs a place first"),
    N_("Try again in a few seconds. Nothing is lost meanwhile."),
)


@transaction.atomic
def open_conversation(
    *,
    log: Log,
    terms: Terms,
    acting: Acting | None,
    keys: Path,
    now: datetime,
    once: str | None = None,
) -> str:
    """Open a conversation on ``terms`` and return its id (``records = one``).

    ``keys`` is the folder where the key of its pseudonyms is made, ``once`` the token of the form
    it came by, of which there is one conversation at most.
    """
    mandate = require_in_force(acting, act=OPEN, at=now)
    _refuse_terms(terms, now)
    make_pseudonyms(keys, terms.id)
    content = encode_terms(terms)
    # As exactly as the record keeps times.
    dates = decode_terms(content)
    entry = append_entry(
        log=log,
        statement=statement_of(
            OPEN, mandate, terms.id, content, now, rule=RuleReference(*terms.rule)
        ),
        content=Content(content),
        symbol=terms.symbol,
        title=terms.title,
    )
    Conversation.objects.create(
        id=terms.id,
        symbol=terms.symbol,
        code=_free_code(),
        title=terms.title,
        terms=content,
        opens_at=dates.opens,
        closes_at=dates.closes,
        ballots=terms.ballots,
        simulated=terms.simulated,
        opened=entry,
        once=once,
    )
    return terms.id


@transaction.atomic
def begin_closing(*, log: Log, conversation: str, acting: Acting | None, now: datetime) -> None:
    """Take nothing more, and enter the ballots that still wait (``records = batch``).

    Whatever way it comes, whoever closes has seen each alarm of who took part before.
    """
    mandate = require_in_force(acting, act=CLOSE, at=now, about=about(conversation))
    row = locked_conversation(conversation)
    if row.state != "open":
        raise refuse(NOT_OPEN.at(Place(row.symbol)))
    unseen = {alarm.id for alarm in alarms_of(row.id)} - _seen_by(mandate, row.id)
    if unseen:
        raise refuse(NOT_SEEN.at(Place(", ".join(sorted(unseen))), count=len(unseen)))
    row.state = "closing"
    row.save(update_fields=["state"])
    enter_batch(log=log, subject=_subject(row.id), now=now)


@transaction.atomic
def close_conversation(
    *, log: Log, conversation: str, acting: Acting | None, now: datetime
) -> None:
    """Close what ``begin_closing`` has marked, over all of its entries (``records = one``)."""
    mandate = require_in_force(acting, act=CLOSE, at=now, about=about(conversation))
    row = locked_conversation(conversation)
    if row.state != "closing":
        raise refuse(NOT_OPEN.at(Place(row.symbol)))
    content = closing_payload(close_subject(_subject(row.id), _placed_leaves(log, row)))
    row.closed = append_entry(
        log=log,
        statement=statement_of(CLOSE, mandate, row.id, content, now),
        content=Content(content),
        symbol=row.symbol,
        title=row.title,
    )
    row.state = "closed"
    row.save(update_fields=["state", "closed"])


def _seen_by(mandate: Mandate, conversation: str) -> set[str]:
    """Return the alarms whose confirmation under ``mandate`` is entered."""
    rows = Entry.objects.filter(subject=_subject(conversation), act=SEE, payload__isnull=False)
    found: set[str] = set()
    for row in rows:
        if parse_entry(bytes(row.leaf)).mandate == mandate.id:
            told: Any = decode(bytes(row.payload or b""))
            found.update(told["alarms"])
    return found


def conversation_subject(conversation: str) -> Subject:
    """Return the subject of all that is done in a conversation."""
    return Subject("dialogue", "conversation", conversation)


def about(conversation: str) -> tuple[Subject, Subject]:
    """Return what somebody with an interest in a conversation keeps out of: it, and its report."""
    return conversation_subject(conversation), Subject("dialogue", "report", conversation)


def locked_conversation(conversation: str) -> Conversation:
    """Return the conversation's row, held against others until the transaction ends."""
    row = Conversation.objects.select_for_update().filter(pk=conversation).first()
    if row is None:
        raise refuse(UNKNOWN.at(Place(conversation)))
    return row


def refuse_when_over(row: Conversation, stages: Collection[Stage], now: datetime) -> None:
    """Raise ``RefusedError`` where the stage of the locked ``row`` is none of ``stages``."""
    if stage_of(row.state, row.opens_at, row.closes_at, now) not in stages:
        raise refuse(OVER.at(Place(row.symbol)))


def statement_of(
    act: str,
    mandate: Mandate,
    conversation: str,
    content: bytes,
    now: datetime,
    *,
    rule: RuleReference | None = None,
) -> RecordEntry:
    """Return the entry of an official act with public content."""
    return RecordEntry(
        act=act,
        actor=str(mandate.role),
        subject=_subject(conversation),
        at=entry_time(now),
        payload=public_payload(content),
        mandate=mandate.id,
        rule=rule,
    )


def _refuse_terms(terms: Terms, now: datetime) -> None:
    faults = list(terms_faults(terms, now))
    if Conversation.objects.filter(Q(symbol=terms.symbol) | Q(pk=terms.id)).exists():
        faults.append(TAKEN.at(Place(terms.symbol)))
    if faults:
        raise RefusedError(faults)


def _subject(conversation: str) -> str:
    return str(conversation_subject(conversation))


def _placed_leaves(log: Log, row: Conversation) -> list[tuple[int, bytes]]:
    """Return index and leaf hash of all entries of a conversation; refuse while one waits."""
    entries = Entry.objects.filter(log=log, subject=_subject(row.id))
    waiting = entries.filter(idx=None).count()
    if waiting:
        raise refuse(NOT_DRAINED.at(Place(row.symbol), count=waiting))
    placed = entries.order_by("idx").values_list("idx", "leaf_hash")
    return [(index, bytes(leaf)) for index, leaf in placed if index is not None]


def _free_code() -> str:
    """Return a short code nobody uses: without letters that are mistaken for figures."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if not Conversation.objects.filter(code=code).exists():
            return code
