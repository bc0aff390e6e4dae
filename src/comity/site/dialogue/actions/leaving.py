"""Taking one's votes and statements out of a conversation, and what outlives nobody: its key.

An entry says that it was done, and never of whom. Leaves and commitments stay, so that the record
still verifies; what they commit to is gone.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from comity.canonical import encode
from comity.edge import destroy_pseudonyms, entry_time
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import Entry as RecordEntry
from comity.record import public_payload, sealed_payload
from comity.site.dialogue.actions.conversation import conversation_subject, locked_conversation
from comity.site.dialogue.actions.erasing import STILL_ENTERED, erase_about, erase_rows
from comity.site.dialogue.actions.stale import Kept, drop_stale
from comity.site.dialogue.actions.statements import PARTICIPANT, day_of
from comity.site.dialogue.models import (
    ConcernRow,
    Conversation,
    ReportDraft,
    Statement,
    VoteLine,
)
from comity.site.dialogue.tallies import forget
from comity.site.record.actions import OPERATOR, Content, append_entry
from comity.site.record.batches import erase_keys
from comity.site.record.models import Entry, Log

__all__ = ["DESTROY", "ERASE_VOTES", "Taken", "destroy_due", "take_out"]

ERASE_VOTES: Final = "dialogue.erase_votes"
DESTROY: Final = "dialogue.destroy_pseudonyms"
BASIS: Final = "the participant’s own request"

NOTHING: Final = FaultKind(
    "dialogue.nothing_to_take_out",
    N_("there is nothing of yours in this conversation"),
    N_("what is taken out are the votes and statements of this browser"),
    N_("Use the browser you voted with."),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many votes, changed ones included, and statements were taken out."""

    votes: int
    statements: int


def take_out(*, log: Log, conversation: str, voter: str, kept: Kept, now: datetime) -> Taken:
    """Erase the votes and the statements of one pseudonym (``records = one`` each).

    Words, lines and keys go. A report that was published stays as it is; one that is only drafted
    is computed anew. The statements must have their place in the log.
    """
    with transaction.atomic():
        row = locked_conversation(conversation)
        if row.state == "closing":
            raise refuse(STILL_ENTERED.at(Place(row.symbol)))
        statements = _erase_statements(log, row, voter, now)
        votes = _erase_votes(log, row, voter, now)
        if not (statements or votes):
            raise refuse(NOTHING.at(Place(row.symbol)))
        ReportDraft.objects.filter(conversation=row).delete()
    forget(row.code)
    # A stop before this leaves files that nobody is given; the next start removes them.
    drop_stale(kept=kept, conversation=row.id)
    return Taken(votes, statements)


def destroy_due(*, log: Log, keys: Path, days: int, now: datetime) -> Sequence[str]:
    """Destroy the keys of pseudonyms ``days`` after their conversations closed; return their ids.

    ``records = one`` each. First the entry that says so, then the key: a key that came back with
    an old copy, or that a stop has left, goes the next time.
    """
    due = now - timedelta(days=days)
    rows = Conversation.objects.filter(state="closed", closed__at__lte=due).order_by("pk")
    gone = []
    for row in rows:
        _enter_destruction(log, row, now)
        if destroy_pseudonyms(keys, row.id):
            gone.append(row.id)
    return gone


@transaction.atomic
def _enter_destruction(log: Log, row: Conversation, now: datetime) -> None:
    subject = f"dialogue:pseudonyms:{row.id}"
    if Entry.objects.filter(log=log, act=DESTROY, subject=subject).exists():
        return
    content = encode({"v": 1, "conversation": row.id})
    statement = RecordEntry(
        act=DESTROY,
        actor=OPERATOR,
        subject=subject,
        at=entry_time(now),
        payload=public_payload(content),
    )
    given = Content(content)
    append_entry(log=log, statement=statement, content=given, symbol=row.symbol, title=row.title)


def _erase_statements(log: Log, row: Conversation, voter: str, now: datetime) -> int:
    own = Statement.objects.filter(conversation=row, author=voter)
    statements = list(own) if voter else []
    if not statements:
        own = own.none()
    about = Q(statement__in=statements) | Q(statement__conversation=row, who=voter)
    concerns = ConcernRow.objects.filter(about)
    basis, actor, day = BASIS, PARTICIPANT, day_of(now)
    erase_rows(log=log, rows=own, columns=("text",), basis=basis, actor=actor, now=day)
    erase_about(log=log, of=statements, concerns=concerns, basis=basis, actor=actor, now=day)
    own.update(author="")
    return len(statements)


def _erase_votes(log: Log, row: Conversation, voter: str, now: datetime) -> int:
    """Erase keys and lines; the entry holds the leaves, sealed: whose they were it cannot tell."""
    lines = VoteLine.objects.filter(conversation=row, voter=voter)
    seqs = list(lines.values_list("seq", flat=True))
    if not seqs:
        return 0
    leaves = erase_keys(subject=str(conversation_subject(row.id)), seqs=seqs)
    content = encode({"v": 1, "leaves": [leaf.hex() for leaf in leaves]})
    key = secrets.token_bytes(32)
    statement = RecordEntry(
        act=ERASE_VOTES,
        actor=PARTICIPANT,
        subject=f"dialogue:votes:{row.id}",
        at=entry_time(day_of(now)),
        payload=sealed_payload(content, key, "person"),
    )
    given = Content(content, key)
    entry = append_entry(
        log=log, statement=statement, content=given, symbol=row.symbol, title=row.title
    )
    _remove_lines(row, voter, entry)
    return len(seqs)


def _remove_lines(row: Conversation, voter: str, entry: Entry) -> None:
    """Let the lines go; on PostgreSQL by the function that sees that ``entry`` says so."""
    if connection.vendor == "sqlite":
        VoteLine.objects.filter(conversation=row, voter=voter).delete()
        return
    with connection.cursor() as cursor:
        called = "SELECT dialogue_erase_vote_lines(%s, %s, %s)"
        cursor.execute(called, [row.id, voter, entry.pk])
