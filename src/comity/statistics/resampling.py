"""Resamples for bootstrap and permutation tests, as weights and shuffled values."""

import numpy as np
from numpy.typing import NDArray

from comity.statistics.sampling import Draw, Floats, Integers

__all__ = ["bootstrap_weights", "permutation_p_value", "permute_within", "upper_quantile"]


def bootstrap_weights(draw: Draw, size: int, drawn: int) -> Integers:
    """Return how often each of ``size`` items occurs among ``drawn`` draws with replacement.

    ``drawn`` = ``size`` is the ordinary bootstrap; fewer is the m-out-of-n bootstrap.
    """
    return np.bincount(draw.integers(size, drawn), minlength=size).astype(np.int64)


def permute_within(draw: Draw, block: Integers, value: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return ``value`` shuffled within each block; ``block`` must be ascending.

    ``value`` may hold −1, 0 and 1. Each block keeps its values, so all counts per block stay.
    The value rides in the lowest bits of a sort key below 38 random bits, so the result does not
    depend on the sorting algorithm; two equal keys (2⁻³⁸) merely come in order of value.
    """
    if len(block) and int(block[-1]) >= 2**24:
        raise ValueError("at most 2**24 blocks")
    noise = (draw.words(len(block)) >> np.uint64(26)) << np.uint64(2)
    key = (block.astype(np.uint64) << np.uint64(40)) | noise | (value + 1).astype(np.uint64)
    key.sort()
    return (key & np.uint64(3)).astype(np.int8) - np.int8(1)


def permutation_p_value(observed: float, null: Floats) -> float:
    """Return (1 + number of null values ≥ ``observed``) / (1 + number of null values).

    Source: Davison and Hinkley, Bootstrap Methods and their Application (1997), 4.11.
    """
    return (1 + int(np.count_nonzero(null >= observed))) / (1 + len(null))


def upper_quantile(values: Floats, level: float) -> float:
    """Return the smallest value with at least ``level`` of all values at or below it.

    No interpolation, so the result is one of the values. NaN for an empty array.
    """
    if len(values) == 0:
        return float("nan")
    place = int(np.ceil(level * len(values) - 1e-9)) - 1
    return float(np.sort(values)[max(place, 0)])
