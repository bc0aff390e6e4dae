"""The replicates behind a claim of groups: people drawn anew, and votes dealt anew.

Each replicate draws from a seed of its own place, so they may run in any order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.groups import (
    Cloud,
    Clustering,
    cloud_of,
    cluster_each,
    mean_silhouettes,
    nearest_only,
)
from comity.dialogue.projection import Axes, axes_of, positions_on
from comity.dialogue.rule import GroupRule, ReportRule
from comity.dialogue.votes import VoteMatrix
from comity.statistics import (
    Draw,
    Floats,
    Integers,
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
    "Chance",
    "Counter",
    "Ground",
    "Judged",
    "Progress",
    "by_chance",
    "ground_of",
    "judge",
    "split",
]

Mask: TypeAlias = NDArray[np.bool_]
Progress: TypeAlias = Callable[[int, int], None]

# Positions to about 1e-6 and shares to 1e-12: far finer than one person more or less matters.
COARSE: Final = 1e-6
# So many people are clustered at once: fewer leave time unused, more leave the processor's cache.
SIDE_BY_SIDE: Final = 4_000


class Ground(NamedTuple):
    """What all replicates share: the votes that count, who is grouped, how many are drawn."""

    matrix: VoteMatrix
    considered: Mask
    sample: int


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
    draw = Draw(derive_seed(seed, "groups"))
    (found,) = _clusterings([cloud_of(points)], rule, [draw], screened=False)
    drawn = Draw(derive_seed(seed, "silhouettes"))
    values = mean_silhouettes(points, [each.labels for each in found], drawn)
    return list(zip(found, values, strict=True))


def judge(
    ground: Ground,
    splits: Sequence[tuple[Clustering, float]],
    rule: GroupRule,
    seed: int,
    report: Callable[[], None],
) -> list[Judged]:
    """Return how each split fares when people are drawn anew, with replacement."""
    tables = [_Overlaps(clustering) for clustering, _ in splits]
    for batch in _batches(rule.replicates, ground):
        resamples = [_resample(ground, seed, replicate) for replicate in batch]
        clouds, draws = [one.cloud for one in resamples], [one.draw for one in resamples]
        for table in tables:
            k = len(table.first.sizes)
            again = cluster_each(clouds, k, draws, rule.starts, screened=True)
            for one, found in zip(resamples, again, strict=True):
                table.add(found, one.points, one.drawn)
        for _ in batch:
            report()
    return [table.judged(silhouette) for table, (_, silhouette) in zip(tables, splits, strict=True)]


def _batches(replicates: int, ground: Ground) -> Iterator[range]:
    """Yield the replicates, as many at once as hold some thousand people together."""
    step = max(1, SIDE_BY_SIDE // max(1, ground.sample))
    for first in range(0, replicates, step):
        yield range(first, min(first + step, replicates))


class _Resample(NamedTuple):
    """People drawn anew: where everybody lies, who was drawn, and these as points."""

    draw: Draw
    points: Floats
    drawn: Mask
    cloud: Cloud


def _resample(ground: Ground, seed: int, replicate: int) -> _Resample:
    draw = Draw(derive_seed(seed, "bootstrap", replicate))
    times = bootstrap_weights(draw, ground.matrix.shape[0], ground.sample)
    rows = np.repeat(np.arange(len(times)), times)
    axes = axes_of(ground.matrix.take(rows), COARSE)
    points = positions_on(axes, ground.matrix)[ground.considered]
    mine = times[ground.considered]
    drawn = mine > 0
    return _Resample(draw, points, drawn, cloud_of(points[drawn], mine[drawn]))


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
    dealer = _Dealer(ground)
    for batch in _batches(rule.null_replicates, ground):
        draws = [Draw(derive_seed(seed, "null", replicate)) for replicate in batch]
        clouds, every = [], []
        for replicate, draw in zip(batch, draws, strict=True):
            shuffled, considered = dealer.dealt(draw)
            every.append(positions_on(axes, shuffled)[considered])
            clouds.append(cloud_of(every[-1]))
            explained[replicate] = axes_of(shuffled, COARSE).explained
        found = _clusterings(clouds, rule, draws, screened=True)
        for replicate, draw, points, own in zip(batch, draws, every, found, strict=True):
            values = mean_silhouettes(points, [each.labels for each in own], draw)
            silhouette[replicate] = max(values, default=0.0)
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
        self.same += match_labels(whole)[nearest_only(points, again.centres)] == self.first.labels

    def judged(self, silhouette: float) -> Judged:
        """Return the means over the replicates."""
        rows = np.array(self.jaccard)
        judged = np.isfinite(rows)
        sums = np.where(judged, rows, 0.0).sum(axis=0)
        count = judged.sum(axis=0)
        mean = np.where(count > 0, sums / np.maximum(count, 1), np.nan)
        share = self.same / max(1, len(self.rand))
        return Judged(self.first, silhouette, mean, float(np.mean(self.rand)), share)


class _Dealer:
    """Deals the votes of each statement anew among its voters."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.partly = ground.sample < ground.matrix.shape[0]
        self.order, self.columns = _by_column(ground.matrix)

    def dealt(self, draw: Draw) -> tuple[VoteMatrix, Mask]:
        """Return the votes dealt anew of everybody, or of a sample, and who of them counts."""
        matrix, considered = self.ground.matrix, self.ground.considered
        order, columns = self.order, self.columns
        if self.partly:
            rows = np.sort(draw.permutation(matrix.shape[0])[: self.ground.sample])
            matrix, considered = matrix.take(rows), considered[rows]
            order, columns = _by_column(matrix)
        value = np.empty_like(matrix.value)
        value[order] = permute_within(draw, columns, matrix.value[order])
        return replace(matrix, value=value), considered


def _by_column(matrix: VoteMatrix) -> tuple[Integers, Integers]:
    """Return the order of the cells by statement, and the statement of each in that order."""
    order = np.argsort(matrix.column, kind="stable")
    return order, matrix.column[order].astype(np.int64)


def _clusterings(
    clouds: Sequence[Cloud], rule: GroupRule, draws: Sequence[Draw], *, screened: bool
) -> list[list[Clustering]]:
    """Return of each cloud its clusterings into each k that its points allow."""
    every = [
        cluster_each(clouds, k, draws, rule.starts, screened=screened)
        for k in range(rule.smallest, rule.largest + 1)
    ]
    return [[one for one in own if one is not None] for own in zip(*every, strict=True)]
