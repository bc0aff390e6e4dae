"""k-means as the incumbent runs it: the first distinct rows as start, and a coarse stop.

Kept for comparison only: its result depends on the order of rows. The default engine uses
``comity.dialogue.groups``. The result is that of plain Lloyd iteration, exactly; bounds merely
spare comparisons that cannot change it (Hamerly, SIAM SDM 2010).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Clusters", "lloyd", "mean_silhouette"]

Floats: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.int64]

STILL = 0.01
FEW_COMPARISONS = 20_000
NEIGHBOURS = 12
DRIFTED = 4
# Of the largest coordinate: far above rounding, far below any distance that matters.
MARGIN = 1e-9


@dataclass(frozen=True, eq=False)
class Clusters:
    """Each point's cluster (n,) and the clusters' means (k, 2); no cluster is empty."""

    label: Labels
    center: Floats

    @property
    def size(self) -> Labels:
        """Return the number of points of each cluster."""
        return np.bincount(self.label, minlength=len(self.center))


def lloyd(points: Floats, k: int, rounds: int, weight: Floats | None = None) -> Clusters:
    """Return k-means clusters of ``points`` (n, 2), started from the first ``k`` distinct ones.

    Stops after the first of ``rounds`` steps in which all means, sorted, moved less than 0.01.
    A point as near to two means goes to the later one. Empty clusters are dropped, the others
    numbered anew. ``weight`` (n,) counts a point more than once.

    Source: Polis ``clusters.clj`` (``kmeans``, ``same-clustering?``). Its loop makes one step
    more than the maximum it is given.
    """
    center = _first_distinct(points, k)
    if not len(points):
        return Clusters(np.zeros(0, np.int64), center)
    mass = np.ones(len(points)) if weight is None else weight
    moments = mass * points[:, 0], mass * points[:, 1]
    nearest = _Nearest(points)
    label = np.zeros(len(points), np.int64)
    for _ in range(rounds):
        before = center
        label, center = _means(nearest.of(center), mass, moments, len(center))
        if _same(before, center):
            break
    return Clusters(label, center)


def _first_distinct(points: Floats, k: int) -> Floats:
    """Return the first ``k`` distinct points, or all distinct ones if they are fewer."""
    first = _distinct(points[: 4 * k])
    if len(first) < k:
        first = _distinct(points)
    return points[first[:k]]


def _distinct(points: Floats) -> Labels:
    """Return where each distinct point comes first, ascending."""
    return np.sort(np.unique(points[:, 0] + 1j * points[:, 1], return_index=True)[1])


def _means(
    label: Labels, mass: Floats, moments: tuple[Floats, Floats], k: int
) -> tuple[Labels, Floats]:
    """Return labels and means of the clusters that have members."""
    total = np.bincount(label, mass, k)
    center = np.empty((k, 2))
    for axis, moment in enumerate(moments):
        center[:, axis] = np.bincount(label, moment, k)
    kept = total > 0
    if kept.all():
        return label, center / total[:, None]
    return (np.cumsum(kept) - 1)[label], center[kept] / total[kept, None]


def _same(before: Floats, after: Floats) -> bool:
    """Return whether the means, sorted and paired as far as they go, hardly moved."""
    paired = min(len(before), len(after))
    # As complex numbers they sort by first, then by second coordinate.
    old, new = (np.sort(center.view(np.complex128), axis=0) for center in (before, after))
    return bool((np.abs(old[:paired] - new[:paired]) < STILL).all())


def mean_silhouette(points: Floats, label: Labels) -> float:
    """Return the mean silhouette of ``points`` (n, 2) in their clusters; of singletons it is 0.

    One cluster alone has none: 0. Compares all pairs, for some hundred points. Source: Rousseeuw
    1987, J. Comput. Appl. Math. 20:53, ``(b - a) / max(a, b)``.
    """
    size = np.bincount(label)
    if len(size) < 2:
        return 0.0
    every = np.arange(len(points))
    apart = _distances(points)
    to_cluster = np.stack([apart[:, label == group].sum(axis=1) for group in range(len(size))], 1)
    inside = to_cluster[every, label] / np.maximum(1, size[label] - 1)
    to_cluster[every, label] = np.inf
    outside = (to_cluster / size).min(axis=1)
    larger = np.maximum(inside, outside)
    counted = (size[label] > 1) & (larger > 0)
    values = np.where(counted, (outside - inside) / np.where(counted, larger, 1.0), 0.0)
    return float(values.mean())


def _distances(points: Floats) -> Floats:
    x, y = points[:, 0], points[:, 1]
    squared: Floats = np.square(np.subtract.outer(x, x)) + np.square(np.subtract.outer(y, y))
    return np.sqrt(squared)


class _Nearest:
    """The nearest mean of each point, remembering from step to step what cannot have changed.

    ``upper`` bounds the distance to the own mean, ``lower`` that to all others. Points whose
    bounds meet are measured again. Where two means are as near as rounding can tell, plain
    comparison decides.
    """

    def __init__(self, points: Floats) -> None:
        self.points = points
        self.margin = MARGIN * float(np.abs(points).max())
        self.center = np.zeros((0, 2))
        self.label = np.zeros(len(points), np.int64)
        self.upper = self.lower = np.zeros(len(points))
        self.near = self.radius = self.drift = np.zeros(0)

    def of(self, center: Floats) -> Labels:
        """Return the index of the nearest of the means for each point; of equals the last."""
        if len(self.points) * len(center) <= FEW_COMPARISONS or len(center) == 1:
            return _compared(self.points, center)
        if len(center) == len(self.center):
            self._move(center)
            doubtful = np.flatnonzero(self.upper + self.margin >= self.lower)
            own = center[self.label[doubtful]] - self.points[doubtful]
            self.upper[doubtful] = np.sqrt(np.square(own).sum(axis=1))
            doubtful = doubtful[self.upper[doubtful] + self.margin >= self.lower[doubtful]]
        else:
            doubtful = np.arange(len(self.points))
            self.upper, self.lower = np.zeros((2, len(self.points)))
            self._survey(center)
        self.center = center
        self._measure(doubtful)
        return self.label.copy()

    def _survey(self, center: Floats) -> None:
        """Note which means are near each other: others are farther apart than ``radius``."""
        apart = _distances(center)
        rank = min(NEIGHBOURS, len(center) - 1)
        radius = np.partition(apart, rank, axis=1)[:, rank]
        near = apart <= radius[:, None]
        np.fill_diagonal(near, val=False)
        self.near, self.radius, self.drift = near.astype(np.float64), radius, np.zeros(len(center))

    def _move(self, center: Floats) -> None:
        """Widen the bounds by how far the means moved.

        Of the other means only the near ones matter: the others are at least ``radius`` from the
        own mean, less what both drifted since the survey, and ``upper`` nearer to the point.
        """
        moved = np.sqrt(np.square(center - self.center).sum(axis=1))
        self.drift += moved
        if float(self.drift.max()) * DRIFTED > float(self.radius.min()):
            self._survey(center)
        approach = (self.near * moved).max(axis=1)
        beyond = self.radius - self.drift - self.drift.max()
        self.upper += moved[self.label]
        self.lower -= approach[self.label]
        np.minimum(self.lower, beyond[self.label] - self.upper, out=self.lower)

    def _measure(self, which: Labels) -> None:
        """Find the two nearest means of the points ``which`` and set their bounds."""
        if not len(which):
            return
        from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to load, seldom needed

        found = cKDTree(self.center).query(self.points[which], k=2)
        distance, label = np.asarray(found[0]), np.asarray(found[1])
        self.upper[which], self.lower[which] = distance[:, 0], distance[:, 1]
        self.label[which] = label[:, 0]
        close = which[distance[:, 1] - distance[:, 0] <= self.margin]
        self.label[close] = _compared(self.points[close], self.center)


def _compared(points: Floats, center: Floats) -> Labels:
    """Return the nearest mean of each point, of equals the last, comparing all with all."""
    backwards = center[::-1]
    squared: Floats = np.square(np.subtract.outer(points[:, 0], backwards[:, 0]))
    squared += np.square(np.subtract.outer(points[:, 1], backwards[:, 1]))
    nearest: Labels = squared.argmin(axis=1)
    return len(center) - 1 - nearest
