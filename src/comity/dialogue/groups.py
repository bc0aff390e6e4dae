"""Groups of people whose positions lie together: k-means that anybody can repeat.

Positions are taken in canonical order (first, then second coordinate) and equal ones are merged,
so neither the order of rows nor ids matter. Sums run through ``bincount`` and ``einsum``: no BLAS.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.statistics import Draw, Floats, Integers

__all__ = ["MARGIN", "Clustering", "cluster", "mean_silhouettes", "nearest"]

Labels: TypeAlias = NDArray[np.int64]

MARGIN: Final = 1e-6
"""A person is in no group if the second centre is nearer than this, in distances of the two."""

LARGEST_START: Final = 20_000
LARGEST_SILHOUETTE: Final = 2_000
ITERATIONS: Final = 300
SCREENING: Final = 4
PROMISING: Final = 3
BLOCK: Final = 512
NOT_YET: Final = -1


@dataclass(frozen=True, eq=False)
class Clustering:
    """k groups of N points: ``labels`` (N,) from 0, ``centres`` (k, 2), ``sizes`` (k,).

    Groups are numbered by size, largest first; equal sizes by the centre's distance from the
    middle, then by its coordinates. ``spread`` is the weighted sum of squared distances.
    """

    labels: Labels
    centres: Floats
    sizes: Integers
    spread: float


class _Cloud(NamedTuple):
    x: Floats
    y: Floats
    weight: Floats


def cluster(
    points: Floats,
    k: int,
    draw: Draw,
    starts: int = 10,
    weights: Integers | None = None,
    *,
    screened: bool = False,
) -> Clustering | None:
    """Return the best of ``starts`` k-means clusterings of ``points`` (N, 2), or None.

    None means that there are fewer than k distinct points. ``weights`` (N,) ≥ 1 counts a point
    several times. k-means++ starts (Arthur and Vassilvitskii, 2007), Lloyd's iteration until no
    label changes, Euclidean distances; a point equally near to two centres goes to the first. If
    ``screened``, only the three tightest starts go on after four rounds: for resamples, half the
    work for a spread that is larger by less than a thousandth.

    Above 20,000 distinct points the starts are tried on 20,000 of them, drawn, and the best is
    continued on all.
    """
    cloud, place = _distinct(points, weights)
    if len(cloud.x) < k:
        return None
    part = _part(cloud, draw)
    begun = _starting_centres(part, k, draw, starts)
    if screened:
        begun = _promising(part, _lloyd(part, begun, SCREENING))
    found = _best(part, _lloyd(part, begun))
    if found is not None and len(part.x) < len(cloud.x):
        found = _best(cloud, _lloyd(cloud, found[None]))
    if found is None:
        return None
    labels, gap = _assigned(cloud, found[None])
    sizes = np.bincount(labels[0], weights=cloud.weight, minlength=k).astype(np.int64)
    spread = float(np.einsum("j,j->", gap[0], cloud.weight))
    return _canonical(found, labels[0][place], sizes, spread)


def nearest(points: Floats, centres: Floats) -> tuple[Labels, Floats]:
    """Return for each point the nearest centre and its margin over the second nearest.

    The margin is the difference of the two distances as a share of the distance between the two
    centres, 0 to 1; at 0 the point belongs to either.
    """
    steps = points[:, None, :] - centres[None, :, :]
    distance = np.sqrt(np.einsum("ijk,ijk->ij", steps, steps))
    order = np.argsort(distance, axis=1, kind="stable")[:, :2]
    near = np.take_along_axis(distance, order, axis=1)
    apart = centres[order[:, 0]] - centres[order[:, 1]]
    length = np.sqrt(np.einsum("ij,ij->i", apart, apart))
    return order[:, 0].astype(np.int64), (near[:, 1] - near[:, 0]) / np.maximum(length, 1e-300)


def mean_silhouettes(points: Floats, groupings: Sequence[Labels], draw: Draw) -> list[float]:
    """Return the mean silhouette of each grouping of the points: −1 to 1, 0 for a lone point.

    (b − a)/max(a, b), a the mean distance to one's own group, b to the nearest other one. Source:
    Rousseeuw (1987). Exact up to 2,000 points, in blocks; above that it is exact for 2,000 of
    them, drawn.
    """
    if len(points) > LARGEST_SILHOUETTE:
        kept = np.sort(draw.permutation(len(points))[:LARGEST_SILHOUETTE])
        points, groupings = points[kept], [labels[kept] for labels in groupings]
    sums = [0.0] * len(groupings)
    numbered = [np.unique(labels, return_inverse=True)[1] for labels in groupings]
    members = [(mine == np.arange(mine.max(initial=-1) + 1)[:, None]) * 1.0 for mine in numbered]
    for first in range(0, len(points), BLOCK):
        block = slice(first, first + BLOCK)
        distance = _distances(points[block], points)
        for index, mine in enumerate(numbered):
            sums[index] += float(_silhouettes(distance, mine[block], members[index]).sum())
    return [total / max(len(points), 1) for total in sums]


def _distances(some: Floats, every: Floats) -> Floats:
    across = some[:, 0, None] - every[None, :, 0]
    along = some[:, 1, None] - every[None, :, 1]
    across *= across
    along *= along
    across += along
    return np.sqrt(across, out=across)


def _silhouettes(distance: Floats, mine: Labels, members: Floats) -> Floats:
    """Return the silhouettes of a block of points from their distances to all (block, N)."""
    if len(members) < 2:
        return np.zeros(len(distance))
    sizes = members.sum(axis=1)
    total = np.einsum("ij,gj->ig", distance, members)
    rows = np.arange(len(mine))
    own = total[rows, mine] / np.maximum(sizes[mine] - 1, 1)
    other = total / sizes
    other[rows, mine] = np.inf
    beside = other.min(axis=1)
    larger = np.maximum(own, beside)
    value = (beside - own) / np.where(larger > 0, larger, 1)
    return np.where(sizes[mine] > 1, value, 0.0)


def _distinct(points: Floats, weights: Integers | None) -> tuple[_Cloud, Labels]:
    """Return the distinct points in canonical order, and the place of each point among them."""
    order = np.lexsort((points[:, 1], points[:, 0]))
    x, y = points[order, 0], points[order, 1]
    fresh = np.ones(len(order), dtype=np.bool_)
    np.logical_or(x[1:] != x[:-1], y[1:] != y[:-1], out=fresh[1:])
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(fresh) - 1
    counts = np.bincount(place, weights=weights, minlength=int(fresh.sum()))
    return _Cloud(x[fresh], y[fresh], counts.astype(np.float64)), place


def _part(cloud: _Cloud, draw: Draw) -> _Cloud:
    if len(cloud.x) <= LARGEST_START:
        return cloud
    kept = np.sort(draw.permutation(len(cloud.x))[:LARGEST_START])
    return _Cloud(cloud.x[kept], cloud.y[kept], cloud.weight[kept])


def _starting_centres(cloud: _Cloud, k: int, draw: Draw, starts: int) -> Floats:
    """Return (starts, k, 2) first centres.

    The first is drawn in proportion to weight, each next one in proportion to weight times squared
    distance from the nearest centre before it.
    """
    chance = draw.floats(starts * k).reshape(starts, k)
    centres = np.empty((starts, k, 2))
    gap = np.ones((starts, len(cloud.x)))
    for index in range(k):
        running = np.cumsum(gap * cloud.weight, axis=1)
        wanted = chance[:, index] * running[:, -1]
        taken = np.minimum((running <= wanted[:, None]).sum(axis=1), len(cloud.x) - 1)
        centres[:, index, 0], centres[:, index, 1] = cloud.x[taken], cloud.y[taken]
        new = _squared(cloud, centres[:, index])
        gap = np.minimum(gap, new) if index else new
    return centres


def _squared(cloud: _Cloud, centre: Floats) -> Floats:
    """Return the squared distances (starts, n) of all points from one centre (starts, 2) each."""
    across = cloud.x - centre[:, 0, None]
    along = cloud.y - centre[:, 1, None]
    across *= across
    along *= along
    across += along
    return across


def _assigned(cloud: _Cloud, centres: Floats) -> tuple[Labels, Floats]:
    """Return the nearest centre of each point and its squared distance, both (starts, n)."""
    gap = _squared(cloud, centres[:, 0])
    labels = np.zeros(gap.shape, dtype=np.int64)
    for index in range(1, centres.shape[1]):
        new = _squared(cloud, centres[:, index])
        np.copyto(labels, index, where=new < gap)
        np.minimum(gap, new, out=gap)
    return labels, gap


def _lloyd(cloud: _Cloud, centres: Floats, rounds: int = ITERATIONS) -> Floats:
    """Return the centres (starts, k, 2) after Lloyd's iteration of all starts side by side."""
    centres = centres.copy()
    starts, k = centres.shape[:2]
    plane = np.stack((cloud.x, cloud.y, np.ones(len(cloud.x))))
    summed = (cloud.weight, cloud.weight * cloud.x, cloud.weight * cloud.y)
    repeated = [np.tile(part, starts) for part in summed]
    moving = np.arange(starts)
    before = np.full((starts, len(cloud.x)), NOT_YET)
    for _ in range(rounds):
        labels = _nearest_of(plane, centres[moving])
        changed = (labels != before).any(axis=1)
        moving, before = moving[changed], labels[changed]
        if len(moving) == 0:
            break
        place = (before + np.arange(len(moving))[:, None] * k).ravel()
        sums = [np.bincount(place, part[: len(place)], len(moving) * k) for part in repeated]
        size = np.maximum(sums[0], 1)
        mean = np.stack((sums[1] / size, sums[2] / size), axis=1).reshape(-1, k, 2)
        # A group that lost all its points stays where it was; such a start is not chosen later.
        filled = sums[0].reshape(-1, k, 1) > 0
        centres[moving] = np.where(filled, mean, centres[moving])
    return centres


