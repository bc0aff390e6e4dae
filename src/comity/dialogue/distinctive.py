"""What sets an opinion group apart: where its share differs from the rest's beyond chance.

The incumbent lists five statements by a product of ratios and z-values, with no regard to how many
comparisons were made. Here every comparison is tested, the false discovery rate is controlled over
all of them, and what remains is ranked by the size of the difference.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from comity.dialogue.rule import ReportRule
from comity.dialogue.tally import Tally
from comity.statistics import Floats, Integers, benjamini_hochberg

__all__ = ["Direction", "Distinctive", "distinctive", "higher_share"]

Direction: TypeAlias = Literal["agree", "disagree"]

DIRECTIONS: Final[tuple[Direction, ...]] = ("agree", "disagree")


@dataclass(frozen=True, slots=True)
class Distinctive:
    """A statement (its column) that a group agrees or disagrees with more often than the rest.

    ``difference`` is the group's share less the rest's, ``p`` the one-sided p-value.
    """

    statement: int
    direction: Direction
    difference: float
    p: float


def distinctive(
    by_group: Tally, listed: NDArray[np.bool_], rule: ReportRule
) -> tuple[tuple[Distinctive, ...], ...]:
    """Return for each group of a (G, S) tally what sets it apart, largest difference first.

    The rest are the other groups. Only ``listed`` (S,) statements are compared, and only where
    group and rest both have ``minimum_cell`` votes. Each group and statement gives one comparison,
    in the direction in which it differs more; Benjamini–Hochberg over all of them.
    """
    seen = by_group.seen
    rest = seen.sum(axis=0) - seen
    compared = (seen >= rule.minimum_cell) & (rest >= rule.minimum_cell) & listed
    tests = [
        higher_share(count, seen, count.sum(axis=0) - count, rest)
        for count in (by_group.agree, by_group.disagree)
    ]
    difference = np.stack([test[0] for test in tests])
    p = np.stack([test[1] for test in tests])
    side = np.argmin(p, axis=0)
    chosen_p = np.minimum(1.0, 2 * np.take_along_axis(p, side[None], axis=0)[0])
    chosen_difference = np.take_along_axis(difference, side[None], axis=0)[0]
    found = np.zeros(seen.shape, dtype=np.bool_)
    found[compared] = benjamini_hochberg(chosen_p[compared], rule.false_discovery_rate)
    return tuple(
        _ranked(found[group], side[group], chosen_difference[group], chosen_p[group])
        for group in range(len(seen))
    )


def higher_share(
    successes: Integers, trials: Integers, other_successes: Integers, other_trials: Integers
) -> tuple[Floats, Floats]:
    """Return the difference of two shares and the one-sided p-value that the first is higher.

    The pooled two-proportion z-test (Fleiss, Statistical Methods for Rates and Proportions,
    ch. 3), without continuity correction; p is 1 where either has no trials or shares are equal.
    """
    n, m = np.maximum(trials, 1), np.maximum(other_trials, 1)
    difference = successes / n - other_successes / m
    pooled = (successes + other_successes) / (n + m)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    tested = (spread > 0) & (trials > 0) & (other_trials > 0)
    z = difference / np.where(tested, spread, 1.0)
    return difference, np.where(tested & (difference > 0), ndtr(-z), 1.0)


def _ranked(
    found: NDArray[np.bool_], side: Integers, difference: Floats, p: Floats
) -> tuple[Distinctive, ...]:
    columns = np.flatnonzero(found)
    # Differences that agree to 1e-9 are ties: the lower statement comes first on every machine.
    order = np.lexsort((columns, -np.round(difference[columns], 9)))
    return tuple(
        Distinctive(
            int(column), DIRECTIONS[int(side[column])], float(difference[column]), float(p[column])
        )
        for column in columns[order]
    )
