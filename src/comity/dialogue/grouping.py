"""The votes of a conversation beside their opinion groups: what counting and listing begin with."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.columns import aligned, in_order
from comity.dialogue.publication import Published
from comity.dialogue.rule import ReportRule
from comity.dialogue.stability import Stability, find_groups
from comity.dialogue.votes import Statement, VoteMatrix
from comity.statistics import derive_seed

__all__ = ["Grouped", "Progress", "grouped"]

Progress: TypeAlias = Callable[[int, int], None]
Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Grouped:
    """Votes with a column per statement, ascending, and what groups there are in them.

    ``excluded`` (S,) are rejected and meta statements, which shape no group and stand in no list.
    ``seed`` is that of this report's draws. A quick report has no ``stability``.
    """

    statements: tuple[Statement, ...]
    matrix: VoteMatrix
    excluded: Mask
    seed: int
    stability: Stability | None


class _Sought:
    """What groups are sought in; equal for equal votes, rule and seed."""

    def __init__(self, matrix: VoteMatrix, excluded: Mask, rule: ReportRule, seed: int) -> None:
        self.matrix = matrix
        self.excluded = excluded
        self.rule = rule
        self.seed = seed
        digest = sha256(repr((matrix.shape, rule, seed)).encode())
        for part in (excluded, matrix.row, matrix.column, matrix.value):
            digest.update(np.ascontiguousarray(part).data)
        self.key = digest.digest()
        self.progress: Progress | None = None

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sought) and self.key == other.key


def grouped(published: Published, rule: ReportRule, progress: Progress | None = None) -> Grouped:
    """Return the votes with their groups; ``progress(done, total)`` hears each replicate.

    Report and list of one conversation ask the same: the last answer on open ballots is kept, so
    that the groups are sought once. Protected votes are not kept.
    """
    statements = in_order(published.statements)
    matrix = aligned(published.matrix, statements)
    excluded = np.array([s.moderated < 0 or s.meta for s in statements], dtype=np.bool_)
    seed = derive_seed(published.parameters.seed, rule.id, rule.version)
    stability = None
    if not published.parameters.quick:
        sought = _Sought(matrix, excluded, rule, seed)
        sought.progress = progress
        protected = published.parameters.ballots == "protected"
        stability = (_found if protected else _found_last)(sought)
    return Grouped(statements, matrix, excluded, seed, stability)


def _found(sought: _Sought) -> Stability:
    progress, sought.progress = sought.progress, None
    return find_groups(sought.matrix, sought.excluded, sought.rule, sought.seed, progress)


_found_last = lru_cache(maxsize=1)(_found)
