"""The ballots behind a sealed bundle, opened for auditors: each vote with its key and its batch.

With them an auditor follows a vote from the sealed leaf that was entered when it was taken to the
row of the matrix that was counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from comity.canonical import encode
from comity.dialogue.publication import VOTES
from comity.dialogue.sealing import PEOPLE
from comity.dialogue.tiers import tier_of
from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.record import (
    BallotLine,
    Batch,
    PublishedFunction,
    make_batch,
    seal_line,
)

__all__ = [
    "BALLOTS",
    "PUBLISHED",
    "OpenedBallot",
    "ballot_lines",
    "check_ballots",
    "check_batches",
    "opened_ballots",
]

BALLOTS: Final = "inputs/ballots.csv"
CHECKED: Final = "outputs/ballots.json"
TIER: Final = ""
"""Stands for the statement, where somebody's tier stands beside their votes."""
Voted: TypeAlias = Counter[frozenset[tuple[str, str]]]
"""How many people voted so and so: the last vote on each statement."""
HEAD: Final = "batch,leaf,key,seq,pseudonym,statement,vote"

UNREADABLE: Final = FaultKind(
    "dialogue.ballots_unreadable",
    N_("line {line} of the ballots cannot be read: {reason}"),
    N_("each line names a batch, a leaf, and the key and the vote as long as they were not erased"),
    N_("Nothing was signed. Take the sealed bundle as the organisation made it."),
)
OTHER_LEAF: Final = FaultKind(
    "dialogue.ballots_leaf",
    N_("vote {seq} is not the one that was sealed"),
    N_("a vote under its key gives the leaf that was entered when it was taken"),
    N_("Nothing was signed. Tell the organisation, and the other auditors."),
)
OTHER_VOTES: Final = FaultKind(
    "dialogue.ballots_votes",
    N_("{count} people’s votes differ between the ballots and the votes that were counted"),
    N_("what is counted are the last votes of each pseudonym on each statement"),
    N_("Nothing was signed. Tell the organisation, and the other auditors."),
)
OTHER_BATCH: Final = FaultKind(
    "dialogue.ballots_batch",
    N_("batch {batch}: the sealed bundle has {found} of its ballots, the record says {count}"),
    N_("the leaves of a batch give the root that its entry in the record commits to"),
    N_("Nothing was signed. Tell the organisation, and the other auditors."),
)


@dataclass(frozen=True, slots=True)
class OpenedBallot:
    """A sealed leaf and the index of its batch's entry; vote and key unless they were erased."""

    batch: int
    leaf: bytes
    key: bytes | None = None
    line: BallotLine | None = None


def ballot_lines(ballots: Iterable[OpenedBallot]) -> bytes:
    """Return the member of a sealed bundle that holds ``ballots``, by batch and leaf."""
    ordered = sorted(ballots, key=lambda one: (one.batch, one.leaf))
    return "".join(f"{line}\n" for line in (HEAD, *map(_written, ordered))).encode()


def check_ballots(sealed: Mapping[str, bytes]) -> Sequence[OpenedBallot]:
    """Return the ballots of a sealed bundle, each checked; refuse unless its votes are theirs.

    ``sealed`` are the bundle's members; where people are among them, each has to be counted in the
    tier that their pseudonym names. A bundle without ballots has none to check.
    """
    if BALLOTS not in sealed:
        return ()
    ballots = _read(sealed[BALLOTS])
    for one in ballots:
        if one.line and one.key and seal_line(one.line, one.key) != one.leaf:
            raise refuse(OTHER_LEAF.at(Place(BALLOTS), seq=one.line.seq))
    declared = _tiers_in(sealed[PEOPLE]) if PEOPLE in sealed else None
    cast = _matrix_of(ballots, tiers=declared is not None)
    counted = _matrix_in(sealed[VOTES], declared or {})
    differing = (cast - counted) + (counted - cast)
    if differing:
        raise refuse(OTHER_VOTES.at(Place(VOTES), count=differing.total()))
    return ballots


def opened_ballots(inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return how many ballots were opened and of how many people, each having been checked."""
    ballots = check_ballots(inputs)
    opened = [one.line for one in ballots if one.line]
    people = len({line.pseudonym for line in opened})
    return {CHECKED: encode({"ballots": len(ballots), "opened": len(opened), "people": people})}


def check_batches(ballots: Iterable[OpenedBallot], batches: Mapping[int, Batch]) -> None:
    """Refuse unless the leaves of ``ballots`` are those of ``batches``, by index of the entry."""
    leaves: dict[int, list[bytes]] = {index: [] for index in batches}
    for one in ballots:
        leaves.setdefault(one.batch, []).append(one.leaf)
    for index, found in sorted(leaves.items()):
        batch = batches.get(index)
        if batch is None or not found or make_batch(batch.subject, found) != batch:
            said = 0 if batch is None else batch.count
            raise refuse(OTHER_BATCH.at(Place(BALLOTS), batch=index, found=len(found), count=said))


def _written(one: OpenedBallot) -> str:
    if one.key is None or one.line is None:
        return f"{one.batch},{one.leaf.hex()},"
    return f"{one.batch},{one.leaf.hex()},{one.key.hex()},{one.line.encoded.decode()}"


def _read(data: bytes) -> Sequence[OpenedBallot]:
    ballots = []
    lines = data.decode("utf-8", "replace").splitlines()
    for number, line in enumerate(lines, start=1):
        if number == 1 and line == HEAD:
            continue
        try:
            if number == 1:
                raise ValueError(phrase(N_("it is no heading")))  # noqa: TRY301 - told like the others
            ballots.append(_ballot(line))
        except ValueError as error:
            raise refuse(UNREADABLE.at(Place(BALLOTS), line=number, reason=error)) from error
    return ballots


def _ballot(line: str) -> OpenedBallot:
    batch, leaf, key, *rest = line.split(",", 3)
    if not key:
        return OpenedBallot(int(batch), bytes.fromhex(leaf))
    opened = BallotLine.read(",".join(rest).encode())
    return OpenedBallot(int(batch), bytes.fromhex(leaf), bytes.fromhex(key), opened)


def _matrix_of(ballots: Iterable[OpenedBallot], *, tiers: bool) -> Voted:
    """Return how many pseudonyms voted so and so, by the last vote on each statement."""
    lines = sorted((one.line for one in ballots if one.line), key=lambda line: line.seq)
    people: dict[str, dict[str, str]] = {}
    for line in lines:
        voter = people.setdefault(line.pseudonym, {})
        voter[line.statement] = str(line.vote)
        if tiers:
            voter[TIER] = tier_of(line.pseudonym)
    return Counter(frozenset(votes.items()) for votes in people.values())


def _matrix_in(votes: bytes, tiers: Mapping[str, str]) -> Voted:
    """Return the same of the rows that were counted, of each in its tier where that is declared."""
    people = {row: {(TIER, tier)} for row, tier in tiers.items()}
    for line in votes.decode("utf-8", "replace").splitlines()[1:]:
        row, statement, vote = line.rsplit(",", 2)
        people.setdefault(row, set()).add((statement, vote))
    return Counter(frozenset(cells) for cells in people.values())


def _tiers_in(people: bytes) -> Mapping[str, str]:
    """Return the tier of each row that was counted."""
    lines = (line.split(",") for line in people.decode("utf-8", "replace").splitlines()[1:])
    return {row: tier for row, tier, *_ in lines}


PUBLISHED: Final = PublishedFunction(
    name="dialogue.ballots",
    version=1,
    inputs=(BALLOTS, VOTES),
    outputs=(CHECKED,),
    tolerance=0.0,
    run=opened_ballots,
)
