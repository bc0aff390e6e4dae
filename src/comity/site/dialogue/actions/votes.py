"""Votes: each kept or refused by itself, all of many people in one transaction, then signed for.

The action puts one person's votes into the ballot box and comes back once they are committed. The
box writes many people's votes together (``write_votings``).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from django.db import connection

from comity.dialogue import (
    NOT_OPEN,
    Stage,
    Terms,
    decode_terms,
    shown_states,
    stage_of,
    tier_of,
)
from comity.fault import N_, Fault, FaultKind, Place, refuse
from comity.record import BallotLine
from comity.site.dialogue.actions.conversation import UNKNOWN, conversation_subject
from comity.site.dialogue.actions.joining import NOT_OF_TIER
from comity.site.dialogue.actions.participation import Came, ask_who_voted, count_new
from comity.site.dialogue.ballot_box import Box, ComeBack
from comity.site.dialogue.queries.participation import participation_rule
from comity.site.postgres.pipeline import insert_rows
from comity.site.record.attempts import record_attempt
from comity.site.record.batches import due_by, seal_due
from comity.site.record.intake import Intake

__all__ = ["CAST", "MOST_AT_ONCE", "Cast", "Voting", "Written", "cast_votes", "write_votings"]

CAST: Final = "dialogue.cast_vote"
MOST_AT_ONCE: Final = 200
FIGURES: Final = re.compile(r"[0-9]{1,6}")
VALUES: Final = {"1": 1, "0": 0, "-1": -1}
INSERT: Final = (
    "INSERT INTO dialogue_vote_line (conversation_id, seq, voter, statement, vote, propensity) "
    "VALUES"
)
# The dates that a conversation opens and closes at stand in its terms, which never change.
# The number of the last vote is asked of what was sealed: the lines of who took their votes out are
# gone, and their numbers stay.
DOOR: Final = (
    "SELECT state, terms, (SELECT max(seq) FROM record_sealedballot WHERE subject = %s) "
    "FROM dialogue_conversation WHERE id = %s"
)
HOLD: Final = "SELECT 1 FROM dialogue_conversation WHERE id = %s FOR UPDATE"
# Of the statements asked for alone: with each row that is read another thread may come between.
STATEMENTS: Final = (
    "SELECT number, state FROM dialogue_statement "
    "WHERE conversation_id = %s AND text <> '' AND number IN ({places})"
)

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
class Voting:
    """The votes that one person, a pseudonym of the conversation, sends at once.

    ``language`` is that of the page, ``region`` the one their invitation was for: both are counted
    where somebody votes for the first time, and kept beside no vote.
    """

    conversation: str
    voter: str
    votes: tuple[Written, ...]
    at: datetime
    language: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of a voting: the votes kept by statement, and a fault for each other one.

    ``leaves`` are the sealed ballots that were kept, which are in the record ``by`` then;
    ``stage`` is that of the conversation. ``note`` is the signed word for it, once committed.
    """

    kept: Mapping[int, int]
    faults: tuple[Fault, ...]
    leaves: tuple[bytes, ...]
    by: datetime
    stage: Stage
    note: bytes = b""


@dataclass(slots=True)
class _Room:
    """A conversation while votes are written into it; ``votable`` of the statements asked for.

    ``known`` are those who voted before, of those who vote now.
    ``lines`` and ``due`` are what is to be stored: the votes, and their ballots to be sealed.
    """

    id: str
    state: str
    terms: Terms
    votable: frozenset[int]
    seq: int
    known: set[str]
    lines: list[tuple[str, int, str, int, int, int | None]] = field(default_factory=list)
    due: list[tuple[BallotLine, datetime]] = field(default_factory=list)

    def store(self) -> Iterator[bytes]:
        """Store all votes that were taken; return the leaves of their ballots, in order."""
        insert_rows(INSERT, self.lines)
        subject = str(conversation_subject(self.id))
        return iter(seal_due(subject=subject, due=self.due) if self.due else ())


def cast_votes(*, box: Box[Voting, Cast], intake: Intake, voting: Voting) -> Cast | ComeBack:
    """Keep one person's votes and sign for them, or say when to come back.

    ``records = batch``. A vote that cannot be read costs only itself; a later one on a statement
    replaces an earlier one. Raises ``RefusedError`` where the conversation takes nothing now,
    which is noted as an attempt without what was attempted.
    """
    count = len(voting.votes)
    if count > MOST_AT_ONCE:
        raise refuse(TOO_MANY.at(Place("votes"), count=count, most=MOST_AT_ONCE))
    outcome = box.cast(voting, max(1, count))
    if isinstance(outcome, ComeBack):
        return outcome
    subject = str(conversation_subject(voting.conversation))
    if outcome.stage != "open":
        fault = NOT_OPEN.at(Place(voting.conversation))
        record_attempt(subject=subject, kind=CAST, day=voting.at.date(), reason=fault.code)
        raise refuse(fault)
    if not outcome.leaves:
        return outcome
    note = intake.acknowledge(subject=subject, at=voting.at, by=outcome.by, ballots=outcome.leaves)
    return replace(outcome, note=note)


