"""Votes: many in one call, each kept or refused by itself, all kept ones in one transaction."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Max

from comity.dialogue import NOT_OPEN, decode_terms, shown_states, stage_of
from comity.fault import N_, Fault, FaultKind, Place, refuse
from comity.site.dialogue.actions.conversation import locked_conversation
from comity.site.dialogue.models import Conversation, Statement, VoteLine

__all__ = ["CAST", "MOST_AT_ONCE", "Cast", "Written", "cast_votes"]

CAST: Final = "dialogue.cast_vote"
MOST_AT_ONCE: Final = 200
FIGURES: Final = re.compile(r"[0-9]{1,6}")
VALUES: Final = {"1": 1, "0": 0, "-1": -1}

NO_VOTE: Final = FaultKind(
    "dialogue.vote_unreadable",
    N_("the vote on statement {statement} is “{value}”"),
    N_("a vote is 1 (agree), 0 (pass) or −1 (disagree), on the number of a statement"),
    N_("Choose one of the three. The other votes you sent were kept."),
)
NO_SUCH_STATEMENT: Final = FaultKind(
    "dialogue.vote_statement_unknown",
    N_("there is no statement {statement} to vote on"),
    N_("a vote is about a statement that is shown in this conversation"),
    N_("Open the list of statements again. The other votes you sent were kept."),
)
TOO_MANY: Final = FaultKind(
    "dialogue.votes_many",
    N_("{count} votes came at once"),
    N_("at most {most} are taken in one go"),
    N_("Send them in smaller portions. None of these was kept."),
)


class Written(NamedTuple):
    """A vote as it was sent: statement and vote in writing.

    ``propensity`` is the probability, in millionths, with which the statement was drawn to be
    shown to this person; None where they chose it themselves.
    """

    statement: str
    vote: str
    propensity: int | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of the votes: those kept by statement, and a fault for each other one."""

    kept: Mapping[int, int]
    faults: tuple[Fault, ...]


def cast_votes(*, conversation: str, voter: str, votes: Sequence[Written], now: datetime) -> Cast:
    """Keep the votes of ``voter``, a pseudonym, as they were written.

    ``records = batch``. Raises ``RefusedError`` where the conversation takes nothing now; a vote
    that cannot be read costs only itself. A later line on a statement replaces an earlier one.
    """
    if len(votes) > MOST_AT_ONCE:
        raise refuse(TOO_MANY.at(Place("votes"), count=len(votes), most=MOST_AT_ONCE))
    with transaction.atomic():
        row = locked_conversation(conversation)
        stage = stage_of(row.state, row.opens_at, row.closes_at, now)
        if stage != "open":
            raise refuse(NOT_OPEN.at(Place(row.symbol), stage=stage))
        cast = _read(votes, _votable(row))
        drawn = {int(one.statement): one.propensity for one in votes if one.propensity is not None}
        last = VoteLine.objects.filter(conversation=row).aggregate(last=Max("seq"))["last"] or 0
        VoteLine.objects.bulk_create(
            VoteLine(
                conversation=row,
                seq=seq,
                voter=voter,
                statement=statement,
                vote=vote,
                propensity=drawn.get(statement),
            )
            for seq, (statement, vote) in enumerate(cast.kept.items(), start=last + 1)
        )
    return cast


def _votable(row: Conversation) -> set[int]:
    states = shown_states(decode_terms(bytes(row.terms)))
    shown = Statement.objects.filter(conversation=row, state__in=states)
    return set(shown.values_list("number", flat=True))


def _read(votes: Sequence[Written], votable: set[int]) -> Cast:
    kept: dict[int, int] = {}
    faults = []
    for statement, value, _ in votes:
        place = Place(f"statement {statement[:20]}")
        number = int(statement) if FIGURES.fullmatch(statement) else 0
        if number not in votable:
            faults.append(NO_SUCH_STATEMENT.at(place, statement=statement))
        elif value not in VALUES:
            faults.append(NO_VOTE.at(place, statement=statement, value=value))
        else:
            kept[number] = VALUES[value]
    return Cast(kept, tuple(faults))
