"""A warning when the audience changes over time: one delegation today, another tomorrow.

Then early and late participants saw other statements, and groups may reflect who came when.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc

from comity.dialogue.votes import VoteLog
from comity.statistics import Floats, Integers, contingency

__all__ = ["THIRDS", "Drift", "DriftRule", "arrival_drift", "arrivals", "by_third", "drift_of"]

THIRDS: Final = 3
FEWEST: Final = 4
NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class DriftRule:
    """When to warn: chance explains it in fewer than ``level`` of cases, and it is not tiny.

    ``effect`` is the least Cramér's V (0 none, 1 complete): in a crowd of many thousands chance
    alone never explains anything.
    """

    level: float = 0.01
    effect: float = 0.1


@dataclass(frozen=True, slots=True)
class Drift:
    """How far class and time of arrival go together, for ``people`` who have both.

    ``statistic`` is Pearson's chi-square of class × third of the arrivals, ``effect`` Cramér's V.
    """

    people: int
    statistic: float
    p_value: float
    effect: float
    warns: bool


def arrivals(log: VoteLog) -> Integers:
    """Return the time of each participant's first vote, array (P,); the largest int64 for none."""
    first = np.full(len(log.participants), NEVER, dtype=np.int64)
    np.minimum.at(first, log.participant, log.time)
    return first


def arrival_drift(
    declared: NDArray[np.integer], arrived: Integers, rule: DriftRule | None = None
) -> Drift | None:
    """Return whether declared classes came at different times, or None where that is no question.

    ``declared`` (P,) is each participant's class from 0 (a delegation, a region), negative for
    none; ``arrived`` (P,) any clock, as of ``arrivals``. People without a class or a vote are left
    out. None means fewer than two classes, or arrivals that cannot be told apart (a file without
    times). People of equal time are in the same third.

    The p-value takes both margins as given and reads the statistic off a gamma distribution of its
    exact mean and variance, so it serves for many small delegations too, where the usual table of
    chi-square does not (48 of 5 people: 0.8 % of shuffled arrivals fall below 1 %; 40 of one
    person beside four of 20: 2 %). Source: Dawson (1954), Biometrika 41, A simplified expression
    for the variance of the χ² function on a contingency table.
    """
    return drift_of(by_third(declared, arrived), rule)


def by_third(declared: NDArray[np.integer], arrived: Integers) -> Integers:
    """Return how many people of each class came in each third of the arrivals, array (C, 3)."""
    if len(declared) != len(arrived):
        raise ValueError("declared and arrived differ in length")
    counted = (declared >= 0) & (arrived < NEVER)
    table = contingency(declared[counted], _thirds(arrived[counted]))
    filled = np.zeros((int(declared.max(initial=-1)) + 1, THIRDS), dtype=np.int64)
    filled[: table.shape[0], : table.shape[1]] = table
    return filled


def drift_of(counts: Integers, rule: DriftRule | None = None) -> Drift | None:
    """Return whether classes came at different times, from the people of each by third (C, 3).

    None means that this is no question: fewer than two classes, or thirds, with anybody in them.
    """
    limits = DriftRule() if rule is None else rule
    table = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    people = int(table.sum())
    if min(table.shape) < 2 or people < FEWEST:
        return None
    statistic = _chi_square(table)
    p_value = _p_value(statistic, table)
    effect = float(np.sqrt(statistic / (people * (min(table.shape) - 1))))
    warns = p_value < limits.level and effect >= limits.effect
    return Drift(people, statistic, p_value, effect, warns)


def _thirds(arrived: Integers) -> Integers:
    """Return the third (0, 1, 2) of each arrival; equal times go where their middle lies."""
    _, place, count = np.unique(arrived, return_inverse=True, return_counts=True)
    before = np.cumsum(count) - count
    # Twice the middle rank, in whole numbers.
    middle = (2 * before + count - 1)[place]
    third: Integers = (middle * THIRDS // max(1, 2 * len(arrived))).astype(np.int64)
    return third


def _expected(table: Integers) -> Floats:
    expected: Floats = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return expected


def _chi_square(table: Integers) -> float:
    expected = _expected(table)
    return float(np.sum(np.square(table - expected) / expected))


def _p_value(statistic: float, table: Integers) -> float:
    people = int(table.sum())
    mean = people / (people - 1) * (table.shape[0] - 1) * (table.shape[1] - 1)
    (rows, row_skew), (columns, column_skew) = (
        _moments(table.sum(axis=axis), people) for axis in (1, 0)
    )
    variance = 2 * people / (people - 3) * (rows - row_skew) * (columns - column_skew)
    variance += people**2 / (people - 1) * row_skew * column_skew
    if variance <= 1e-12 * mean:
        return 1.0  # with these margins the statistic can take one value only
    return float(gammaincc(mean**2 / variance, statistic * mean / variance))


def _moments(margin: Integers, people: int) -> tuple[float, float]:
    """Return Dawson's v and w of one margin."""
    classes = len(margin)
    spread = (classes - 1) * (people - classes) / (people - 1)
    skew = (people * float(np.sum(1 / margin)) - classes**2) / (people - 2)
    return spread, skew
