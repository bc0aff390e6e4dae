"""One ballot of an election for seats: who is elected, and who may stand in the next one.

Only the arithmetic of a single ballot is here; the repeated ballots follow from the rule's data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from comity.fault import N_, FaultKind, Place, refuse
from comity.standards.rules import Election
from comity.standards.testing import COMPARE, required_number

__all__ = ["ElectionBallot", "ElectionOutcome", "count_election"]

IMPOSSIBLE: Final = FaultKind(
    "standards.election_count",
    N_("{name} has {votes} votes, and {most} were possible"),
    N_("nobody has more votes than papers count, and no paper names more than the seats"),
    N_("Count again: papers less invalid ones and abstentions are the members voting."),
)


@dataclass(frozen=True, slots=True)
class ElectionBallot:
    """What was counted in one ballot for some seats."""

    papers: int
    invalid: int
    abstentions: int
    seats: int
    votes: Mapping[str, int]

    @property
    def voting(self) -> int:
        """Return how many count: papers without the invalid ones and the abstentions."""
        return self.papers - self.invalid - self.abstentions


@dataclass(frozen=True, slots=True)
class ElectionOutcome:
    """Who is elected, and to whom the next ballot is restricted; ``tied`` stand equal at a cut."""

    voting: int
    required: int | None
    elected: tuple[str, ...]
    restricted_to: tuple[str, ...]
    tied: tuple[str, ...]


def count_election(rule: Election, ballot: ElectionBallot) -> ElectionOutcome:
    """Return the outcome of one ballot.

    More than enough over the line: the highest are elected. Equals at the cut are never told apart
    by their names: they stand again. Raises ``RefusedError`` for counts that cannot be.
    """
    _refuse_impossible(ballot)
    voting = ballot.voting
    ranked = sorted(ballot.votes.items(), key=lambda each: (-each[1], each[0]))
    over = [
        (name, votes)
        for name, votes in ranked
        if voting and COMPARE[rule.comparison](rule.share.den * votes, rule.share.num * voting)
    ]
    elected, tied = _cut(over, ballot.seats, whole=False)
    left = ballot.seats - len(elected)
    standing = [(name, votes) for name, votes in ranked if name not in elected]
    next_ones, equals = _cut(standing, rule.restricted_to * left, whole=True) if left else ((), ())
    return ElectionOutcome(
        voting,
        required_number(rule.comparison, rule.share, voting) if voting else None,
        elected,
        tied or next_ones,
        tied or equals,
    )


def _cut(
    ranked: list[tuple[str, int]], most: int, *, whole: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the first ``most``, and those equal at the cut: ``whole`` takes them all, else none.

    >>> _cut([("A", 3), ("B", 2), ("C", 2)], 2, whole=False)
    (('A',), ('B', 'C'))
    """
    if len(ranked) <= most:
        return tuple(name for name, _ in ranked), ()
    last = ranked[most - 1][1]
    if ranked[most][1] < last:
        return tuple(name for name, _ in ranked[:most]), ()
    above = tuple(name for name, votes in ranked if votes > last)
    equals = tuple(name for name, votes in ranked if votes == last)
    return (above + equals if whole else above), equals


def _refuse_impossible(ballot: ElectionBallot) -> None:
    place = Place("votes")
    if ballot.voting < 0 or ballot.seats < 1:
        raise refuse(IMPOSSIBLE.at(place, name="–", votes=ballot.papers, most=ballot.voting))
    for name, votes in ballot.votes.items():
        if not 0 <= votes <= ballot.voting:
            raise refuse(IMPOSSIBLE.at(place, name=name, votes=votes, most=ballot.voting))
    total, most = sum(ballot.votes.values()), ballot.voting * ballot.seats
    if total > most:
        raise refuse(IMPOSSIBLE.at(place, name=", ".join(ballot.votes), votes=total, most=most))
