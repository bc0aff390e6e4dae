"""What a roll call has come to: ballots, the result, and beside it what never alters it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from comity.fault import Fault
from comity.people import by_lot
from comity.standards.ballots import VOTES
from comity.standards.roll_call_acts import Called, RollCallAct

__all__ = ["KeptBallot", "RollCall"]


@dataclass(frozen=True, slots=True)
class KeptBallot:
    """An act that was refused: kept with the reason, and outside every count."""

    act: RollCallAct
    fault: Fault


@dataclass(frozen=True, slots=True)
class RollCall:
    """A roll call after some acts; ``ballots`` are all that were taken, changed ones too.

    ``clock`` is the latest time of receipt so far, ``stepped`` how many acts said an earlier one.
    """

    call: RollCallAct | None = None
    ballots: tuple[RollCallAct, ...] = ()
    closed: datetime | None = None
    corrections: tuple[RollCallAct, ...] = ()
    explanations: tuple[RollCallAct, ...] = ()
    refused: tuple[KeptBallot, ...] = ()
    clock: datetime | None = None
    stepped: int = 0
    numbers: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    @property
    def state(self) -> str:
        """Return ``draft``, ``open`` or ``closed``."""
        return "draft" if self.call is None else "closed" if self.closed else "open"

    @property
    def roll(self) -> Mapping[str, str]:
        """Return the status of each party on the roll."""
        return {each.party: each.status for each in (self.call.roll if self.call else ())}

    @property
    def order(self) -> tuple[str, ...]:
        """Return the entitled parties in the running order that the root of the call draws."""
        if self.call is None:
            return ()
        return tuple(by_lot(_entitled(self.call.roll), self.call.root))

    @property
    def votes(self) -> Mapping[str, str]:
        """Return the vote of each party that gave one: its last before the close."""
        return {each.party: each.vote for each in self.ballots}

    @property
    def corrected_votes(self) -> Mapping[str, str]:
        """Return the votes with what parties later said they had intended: unofficial."""
        return {**self.votes, **{each.party: each.vote for each in self.corrections}}

    @property
    def counts(self) -> Mapping[str, int]:
        """Return the counts that a rule of decision takes; after the close they never change."""
        return _counted(self.votes, self.order)

    @property
    def corrected_counts(self) -> Mapping[str, int]:
        """Return the counts with correction notes: shown beside the result, and unofficial."""
        return _counted(self.corrected_votes, self.order)


def _entitled(roll: Iterable[Called]) -> list[str]:
    return [each.party for each in roll if each.status == "member"]


def _counted(votes: Mapping[str, str], entitled: Iterable[str]) -> dict[str, int]:
    given = [votes.get(party, "absent") for party in entitled]
    return {vote: given.count(vote) for vote in (*VOTES, "absent")}
