"""The replicates behind a claim of groups: people drawn anew, and votes dealt anew.

Each replicate draws from a seed of its own place, so they may run in any order.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from comity.dialogue.groups import Clustering, cluster, mean_silhouettes, nearest
from comity.dialogue.projection import Projection, project
from comity.dialogue.rule import GroupRule, ReportRule
from comity.dialogue.votes import VoteMatrix
from comity.statistics import (
    Draw,
    Floats,
    best_jaccard,
    bootstrap_weights,
    contingency,
    derive_seed,
    match_labels,
    permute_within,
    rand_of_table,
)

__all__ = [
    "COARSE",
    "Axes",
    "Chance",
    "Counter",
    "Ground",
    "Judged",
    "Progress",
    "by_chance",
    "ground_of",
    "judge",
    "positions_on",
    "split",
]

Mask: TypeAlias = NDArray[np.bool_]
Progress: TypeAlias = Callable[[int, int], None]

# Positions to about 1e-6 and shares to 1e-12: far finer than one person more or less matters.
COARSE: Final = 1e-6


class Ground(NamedTuple):
    """What all replicates share: the votes that count, who is grouped, how many are drawn."""

    matrix: VoteMatrix
    considered: Mask
    sample: int


class Axes(NamedTuple):
    """Two axes (2, S) and the mean votes (S,) they were found around."""

    center: Floats
    components: Floats

    @classmethod
    def of(cls, projection: Projection, kept: Mask | None = None) -> "Axes":
        """Return the axes of a projection, on the statements ``kept`` (S,) only."""
        chosen = slice(None) if kept is None else kept
        return cls(projection.center[chosen], projection.components[:, chosen])


class Judged(NamedTuple):
    """How one division fared: means over the replicates, and each person's probability."""

    clustering: Clustering
    silhouette: float
    jaccard: Floats
    rand: float
    probability: Floats


class Chance(NamedTuple):
    """What shuffled votes gave: explained shares (replicates, 2) and best silhouettes."""

    explained: Floats
    silhouette: Floats


