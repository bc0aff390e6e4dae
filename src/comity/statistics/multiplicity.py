"""Many tests at once: exact p-values of a share against one half, and false discovery control."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc

from comity.statistics.sampling import Floats

__all__ = ["benjamini_hochberg", "share_above", "share_below"]


def benjamini_hochberg(p_values: ArrayLike, q: float) -> NDArray[np.bool_]:
    """Return which p-values are discoveries when the expected false share is held at ``q``.

    With the m values sorted, all up to the largest i with p₍ᵢ₎ ≤ i·q/m; any shape. Source:
    Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57.
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.size == 0:
        return np.zeros(p.shape, dtype=np.bool_)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("p-values must lie between 0 and 1")
    ordered = np.sort(p, axis=None)
    passing = np.flatnonzero(ordered <= q * np.arange(1, p.size + 1) / p.size)
    if len(passing) == 0:
        return np.zeros(p.shape, dtype=np.bool_)
    found: NDArray[np.bool_] = p <= ordered[passing[-1]]
    return found


def share_above(successes: ArrayLike, trials: ArrayLike, share: float = 0.5) -> Floats:
    """Return P(X ≥ k) for X ~ Binomial(n, ``share``): the exact test that it is larger.

    The tail is the regularised incomplete beta function I(k, n − k + 1; share); 1 at k = 0.
    """
    k, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    return np.where(k == 0, 1.0, betainc(np.maximum(k, 1), n - k + 1, share))


def share_below(successes: ArrayLike, trials: ArrayLike, share: float = 0.5) -> Floats:
    """Return P(X ≤ k) for X ~ Binomial(n, ``share``): the exact test that it is smaller."""
    k, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    return share_above(n - k, n, 1 - share)
