"""Intervals for a share k of n: Jeffreys to show, Wilson to rank; both know finite populations."""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtri

from comity.statistics.sampling import Floats

__all__ = ["Bounds", "jeffreys", "wilson"]

Bounds: TypeAlias = tuple[Floats, Floats]


def jeffreys(
    successes: ArrayLike, trials: ArrayLike, level: float = 0.90, population: ArrayLike = np.inf
) -> Bounds:
    """Return lower and upper bounds of the Jeffreys interval, elementwise.

    Quantiles of Beta(k + ½, n − k + ½); the lower bound is 0 at k = 0, the upper 1 at k = n, and
    n = 0 gives [0, 1]. Source: Brown, Cai and DasGupta (2001), Interval Estimation for a Binomial
    Proportion. ``population`` is the number N of all who could have answered: the variance is
    multiplied by f = (N − n)/(N − 1), that is k and n count 1/f; at n = N both bounds are k/n.
    """
    k, n, big = _checked(successes, trials, level, population)
    f = _correction(n, big)
    scale = 1 / np.where(f > 0, f, 1)
    a, b = k * scale + 0.5, (n - k) * scale + 0.5
    tail = (1 - level) / 2
    low = np.where(k == 0, 0.0, betaincinv(a, b, tail))
    high = np.where(k == n, 1.0, betaincinv(a, b, 1 - tail))
    return _settled(low, high, k, n, f)


def wilson(
    successes: ArrayLike, trials: ArrayLike, level: float = 0.90, population: ArrayLike = np.inf
) -> Bounds:
    """Return lower and upper bounds of the Wilson score interval, elementwise.

    (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n); n = 0 gives [0, 1]. Source: Wilson (1927),
    J. Am. Stat. Assoc. 22. ``population`` as in ``jeffreys``: z² is multiplied by f.
    """
    k, n, big = _checked(successes, trials, level, population)
    f = _correction(n, big)
    z = ndtri((1 + level) / 2) * np.sqrt(f)
    size = np.maximum(n, 1.0)
    p = k / size
    middle = p + z * z / (2 * size)
    spread = z * np.sqrt(p * (1 - p) / size + z * z / (4 * size * size))
    low = np.where(k == 0, 0.0, (middle - spread) / (1 + z * z / size))
    high = np.where(k == n, 1.0, (middle + spread) / (1 + z * z / size))
    return _settled(low, high, k, n, f)


def _checked(
    successes: ArrayLike, trials: ArrayLike, level: float, population: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    k, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    big = np.asarray(population, dtype=np.float64)
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; it must lie between 0 and 1")
    # Written so that NaN fails as well.
    if not (np.all(k >= 0) and np.all(k <= n) and np.all(n <= big)):
        raise ValueError("0 ≤ successes ≤ trials ≤ population must hold")
    return k, n, big


def _correction(n: Floats, population: Floats) -> Floats:
    finite = np.isfinite(population)
    whole = np.where(finite, np.maximum(population, 2), 2)
    return np.where(finite, np.where(population <= n, 0.0, (whole - n) / (whole - 1)), 1.0)


def _settled(low: Floats, high: Floats, k: Floats, n: Floats, f: Floats) -> Bounds:
    # Everybody answered: there is no sampling error left, so both bounds are the share itself.
    known = (f == 0) & (n > 0)
    share = k / np.maximum(n, 1)
    low, high = np.where(known, share, low), np.where(known, share, high)
    return np.where(n == 0, 0.0, low), np.where(n == 0, 1.0, high)
