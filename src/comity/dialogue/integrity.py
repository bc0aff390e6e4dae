"""People whose votes are almost the same: flagged for a human, and counted once until decided.

Honest people may vote alike too, so nobody is removed: each component of near duplicates weighs as
much as one person, and a human who dismisses the flag restores full weight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from comity.dialogue.rule import DuplicateRule
from comity.dialogue.votes import VoteMatrix
from comity.statistics import Floats, Integers

__all__ = ["Duplicates", "WeightedTally", "find_duplicates", "weighted_tally"]

Pairs: TypeAlias = tuple[Integers, Integers]
Sparse: TypeAlias = csr_array[np.int32, tuple[int, int]]

CELLS: Final = 4_000_000
SLABS: Final = 8
FEW: Final = 20
ALONE: Final = -1


@dataclass(frozen=True, eq=False)
class Duplicates:
    """Components of near duplicates among P people: ``component`` (P,) from 0, -1 for the rest.

    Components are numbered by their first row; ``sizes`` are the people in each.
    """

    component: Integers
    sizes: tuple[int, ...]

    def weights(self, dismissed: frozenset[int] = frozenset()) -> Floats:
        """Return each person's weight (P,): 1 over the size of the component, else 1.

        ``dismissed`` are the components that a human has found to be honest: full weight.
        """
        counted = [1 if i in dismissed else size for i, size in enumerate(self.sizes)]
        return 1 / np.array([*counted, 1])[self.component]

    def shaping(self) -> NDArray[np.bool_]:
        """Return who (P,) stands for their component: everybody alone, and each first member."""
        chosen = self.component < 0
        first = np.unique(self.component, return_index=True)[1]
        chosen[first] = True
        return chosen

    def flagged(self) -> int:
        """Return how many people are in a component."""
        return int((self.component >= 0).sum())


@dataclass(frozen=True, eq=False)
class WeightedTally:
    """Votes counted by the weight of who cast them: fractions, shape (S,) or (G, S)."""

    agree: Floats
    disagree: Floats
    passed: Floats

    @property
    def seen(self) -> Floats:
        """Return all votes, passes included."""
        return np.round(self.agree + self.disagree + self.passed, 9)


def find_duplicates(matrix: VoteMatrix, rule: DuplicateRule) -> Duplicates:
    """Return the components of people linked by near-duplicate votes.

    Two people are linked if they both voted on at least ``rule.common`` statements and gave equal
    votes on at least the share ``rule.equal`` of these. Works through sparse blocks of people
    against all, in O(sum over statements of voters²) time; no people × people array exists.
    """
    people = np.flatnonzero(matrix.votes_per_participant >= rule.common)
    place = np.full(matrix.shape[0], ALONE, dtype=np.int64)
    place[people] = np.arange(len(people))
    links = list(_links(matrix.take(people), rule))
    one = np.concatenate([pair[0] for pair in links]) if links else np.zeros(0, dtype=np.int64)
    two = np.concatenate([pair[1] for pair in links]) if links else np.zeros(0, dtype=np.int64)
    graph = coo_array((np.ones(len(one)), (one, two)), shape=(len(people), len(people)))
    _count, label = connected_components(graph, directed=False)
    size = np.bincount(label, minlength=1)[label]
    component = np.full(matrix.shape[0], ALONE, dtype=np.int64)
    component[people[size > 1]] = _numbered(label[size > 1])
    return Duplicates(component, tuple(np.bincount(component[component >= 0]).tolist()))


def weighted_tally(
    matrix: VoteMatrix, weights: Floats, group: Integers, groups: int
) -> tuple[WeightedTally, WeightedTally]:
    """Return the weighted counts of everybody (S,) and of each group (groups, S).

    ``group`` (P,) is each row's group or negative.
    """
    width = matrix.shape[1]
    key = matrix.column * 3 + (matrix.value + 1)
    weight = weights[matrix.row]
    everybody = np.bincount(key, weight, width * 3).astype(np.float64)
    member = group[matrix.row]
    inside = member >= 0
    key = (member * width * 3 + key)[inside]
    parts = np.bincount(key, weight[inside], groups * width * 3).astype(np.float64)
    return _split(everybody.reshape(width, 3)), _split(parts.reshape(groups, width, 3))


def _split(counts: Floats) -> WeightedTally:
    # Sums of 1/size miss whole numbers by 1e-16; nine decimals put them right again.
    disagree, passed, agree = (np.round(counts[..., side], 9) for side in range(3))
    return WeightedTally(agree, disagree, passed)


def _links(matrix: VoteMatrix, rule: DuplicateRule) -> Iterator[Pairs]:
    """Yield the linked pairs of rows, a block of rows at a time."""
    people, width = matrix.shape
    cast = _sparse(matrix, matrix.column * 3 + (matrix.value + 1), width * 3)
    seen = _sparse(matrix, matrix.column, width)
    # Equal votes are a share of the common ones: with fewer than this there cannot be enough.
    least = int(np.ceil(rule.equal * rule.common - 1e-9))
    slab = max(1, -(-people // SLABS))
    for start in range(0, people, slab):
        # Pairs with earlier rows are known by now: about half of the work is spared.
        voters, viewers = cast[start:].T.tocsr(), seen[start:].T.tocsr()
        step = max(1, CELLS // (people - start))
        for first in range(start, min(start + slab, people), step):
            block = slice(first, min(first + step, start + slab))
            both = csr_array(cast[block] @ voters)
            one, two, equal = _at_least(both, least)
            kept = one + first < two + start
            one, two, equal = one[kept], two[kept], equal[kept]
            if len(one) * FEW > both.nnz:
                common = (seen[block] @ viewers).toarray()[one, two].astype(np.int64)
            else:
                common = _in_common(seen, one + first, two + start)
            near = (common >= rule.common) & (equal >= rule.equal * common - 1e-9)
            yield one[near] + first, two[near] + start


def _at_least(counts: Sparse, least: int) -> tuple[Integers, Integers, NDArray[np.int32]]:
    """Return row, column and value of the entries of at least ``least``."""
    # Almost all entries fall away here, so rows are looked up for the rest only.
    found = np.flatnonzero(counts.data >= least)
    row = np.searchsorted(counts.indptr, found, side="right") - 1
    return row.astype(np.int64), counts.indices[found].astype(np.int64), counts.data[found]


def _in_common(seen: Sparse, one: Integers, two: Integers) -> Integers:
    """Return how many statements each pair of rows has both voted on."""
    step = max(1, CELLS // max(1, seen.shape[1]))
    parts: list[Integers] = [
        (seen[one[first : first + step]] * seen[two[first : first + step]]).sum(axis=1)
        for first in range(0, len(one), step)
    ]
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts]).astype(np.int64)


def _sparse(matrix: VoteMatrix, column: NDArray[np.int32], width: int) -> Sparse:
    """Return a row per person with a one in each of the given columns, one per vote."""
    ones = np.ones(len(column), dtype=np.int32)
    return csr_array((ones, column, matrix.row_starts), shape=(matrix.shape[0], width))


def _numbered(label: NDArray[np.int32]) -> Integers:
    """Return labels renumbered from 0 in order of first appearance."""
    _values, first, place = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[place]