def _nearest_of(plane: Floats, centres: Floats) -> Labels:
    """Return the nearest centre of each point (starts, n); ``plane`` (3, n) holds x, y and 1.

    Squared distances less what they have in common, |c|² − 2(c, p): half the work of the whole.
    """
    starts, k = centres.shape[:2]
    form = np.empty((k, starts, 3))
    form[:, :, :2] = -2 * centres.transpose(1, 0, 2)
    form[:, :, 2] = np.einsum("ijk,ijk->ji", centres, centres)
    gap = np.einsum("if,fn->in", form.reshape(-1, 3), plane).reshape(k, starts, -1)
    labels = np.zeros(gap.shape[1:], dtype=np.int64)
    least = gap[0]
    for index in range(1, k):
        np.copyto(labels, index, where=gap[index] < least)
        if index + 1 < k:
            least = np.minimum(least, gap[index])
    return labels


def _promising(cloud: _Cloud, centres: Floats) -> Floats:
    """Return the starts with the least spread so far, in their order."""
    spread = _spreads(cloud, centres)[0]
    return centres[np.sort(np.argsort(spread, kind="stable")[:PROMISING])]


def _spreads(cloud: _Cloud, centres: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the spread of each start, and whether all its groups have points."""
    labels, gap = _assigned(cloud, centres)
    starts, k = centres.shape[:2]
    place = labels + np.arange(starts)[:, None] * k
    filled = np.bincount(place.ravel(), minlength=starts * k).reshape(-1, k) > 0
    spread: Floats = np.einsum("ij,j->i", gap, cloud.weight)
    return spread, np.asarray(filled.all(axis=1))


def _best(cloud: _Cloud, centres: Floats) -> Floats | None:
    """Return the centres (k, 2) of least spread among those without an empty group, or None."""
    spread, whole = _spreads(cloud, centres)
    spread = np.where(whole, spread, np.inf)
    chosen = int(np.argmin(spread))
    return centres[chosen] if np.isfinite(spread[chosen]) else None


def _canonical(centres: Floats, labels: Labels, sizes: Integers, spread: float) -> Clustering:
    """Return the clustering with its groups numbered as ``Clustering`` says."""
    apart = np.einsum("ij,ij->i", centres, centres)
    order = np.lexsort((centres[:, 1], centres[:, 0], apart, -sizes))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    return Clustering(number[labels], centres[order], sizes[order], spread)
