"""Which statement a participant is shown next, drawn with a probability that can be logged.

Priorities alone leave some statements too rarely seen; so they share the draw with the least seen
statements and with pure chance. Distance from the middle of the map is left out of them: what lies
far out is shown more, moves the axes by being shown more, and then lies further out. In simulation
that buried the groups, above all when the audience changed over time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isclose
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.routing import priorities
from comity.dialogue.tally import Tally
from comity.dialogue.votes import Statement, VoteMatrix
from comity.statistics import Draw, Floats, Integers

__all__ = ["Drawn", "Mix", "Offer", "Shown", "draw_all", "draw_next", "offer", "propensities"]

Flags: TypeAlias = NDArray[np.bool_]

LEAST_UNIFORM: Final = 0.1
BLOCK: Final = 512
NONE_LEFT: Final = -1


@dataclass(frozen=True, slots=True)
class Mix:
    """How much of each draw goes by priority, to the least seen, and to chance; they sum to 1.

    A statement's weight among the least seen is 1 / (its votes + ``smoothing``). ``distance``
    multiplies the distance from the middle of the map in the priorities: 0 leaves it out, 1 is the
    incumbent's. Source of the defaults: simulations of steady and of drifting audiences
    (``tests/dialogue/test_drawing.py``).
    """

    priority: float = 0.45
    least_seen: float = 0.45
    uniform: float = 0.1
    smoothing: float = 4.0
    distance: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a mix that leaves a statement without a chance, or is no mix."""
        parts = self.priority, self.least_seen, self.distance
        if not (all(0 <= part < inf for part in parts) and 0 < self.smoothing < inf):
            raise ValueError("no part may be below 0 or endless, smoothing must be above 0")
        if not self.uniform >= LEAST_UNIFORM:
            raise ValueError(f"uniform is {self.uniform}; it must be at least {LEAST_UNIFORM}")
        if not isclose(self.priority + self.least_seen + self.uniform, 1, abs_tol=1e-9):
            raise ValueError("priority, least_seen and uniform must sum to 1")


@dataclass(frozen=True, eq=False)
class Offer:
    """What may be shown at one moment: made once per refresh, then drawn from for everybody.

    All arrays are (S,): ``is_open`` flags what may be shown; ``priority`` and ``least_seen`` are
    weights, above 0 where open and 0 elsewhere.
    """

    mix: Mix
    is_open: Flags
    priority: Floats
    least_seen: Floats


@dataclass(frozen=True, slots=True)
class Shown:
    """The column to show, and the probability with which it was drawn just now: log both."""

    column: int
    propensity: float


class Drawn(NamedTuple):
    """One draw for each of P people; column −1 and propensity 0 for who has nothing left."""

    column: Integers
    propensity: Floats


def offer(
    statements: Sequence[Statement],
    counts: Tally,
    mix: Mix | None = None,
    *,
    extremity: Floats | None = None,
    accepted_only: bool = False,
) -> Offer:
    """Return what may be shown, from the present counts (S,) of the tier that shapes the groups.

    ``statements`` are the columns of ``counts``. A rejected statement is never open; with
    ``accepted_only`` neither is one not yet moderated. A meta statement has the fixed priority of
    all meta statements and else counts as any other. ``extremity`` (S,), 0 for what is not on the
    map yet, is needed where the mix has a ``distance``. Raises ``ValueError``.
    """
    mixed = Mix() if mix is None else mix
    least = 1 if accepted_only else 0
    is_open = np.array([each.moderated >= least for each in statements], dtype=np.bool_)
    meta = np.array([each.meta for each in statements], dtype=np.bool_)
    if counts.seen.shape != is_open.shape:
        raise ValueError("the counts are not those of the statements")
    priority = priorities(counts, _distance(extremity, mixed, len(is_open)), meta)
    return Offer(
        mix=mixed,
        is_open=is_open,
        priority=np.where(is_open, priority, 0.0),
        least_seen=np.where(is_open, 1 / (counts.seen + mixed.smoothing), 0.0),
    )


