"""Random draws that anybody can repeat: integers, fractions and orders from PCG64's raw words.

Only ``PCG64(seed).random_raw`` is used: numpy promises that its words never change, while what
``Generator`` makes of them may. Test vectors stand in ``tests/statistics/test_sampling.py``.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import TypeAlias

import numpy as np
from numpy.random import PCG64
from numpy.typing import NDArray

__all__ = ["Draw", "Floats", "Integers", "Words", "derive_seed"]

Words: TypeAlias = NDArray[np.uint64]
Integers: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]


def derive_seed(seed: int, *path: int | str) -> int:
    """Return a 128-bit seed for one place of a computation, such as replicate 17 of a bootstrap.

    It depends on ``seed`` and ``path`` alone, so replicates may run in any order. It is the first
    half of the SHA-256 of ``seed/part/part…`` in UTF-8.
    """
    parts: Iterable[int | str] = (seed, *path)
    text = "/".join(str(part) for part in parts)
    return int.from_bytes(sha256(text.encode()).digest()[:16], "big")


class Draw:
    """A stream of draws from one seed. What it returns depends on the seed and the calls before."""

    def __init__(self, seed: int) -> None:
        """Start the stream of ``seed``, a whole number ≥ 0."""
        self._bits = PCG64(seed)

    def words(self, count: int) -> Words:
        """Return the next ``count`` raw 64-bit words."""
        return np.asarray(self._bits.random_raw(count), dtype=np.uint64)

    def integers(self, below: int, count: int) -> Integers:
        """Return ``count`` whole numbers, each 0 … ``below`` − 1 with equal probability.

        A word beyond the largest multiple of ``below`` is skipped, else the word modulo ``below``
        is taken: no bias, and the words used do not depend on how the drawing is chunked.
        """
        if not 0 < below <= 2**63:
            raise ValueError(f"below is {below}; it must be 1 to 2**63")
        limit = 2**64 - 2**64 % below
        taken = self.words(count)
        if limit == 2**64:
            return (taken % np.uint64(below)).astype(np.int64)
        kept = taken[taken < np.uint64(limit)]
        while len(kept) < count:
            more = self.words(count - len(kept))
            kept = np.concatenate([kept, more[more < np.uint64(limit)]])
        return (kept % np.uint64(below)).astype(np.int64)

    def floats(self, count: int) -> Floats:
        """Return ``count`` fractions in [0, 1): the upper 53 bits of a word, over 2⁵³."""
        return (self.words(count) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def permutation(self, size: int) -> Integers:
        """Return 0 … ``size`` − 1 in random order: the order of ``size`` words, ties by place."""
        return np.argsort(self.words(size), kind="stable").astype(np.int64)

    def weighted(self, weights: Floats, count: int) -> Integers:
        """Return ``count`` indices drawn with replacement, in proportion to ``weights`` ≥ 0.

        Inverse of the running sum; the sum must be above 0.
        """
        running = np.cumsum(np.asarray(weights, dtype=np.float64))
        if len(running) == 0 or not running[-1] > 0:
            raise ValueError("the weights must have a sum above 0")
        found = np.searchsorted(running, self.floats(count) * running[-1], side="right")
        # Rounding may carry a draw past the end; the last index with a weight is meant then.
        last = np.searchsorted(running, running[-1])
        drawn: Integers = np.minimum(found, last).astype(np.int64)
        return drawn
