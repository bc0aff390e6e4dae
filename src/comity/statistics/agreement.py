"""How far two groupings of the same items agree. Labels are whole numbers from 0."""

import numpy as np
from numpy.typing import NDArray

from comity.statistics.sampling import Floats, Integers

__all__ = ["adjusted_rand_index", "best_jaccard", "contingency", "match_labels", "rand_of_table"]

Labels = NDArray[np.integer]


def contingency(a: Labels, b: Labels, weights: Integers | None = None) -> Integers:
    """Return the table (largest a + 1, largest b + 1) that counts items by their two labels.

    ``weights`` counts an item several times (or not at all), as in a bootstrap resample.
    """
    if len(a) != len(b):
        raise ValueError("both groupings must label the same items")
    if len(a) == 0:
        return np.zeros((0, 0), dtype=np.int64)
    rows, columns = int(a.max()) + 1, int(b.max()) + 1
    place = a.astype(np.int64) * columns + b
    counts = np.bincount(place, weights=weights, minlength=rows * columns)
    return counts.astype(np.int64).reshape(rows, columns)


def adjusted_rand_index(a: Labels, b: Labels) -> float:
    """Return the agreement of two groupings: 1 when equal, about 0 when independent.

    (index − expected) / (maximum − expected) over pairs of items. Source: Hubert and Arabie (1985),
    J. Classification 2. Two groupings that both put all in one group, or each in its own, give 1.
    """
    return rand_of_table(contingency(a, b))


def rand_of_table(table: Integers) -> float:
    """Return the adjusted Rand index of the two groupings that a contingency table counts."""
    # Whole numbers throughout: beyond 100,000 items the products pass 2**53.
    index = sum(_pairs(int(n)) for n in table.ravel())
    left = sum(_pairs(int(n)) for n in table.sum(axis=1))
    right = sum(_pairs(int(n)) for n in table.sum(axis=0))
    every = _pairs(int(table.sum()))
    # All four terms times 2·every, so that only the last step leaves the whole numbers.
    above = 2 * (index * every - left * right)
    below = (left + right) * every - 2 * left * right
    return above / below if below else 1.0


def best_jaccard(table: Integers) -> Floats:
    """Return for each row group of a contingency table the largest |A∩B| / |A∪B| over the columns.

    Source: Hennig (2007), Cluster-wise assessment of cluster stability. NaN for an empty row group,
    which a resample without any of its members cannot judge.
    """
    rows, columns = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    union = rows + columns - table
    share = table / np.maximum(union, 1)
    best = share.max(axis=1, initial=0.0)
    return np.where(rows[:, 0] > 0, best, np.nan)


def match_labels(table: Integers) -> Integers:
    """Return for each column group the row group it corresponds to, or −1 when it has none left.

    The one-to-one match with the most common items (Hungarian method).
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to load, seldom needed

    row, column = linear_sum_assignment(table, maximize=True)
    match = np.full(table.shape[1], -1, dtype=np.int64)
    match[column] = row
    return match


def _pairs(n: int) -> int:
    return n * (n - 1) // 2