class Counter:
    """Tells ``progress`` how many replicates are done."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.done, self.total, self.progress = 0, total, progress

    def __call__(self) -> None:
        """Count one more replicate."""
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


def ground_of(matrix: VoteMatrix, excluded: Mask, rule: ReportRule) -> Ground:
    """Return the votes on the statements not ``excluded``, and who cast enough of them."""
    kept = matrix.select(~excluded)
    people, width = kept.shape
    enough = max(1, min(rule.minimum_votes, width))
    considered = kept.votes_per_participant >= enough
    return Ground(kept, considered, min(people, rule.groups.largest_sample))


def split(ground: Ground, axes: Axes, rule: GroupRule, seed: int) -> list[tuple[Clustering, float]]:
    """Return the best division into each k the positions allow, with its mean silhouette."""
    points = positions_on(axes, ground.matrix)[ground.considered]
    found = _clusterings(points, rule, Draw(derive_seed(seed, "groups")), screened=False)
    drawn = Draw(derive_seed(seed, "silhouettes"))
    values = mean_silhouettes(points, [each.labels for each in found], drawn)
    return list(zip(found, values, strict=True))


def positions_on(axes: Axes, matrix: VoteMatrix) -> Floats:
    """Return where everybody (P, 2) lies on given axes, by the formula of ``project``."""
    people, width = matrix.shape
    moved = matrix.value - axes.center[matrix.column]
    votes = csr_array((moved, matrix.column, matrix.row_starts), shape=(people, width))
    scale = np.sqrt(width / np.maximum(1, matrix.votes_per_participant))
    return np.asarray(votes @ axes.components.T) * scale[:, None]


def judge(
    ground: Ground,
    splits: Sequence[tuple[Clustering, float]],
    rule: GroupRule,
    seed: int,
    report: Callable[[], None],
) -> list[Judged]:
    """Return how each split fares when people are drawn anew, with replacement."""
    tables = [_Overlaps(clustering) for clustering, _ in splits]
    for replicate in range(rule.replicates):
        draw = Draw(derive_seed(seed, "bootstrap", replicate))
        times = bootstrap_weights(draw, ground.matrix.shape[0], ground.sample)
        drawn = np.repeat(np.arange(len(times)), times)
        axes = Axes.of(project(ground.matrix.take(drawn), residual=COARSE))
        points = positions_on(axes, ground.matrix)[ground.considered]
        mine = times[ground.considered]
        for table in tables:
            k = len(table.first.sizes)
            again = cluster(points[mine > 0], k, draw, rule.starts, mine[mine > 0], screened=True)
            table.add(again, points, mine > 0)
        report()
    return [table.judged(silhouette) for table, (_, silhouette) in zip(tables, splits, strict=True)]


def by_chance(
    ground: Ground, axes: Axes, rule: GroupRule, seed: int, report: Callable[[], None]
) -> Chance:
    """Return what dealing each statement's votes anew among its voters gives, per replicate.

    The shares are of axes fitted anew. For the silhouettes the shuffled votes are placed on the
    axes of the true ones: fitted to noise, axes settle on one or two statements that many have
    seen, and people clump by what they have seen, however little groups have to do with it.
    """
    explained = np.zeros((rule.null_replicates, 2))
    silhouette = np.zeros(rule.null_replicates)
    for replicate in range(rule.null_replicates):
        draw = Draw(derive_seed(seed, "null", replicate))
        shuffled, considered = _shuffled(ground, draw)
        points = positions_on(axes, shuffled)[considered]
        found = [each.labels for each in _clusterings(points, rule, draw, screened=True)]
        explained[replicate] = project(shuffled, residual=COARSE).explained
        silhouette[replicate] = max(mean_silhouettes(points, found, draw), default=0.0)
        report()
    return Chance(explained, silhouette)


class _Overlaps:
    """Collects how far one split is found again, replicate by replicate."""

    def __init__(self, first: Clustering) -> None:
        self.first = first
        self.jaccard: list[Floats] = []
        self.rand: list[float] = []
        self.same = np.zeros(len(first.labels), dtype=np.int64)

    def add(self, again: Clustering | None, points: Floats, drawn: Mask) -> None:
        """Compare one replicate: overlaps on the people ``drawn``, sameness for everybody."""
        if again is None:
            self.jaccard.append(np.zeros(len(self.first.sizes)))
            self.rand.append(0.0)
            return
        table = contingency(self.first.labels[drawn], again.labels)
        whole = np.zeros((len(self.first.sizes), table.shape[1]), dtype=np.int64)
        whole[: len(table)] = table
        self.jaccard.append(best_jaccard(whole))
        self.rand.append(rand_of_table(whole))
        labels, _margin = nearest(points, again.centres)
        self.same += match_labels(whole)[labels] == self.first.labels

    def judged(self, silhouette: float) -> Judged:
        """Return the means over the replicates."""
        rows = np.array(self.jaccard)
        judged = np.isfinite(rows)
        sums = np.where(judged, rows, 0.0).sum(axis=0)
        count = judged.sum(axis=0)
        mean = np.where(count > 0, sums / np.maximum(count, 1), np.nan)
        share = self.same / max(1, len(self.rand))
        return Judged(self.first, silhouette, mean, float(np.mean(self.rand)), share)


def _shuffled(ground: Ground, draw: Draw) -> tuple[VoteMatrix, Mask]:
    matrix, considered = ground.matrix, ground.considered
    if ground.sample < matrix.shape[0]:
        rows = np.sort(draw.permutation(matrix.shape[0])[: ground.sample])
        matrix, considered = matrix.take(rows), considered[rows]
    order = np.argsort(matrix.column, kind="stable")
    value = np.empty_like(matrix.value)
    value[order] = permute_within(draw, matrix.column[order].astype(np.int64), matrix.value[order])
    return replace(matrix, value=value), considered


def _clusterings(
    points: Floats, rule: GroupRule, draw: Draw, *, screened: bool
) -> list[Clustering]:
    sizes = range(rule.smallest, rule.largest + 1)
    found = [cluster(points, k, draw, rule.starts, screened=screened) for k in sizes]
    return [each for each in found if each is not None]