def propensities(now: Offer, voted: Integers) -> Floats:
    """Return the probability (S,) of each statement to be drawn next by who voted on ``voted``.

    ``voted`` are columns. The probabilities sum to 1, or are all 0 when nothing is left.
    """
    result = np.zeros(len(now.is_open))
    left, share = _left(now, voted)
    result[left] = share
    return result


def draw_next(now: Offer, voted: Integers, draw: Draw) -> Shown | None:
    """Return the next statement for one person who voted on the columns ``voted``, or None.

    None means that nothing is left; then, too, one fraction of ``draw`` is used.
    """
    chance = float(draw.floats(1)[0])
    left, share = _left(now, voted)
    if len(left) == 0:
        return None
    running = share.cumsum()
    place = int(running.searchsorted(chance * running[-1], side="right"))
    place = min(place, len(left) - 1)  # rounding may carry a chance past the end
    return Shown(int(left[place]), float(share[place]))


def draw_all(now: Offer, votes: VoteMatrix, draw: Draw) -> Drawn:
    """Return the next statement of every row of ``votes``: what ``draw_next`` gives one by one.

    In blocks of rows, so that memory does not grow with people × statements.
    """
    people = votes.shape[0]
    column = np.full(people, NONE_LEFT, dtype=np.int64)
    propensity = np.zeros(people)
    for first in range(0, people, BLOCK):
        rows = slice(first, min(first + BLOCK, people))
        left = _left_in_block(now, votes, rows)
        column[rows], propensity[rows] = _draw_block(now, left, draw.floats(len(left)))
    return Drawn(column, propensity)


def _distance(extremity: Floats | None, mix: Mix, width: int) -> Floats:
    if mix.distance == 0:
        return np.zeros(width)
    if extremity is None or extremity.shape != (width,) or not np.isfinite(extremity).all():
        raise ValueError("the mix has a distance, so each statement needs its extremity")
    return extremity * mix.distance


def _left(now: Offer, voted: Integers) -> tuple[Integers, Floats]:
    """Return the columns one person may still be shown, and the probability of each."""
    free = now.is_open.copy()
    free[voted] = False
    left = free.nonzero()[0]
    if len(left) == 0:
        return left, np.zeros(0)
    # Running sums, here and below: their order is fixed, so every machine draws the same.
    priority, least_seen = now.priority[left], now.least_seen[left]
    share = priority * (now.mix.priority / priority.cumsum()[-1])
    share += least_seen * (now.mix.least_seen / least_seen.cumsum()[-1])
    share += now.mix.uniform / len(left)
    return left, share


def _left_in_block(now: Offer, votes: VoteMatrix, rows: slice) -> Flags:
    cells = slice(votes.row_starts[rows.start], votes.row_starts[rows.stop])
    free = np.repeat(now.is_open[None], rows.stop - rows.start, axis=0)
    free[votes.row[cells] - rows.start, votes.column[cells]] = False
    return free


def _draw_block(now: Offer, free: Flags, chance: Floats) -> tuple[Integers, Floats]:
    """Draw for the rows of ``free`` (n, S): the same operations as for one, side by side."""
    number = free.sum(axis=1)
    some = np.flatnonzero(number)
    column = np.full(len(free), NONE_LEFT, dtype=np.int64)
    propensity = np.zeros(len(free))
    if len(some) == 0:
        return column, propensity
    free = free[some]
    # Zeros where nothing may be shown change no running sum, so the bits are those of one draw.
    priority, least_seen = np.where(free, now.priority, 0.0), np.where(free, now.least_seen, 0.0)
    share = priority * (now.mix.priority / priority.cumsum(axis=1)[:, -1:])
    share += least_seen * (now.mix.least_seen / least_seen.cumsum(axis=1)[:, -1:])
    share += np.where(free, now.mix.uniform / number[some, None], 0.0)
    running = share.cumsum(axis=1)
    found = (running <= (chance[some] * running[:, -1])[:, None]).sum(axis=1)
    last = free.shape[1] - 1 - free[:, ::-1].argmax(axis=1)
    column[some] = np.minimum(found, last)
    propensity[some] = share[np.arange(len(some)), column[some]]
    return column, propensity
