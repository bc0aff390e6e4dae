"""What a report finds: from the published votes and the rule alone, by one path.

Counts and intervals for every statement, stable opinion groups or none, the class of each
statement, common ground first, then where groups differ.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.consensus import Consensus, find_consensus
from comity.dialogue.distinctive import Distinctive, distinctive
from comity.dialogue.projection import Projection, project
from comity.dialogue.publication import Published
from comity.dialogue.rule import ReportRule
from comity.dialogue.stability import Stability, find_groups
from comity.dialogue.tally import Tally, tally, tally_by_group
from comity.dialogue.votes import Statement, VoteMatrix, ascending
from comity.statistics import derive_seed

__all__ = ["Findings", "Progress", "find"]

Progress: TypeAlias = Callable[[int, int], None]
Mask: TypeAlias = NDArray[np.bool_]

NOBODY: Final = -1


@dataclass(frozen=True, eq=False)
class Findings:
    """Everything a report says, as values: S statements ascending, G groups from the largest.

    ``matrix`` has a column for each of ``statements``. ``listed`` (S,) are those that may appear in
    lists: neither rejected nor meta. ``total`` counts everybody (S,), ``by_group`` each group
    (G, S).
    ``stability`` is None for a quick report. ``group`` (P,) is each row's group or -1.
    """

    matrix: VoteMatrix
    statements: tuple[Statement, ...]
    listed: Mask
    total: Tally
    stability: Stability | None
    projection: Projection
    group: NDArray[np.int64]
    sizes: tuple[int, ...]
    by_group: Tally
    distinctive: tuple[tuple[Distinctive, ...], ...]
    consensus: Consensus


def find(published: Published, rule: ReportRule, progress: Progress | None = None) -> Findings:
    """Return the findings; ``progress(done, total)`` is told of each replicate."""
    matrix, statements = _aligned(published.matrix, published.statements)
    listed = np.array([s.moderated >= 0 and not s.meta for s in statements], dtype=np.bool_)
    stability = None
    if not published.parameters.quick:
        seed = derive_seed(published.parameters.seed, rule.id, rule.version)
        stability = find_groups(matrix, ~listed, rule, seed, progress)
    group = _groups(matrix, stability)
    sizes = tuple(np.bincount(group[group >= 0]).tolist())
    total = tally(matrix)
    by_group = tally_by_group(matrix, group, len(sizes))
    return Findings(
        matrix=matrix,
        statements=statements,
        listed=listed,
        total=total,
        stability=stability,
        projection=stability.projection if stability else project(matrix, ~listed),
        group=group,
        sizes=sizes,
        by_group=by_group,
        distinctive=distinctive(by_group, listed, rule),
        consensus=find_consensus(total, by_group, sizes, listed, rule),
    )


def _aligned(
    matrix: VoteMatrix, statements: Sequence[Statement]
) -> tuple[VoteMatrix, tuple[Statement, ...]]:
    """Return statements by ascending id, and the matrix with a column for each of them."""
    labels = [statement.id for statement in statements]
    ordered = tuple(statements[place] for place in ascending(labels))
    place = {statement.id: index for index, statement in enumerate(ordered)}
    moved = np.array([place[label] for label in matrix.statements], dtype=np.int32)
    wide = VoteMatrix(
        participants=matrix.participants,
        statements=tuple(statement.id for statement in ordered),
        row=matrix.row,
        column=moved[matrix.column] if len(matrix.column) else matrix.column,
        value=matrix.value,
    )
    return wide, ordered


def _groups(matrix: VoteMatrix, stability: Stability | None) -> NDArray[np.int64]:
    if stability is None or stability.outcome != "stable":
        return np.full(matrix.shape[0], NOBODY, dtype=np.int64)
    return stability.labels