def write_votings(requests: Sequence[Voting]) -> Sequence[Cast]:
    """Write what many people voted, in the box's transaction; return what became of each."""
    asked: dict[str, set[int]] = {}
    voters: dict[str, set[str]] = {}
    for voting in requests:
        numbers = (_number(vote.statement) for vote in voting.votes)
        asked.setdefault(voting.conversation, set()).update(numbers)
        voters.setdefault(voting.conversation, set()).add(voting.voter)
    # In one order, so that two workers never wait for each other.
    rooms = {one: _enter(one, numbers, voters[one]) for one, numbers in sorted(asked.items())}
    taken = [_taken(voting, rooms[voting.conversation]) for voting in requests]
    leaves = {one: room.store() for one, room in rooms.items()}
    done = [
        replace(outcome, leaves=tuple(islice(leaves[voting.conversation], len(outcome.kept))))
        for voting, outcome in zip(requests, taken, strict=True)
    ]
    came: list[Came] = []
    for voting, outcome in zip(requests, done, strict=True):
        room = rooms[voting.conversation]
        if outcome.kept and voting.voter not in room.known:
            room.known.add(voting.voter)
            came += _came(voting, room.terms)
    count_new(came)
    return done


def _came(voting: Voting, terms: Terms) -> Sequence[Came]:
    """Return how somebody who votes for the first time is counted; an unknown value is none.

    Of those in another tier than the one that shapes the report only that is counted: tiers are
    never added up, nor are their languages and regions.
    """
    tier = tier_of(voting.voter)
    if tier != terms.tier:
        return [(voting.conversation, "tier", tier)]
    language = voting.language if voting.language in terms.languages else ""
    region = voting.region if voting.region in participation_rule().regions else ""
    told = (("tier", tier), ("language", language), ("region", region))
    return [(voting.conversation, part, value) for part, value in told]


def _taken(voting: Voting, room: _Room) -> Cast:
    """Put the votes into what is to be stored; return what became of them, without leaves yet."""
    stage = stage_of(room.state, room.terms.opens, room.terms.closes, voting.at)
    by = due_by(room.terms.closes, voting.at)
    if stage != "open":
        return Cast({}, (), (), by, stage)
    if tier_of(voting.voter) not in room.terms.tiers:
        return Cast({}, (NOT_OF_TIER.at(Place(voting.conversation)),), (), by, stage)
    kept, faults = _read(voting.votes, room.votable)
    lines = [
        (room.id, room.seq + place, voting.voter, statement, vote, propensity)
        for place, (statement, (vote, propensity)) in enumerate(kept.items(), start=1)
    ]
    room.seq += len(lines)
    room.lines += lines
    room.due += [
        (BallotLine(seq, who, str(number), vote), by) for _, seq, who, number, vote, _ in lines
    ]
    votes = {statement: vote for statement, (vote, _) in kept.items()}
    return Cast(votes, tuple(faults), (), by, stage)


def _enter(conversation: str, numbers: Collection[int], voters: Collection[str]) -> _Room:
    # Not by the models: this is asked for each few votes, and they take longer than the answer.
    # All is asked before the first answer is read, so that one way there and back is enough.
    with connection.cursor() as door, connection.cursor() as shown, connection.cursor() as voted:
        subject = str(conversation_subject(conversation))
        if connection.features.has_select_for_update:
            # By itself: a number read by the statement that waits would be from before the wait.
            door.execute(HOLD, [conversation])
        door.execute(DOOR, [subject, conversation])
        places = ", ".join(["%s"] * len(numbers)) or "NULL"
        shown.execute(STATEMENTS.format(places=places), [conversation, *numbers])
        ask_who_voted(voted, conversation, voters)
        row = door.fetchone()
        if row is None:
            raise refuse(UNKNOWN.at(Place(conversation)))
        state, terms, last = row[0], _terms(bytes(row[1])), row[2] or 0
        states = shown_states(terms)
        votable = frozenset(number for number, state in shown.fetchall() if state in states)
        known = {name for (name,) in voted.fetchall()}
    return _Room(conversation, state, terms, votable, last, known)


@lru_cache(maxsize=64)
def _terms(canonical: bytes) -> Terms:
    return decode_terms(canonical)


def _read(
    votes: Sequence[Written], votable: frozenset[int]
) -> tuple[dict[int, tuple[int, int | None]], list[Fault]]:
    kept: dict[int, tuple[int, int | None]] = {}
    faults = []
    for statement, value, propensity in votes:
        place = Place(f"statement {statement[:20]}")
        number = _number(statement)
        if number not in votable:
            faults.append(NO_SUCH_STATEMENT.at(place, statement=statement))
        elif value not in VALUES:
            faults.append(NO_VOTE.at(place, statement=statement, value=value))
        else:
            kept[number] = (VALUES[value], propensity)
    return kept, faults


def _number(statement: str) -> int:
    """Return the number written in ``statement``; 0, which no statement has, where none is."""
    return int(statement) if FIGURES.fullmatch(statement) else 0
