"""How many agreed, disagreed and passed: per statement, and per group and statement."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.votes import VoteMatrix

__all__ = ["Tally", "tally", "tally_by_group"]


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts of votes: arrays of shape (S,), or (G, S) where groups are counted apart."""

    agree: NDArray[np.int64]
    disagree: NDArray[np.int64]
    passed: NDArray[np.int64]

    @property
    def seen(self) -> NDArray[np.int64]:
        """Return all votes, passes included."""
        return self.agree + self.disagree + self.passed

    def total(self) -> "Tally":
        """Return the sum over the groups of a (G, S) tally."""
        return Tally(self.agree.sum(0), self.disagree.sum(0), self.passed.sum(0))


def tally(matrix: VoteMatrix) -> Tally:
    """Return the counts of everybody's latest votes, arrays of shape (S,)."""
    width = matrix.shape[1]
    counts = np.bincount(matrix.column * 3 + (matrix.value + 1), minlength=width * 3)
    return _split(counts.reshape(width, 3))


def tally_by_group(matrix: VoteMatrix, group: NDArray[np.integer], groups: int) -> Tally:
    """Return the counts per group and statement, arrays of shape (groups, S).

    ``group`` (P,) holds each row's group from 0, or a negative number for people in none: these
    are not counted.
    """
    width = matrix.shape[1]
    # One number per cell, made in place; people in no group fill a first block that is dropped.
    key = (np.maximum(group, -1).astype(np.int64) + 1)[matrix.row]
    key *= width
    key += matrix.column
    key *= 3
    key += matrix.value
    key += 1
    counts = np.bincount(key, minlength=(groups + 1) * width * 3)
    return _split(counts.reshape(groups + 1, width, 3)[1:])


def _split(counts: NDArray[np.int64]) -> Tally:
    return Tally(agree=counts[..., 2], disagree=counts[..., 0], passed=counts[..., 1])
