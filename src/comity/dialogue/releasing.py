"""Which counts of a live conversation may be shown, so that no two of them tell of few people.

The counts of a cell (one statement in one tier) are kept as snapshots. A next snapshot is taken
only once so many people differ in it from what they were in *every* snapshot before: who votes on
the statement for the first time, or changes the vote to one that was never counted of them. So
whichever two snapshots are subtracted, that many people are in the difference at least. Who changes
the vote back, or takes it out, brings no snapshot about and rides along in the next one. Who took
a vote out may come back as somebody new and vote as before: for each that a snapshot has counted
and that is gone, one person more is waited for.

What is shown is the last snapshot but one. The newest is held back until the next, so that what is
published after the close also differs by so many from whatever was shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["NOBODY", "Answered", "ReleaseLedger", "Snapshot", "shown_of"]

BIT: Final = {1: 1, 0: 2, -1: 4}
"""The bit of each vote in the set of those that a snapshot has counted of a person."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How many agree, disagree and pass."""

    agree: int
    disagree: int
    passed: int

    @property
    def seen(self) -> int:
        """Return how many people that is."""
        return self.agree + self.disagree + self.passed


NOBODY: Final = Answered(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The counts of ``cell`` over all votes up to the line numbered ``seq``."""

    cell: int
    seq: int
    counts: Answered


class _Cell:
    """One cell: everybody's present vote, and whose was never in a snapshot as it is now.

    ``gone`` is how many of those in a snapshot have taken their votes out: the most of any.
    """

    __slots__ = ("counted", "counts", "fresh", "gone", "votes")

    def __init__(self) -> None:
        self.counts = {1: 0, 0: 0, -1: 0}
        self.votes: dict[int, int] = {}
        self.counted: dict[int, int] = {}
        self.fresh: set[int] = set()
        self.gone = 0


class ReleaseLedger:
    """The votes of one tier as they come in, and which cells are due for a snapshot.

    Each vote costs the same whatever came before. ``step`` is how many people two snapshots of a
    cell differ by at least.
    """

    def __init__(self, step: int) -> None:
        """Begin without votes."""
        if step < 1:
            raise ValueError("a step is of one person at least")
        self._step = step
        self._people: dict[str, int] = {}
        self._cells: dict[int, _Cell] = {}

    @property
    def people(self) -> int:
        """Return how many people have voted."""
        return len(self._people)

    @property
    def cells(self) -> Sequence[int]:
        """Return the cells somebody voted in, in the order in which that was first done."""
        return tuple(self._cells)

    def cast(self, person: str, cell: int, vote: int) -> None:
        """Count a vote (1, 0 or -1); an earlier one of the same person in the cell gives way."""
        who = self._people.setdefault(person, len(self._people))
        kept = self._cells.setdefault(cell, _Cell())
        before = kept.votes.get(who)
        if before is not None:
            kept.counts[before] -= 1
        kept.counts[vote] += 1
        kept.votes[who] = vote
        if kept.counted.get(who, 0) & BIT[vote]:
            kept.fresh.discard(who)
        else:
            kept.fresh.add(who)

    def counts(self, cell: int) -> Answered:
        """Return the exact counts of a cell as they are now; they are for nobody's eyes."""
        kept = self._cells.get(cell)
        return NOBODY if kept is None else Answered(kept.counts[1], kept.counts[-1], kept.counts[0])

    def due(self) -> Sequence[int]:
        """Return the cells of which a snapshot may be taken now."""
        return [
            cell for cell, kept in self._cells.items() if len(kept.fresh) >= self._step + kept.gone
        ]

    def take(self, cell: int, told: int = 0) -> Answered:
        """Return the counts for a snapshot, and note of whom which vote is counted in it.

        Whether it is due is not asked: what was taken before votes were erased is taken again.
        ``told`` is how many people it counted then.
        """
        kept = self._cells.setdefault(cell, _Cell())
        kept.gone = max(kept.gone, told - len(kept.votes))
        for who in kept.fresh:
            kept.counted[who] = kept.counted.get(who, 0) | BIT[kept.votes[who]]
        kept.fresh.clear()
        return self.counts(cell)


def shown_of(snapshots: Sequence[Snapshot]) -> Snapshot | None:
    """Return which of the snapshots of one cell, in their order, is shown: the last but one."""
    return snapshots[-2] if len(snapshots) > 1 else None
