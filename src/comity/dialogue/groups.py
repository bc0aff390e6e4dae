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

__all__ = [
    "MARGIN",
    "Cloud",
    "Clustering",
    "cloud_of",
    "cluster",
    "cluster_each",
    "mean_silhouettes",
    "nearest",
    "nearest_only",
]

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


class Cloud(NamedTuple):
    """Distinct points in canonical order: coordinates and weights (n,).

    ``place`` (N,) tells which of them each of the points given is.
    """

    x: Floats
    y: Floats
    weight: Floats
    place: Labels


class _Batch(NamedTuple):
    """C clouds side by side, arrays (C, n): the shorter ones end in points without weight."""

    x: Floats
    y: Floats
    weight: Floats
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, clouds: Sequence[Cloud]) -> "_Batch":
        sizes = tuple(len(cloud.x) for cloud in clouds)
        if len(clouds) == 1:
            return cls(clouds[0].x[None], clouds[0].y[None], clouds[0].weight[None], sizes)
        filled = np.zeros((3, len(clouds), max(sizes)))
        for row, cloud in enumerate(clouds):
            filled[:, row, : sizes[row]] = cloud[:3]
        return cls(filled[0], filled[1], filled[2], sizes)


class _Best(NamedTuple):
    """The tightest start of one cloud: centres (k, 2), labels and squared distances (n,)."""

    centres: Floats
    labels: Labels
    gap: Floats


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
    return cluster_each([cloud_of(points, weights)], k, [draw], starts, screened=screened)[0]


def cluster_each(
    clouds: Sequence[Cloud], k: int, draws: Sequence[Draw], starts: int, *, screened: bool = False
) -> list[Clustering | None]:
    """Return what ``cluster`` does for each cloud and its own draws, to the last bit.

    Side by side they take a third of the time: with a few hundred points each, most of it goes
    into starting operations.
    """
    found: list[Clustering | None] = [None] * len(clouds)
    fit = [row for row, cloud in enumerate(clouds) if len(cloud.x) >= k]
    if not fit:
        return found
    parts = [_part(clouds[row], draws[row]) for row in fit]
    batch = _Batch.of(parts)
    begun = _starting_centres(batch, k, [draws[row] for row in fit], starts)
    if screened:
        begun = _promising(batch, _lloyd(batch, begun, SCREENING))
    for row, part, best in zip(fit, parts, _best(batch, _lloyd(batch, begun)), strict=True):
        found[row] = _finished(clouds[row], part, best)
    return found


def cloud_of(points: Floats, weights: Integers | None = None) -> Cloud:
    """Return the distinct ones of ``points`` (N, 2), of which ``weights`` (N,) ≥ 1 says how often.

    They come in canonical order: by the first coordinate, then by the second.
    """
    order = np.lexsort((points[:, 1], points[:, 0]))
    x, y = points[order, 0], points[order, 1]
    fresh = np.ones(len(order), dtype=np.bool_)
    np.logical_or(x[1:] != x[:-1], y[1:] != y[:-1], out=fresh[1:])
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(fresh) - 1
    counts = np.bincount(place, weights=weights, minlength=int(fresh.sum()))
    return Cloud(x[fresh], y[fresh], counts.astype(np.float64), place)


def nearest(points: Floats, centres: Floats) -> tuple[Labels, Floats]:
    """Return for each point the nearest centre and its margin over the second nearest.

    The margin is the difference of the two distances as a share of the distance between the two
    centres, 0 to 1; at 0 the point belongs to either.
    """
    distance = _apart(points, centres)
    order = np.argsort(distance, axis=1, kind="stable")[:, :2]
    near = np.take_along_axis(distance, order, axis=1)
    apart = centres[order[:, 0]] - centres[order[:, 1]]
    length = np.sqrt(np.einsum("ij,ij->i", apart, apart))
    return order[:, 0].astype(np.int64), (near[:, 1] - near[:, 0]) / np.maximum(length, 1e-300)


def nearest_only(points: Floats, centres: Floats) -> Labels:
    """Return for each point the nearest centre, as ``nearest`` does."""
    labels: Labels = np.argmin(_apart(points, centres), axis=1).astype(np.int64)
    return labels


def _apart(points: Floats, centres: Floats) -> Floats:
    """Return the distance (N, k) of each point from each centre."""
    steps = points[:, None, :] - centres[None, :, :]
    apart: Floats = np.sqrt(np.einsum("ijk,ijk->ij", steps, steps))
    return apart


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


def _part(cloud: Cloud, draw: Draw) -> Cloud:
    if len(cloud.x) <= LARGEST_START:
        return cloud
    kept = np.sort(draw.permutation(len(cloud.x))[:LARGEST_START])
    return Cloud(cloud.x[kept], cloud.y[kept], cloud.weight[kept], kept)


def _finished(cloud: Cloud, part: Cloud, best: _Best | None) -> Clustering | None:
    """Return the clustering of all points from the best start on a part of them."""
    if best is not None and len(part.x) < len(cloud.x):
        whole = _Batch.of([cloud])
        best = _best(whole, _lloyd(whole, best.centres[None, None]))[0]
    if best is None:
        return None
    sizes = np.bincount(best.labels, weights=cloud.weight, minlength=len(best.centres))
    spread = float(np.einsum("j,j->", best.gap, cloud.weight))
    return _canonical(best.centres, best.labels[cloud.place], sizes.astype(np.int64), spread)


def _starting_centres(batch: _Batch, k: int, draws: Sequence[Draw], starts: int) -> Floats:
    """Return (C, starts, k, 2) first centres.

    The first is drawn in proportion to weight, each next one in proportion to weight times squared
    distance from the nearest centre before it.
    """
    drawn = [draw.floats(starts * k).reshape(starts, k) for draw in draws]
    chance = np.array(drawn).reshape(-1, starts, k)
    centres = np.empty((*chance.shape, 2))
    gap = np.ones((len(draws), starts, batch.x.shape[1]))
    last = np.array(batch.sizes, dtype=np.int64)[:, None] - 1
    row = np.arange(len(draws))[:, None]
    for index in range(k):
        running = np.cumsum(gap * batch.weight[:, None], axis=2)
        wanted = chance[:, :, index] * running[:, :, -1]
        taken = np.minimum((running <= wanted[:, :, None]).sum(axis=2), last)
        centres[:, :, index, 0], centres[:, :, index, 1] = batch.x[row, taken], batch.y[row, taken]
        new = _squared(batch, centres[:, :, index])
        gap = np.minimum(gap, new) if index else new
    return centres


def _squared(batch: _Batch, centre: Floats) -> Floats:
    """Return the squared distances (C, starts, n) of all points from one centre (C, starts, 2)."""
    across = batch.x[:, None] - centre[:, :, 0, None]
    along = batch.y[:, None] - centre[:, :, 1, None]
    across *= across
    along *= along
    across += along
    return across


def _assigned(batch: _Batch, centres: Floats) -> tuple[Labels, Floats]:
    """Return the nearest centre of each point and its squared distance, both (C, starts, n)."""
    gap = _squared(batch, centres[:, :, 0])
    labels = np.zeros(gap.shape, dtype=np.int64)
    for index in range(1, centres.shape[2]):
        new = _squared(batch, centres[:, :, index])
        np.copyto(labels, index, where=new < gap)
        np.minimum(gap, new, out=gap)
    return labels, gap


def _lloyd(batch: _Batch, centres: Floats, rounds: int = ITERATIONS) -> Floats:
    """Return the centres (C, starts, k, 2) after Lloyd's iteration of all starts side by side."""
    count, starts, k = centres.shape[:3]
    centres = centres.reshape(-1, k, 2).copy()
    plane = np.stack((batch.x, batch.y, np.ones_like(batch.x)), axis=1)
    shared = np.broadcast_to(plane[:1], (starts, *plane.shape[1:]))
    planes = np.repeat(plane, starts, axis=0) if count > 1 else shared
    summed = (batch.weight, batch.weight * batch.x, batch.weight * batch.y)
    parts = [np.repeat(part, starts, axis=0) for part in summed]
    moving = np.arange(count * starts)
    before: NDArray[np.signedinteger] = np.full((len(moving), batch.x.shape[1]), NOT_YET, np.int8)
    for _ in range(rounds):
        labels = _nearest_of(planes, centres[moving])
        changed = (labels != before).any(axis=1)
        before = labels
        if not changed.all():
            moving, before = moving[changed], labels[changed]
            # The starts of one cloud share its points: the first rows will do.
            kept = changed if count > 1 else slice(len(moving))
            planes, parts = planes[kept], [part[kept] for part in parts]
        if len(moving) == 0:
            break
        place = (before + np.arange(len(moving))[:, None] * k).ravel()
        sums = [np.bincount(place, part.ravel(), len(moving) * k) for part in parts]
        size = np.maximum(sums[0], 1)
        mean = np.stack((sums[1] / size, sums[2] / size), axis=1).reshape(-1, k, 2)
        # A group that lost all its points stays where it was; such a start is not chosen later.
        filled = sums[0].reshape(-1, k, 1) > 0
        centres[moving] = np.where(filled, mean, centres[moving])
    return centres.reshape(count, starts, k, 2)


def _nearest_of(planes: Floats, centres: Floats) -> NDArray[np.signedinteger]:
    """Return the nearest centre of each point (rows, n); ``planes`` (rows, 3, n) holds x, y and 1.

    Squared distances less what they have in common, |c|² − 2(c, p): half the work of the whole.
    """
    rows, k = centres.shape[:2]
    form = np.empty((k, rows, 3))
    form[:, :, :2] = -2 * centres.transpose(1, 0, 2)
    form[:, :, 2] = np.einsum("ijk,ijk->ji", centres, centres)
    gap = np.einsum("irf,rfn->irn", form, planes)
    # The later centre has the larger number, so the largest of all that came nearer is the last.
    kind = np.int8 if k < 128 else np.int64
    labels = np.zeros(gap.shape[1:], dtype=kind)
    least = gap[0]
    for index in range(1, k):
        nearer = gap[index] < least
        np.maximum(labels, nearer * kind(index), out=labels)
        if index + 1 < k:
            least = np.minimum(least, gap[index])
    return labels


def _promising(batch: _Batch, centres: Floats) -> Floats:
    """Return of each cloud the starts with the least spread so far, in their order."""
    spread = _spreads(batch, _assigned(batch, centres)[1])
    kept = np.sort(np.argsort(spread, axis=1, kind="stable")[:, :PROMISING], axis=1)
    return np.take_along_axis(centres, kept[:, :, None, None], axis=1)


def _spreads(batch: _Batch, gap: Floats) -> Floats:
    """Return the spread of each start (C, starts): a sum over the cloud's own points."""
    found = np.empty(gap.shape[:2])
    for row, size in enumerate(batch.sizes):
        np.einsum("ij,j->i", gap[row, :, :size], batch.weight[row, :size], out=found[row])
    return found


def _best(batch: _Batch, centres: Floats) -> list[_Best | None]:
    """Return of each cloud the start of least spread among those without an empty group, if any."""
    labels, gap = _assigned(batch, centres)
    count, starts, k = centres.shape[:3]
    place = labels + np.arange(count * starts).reshape(count, starts, 1) * k
    weight = np.broadcast_to(batch.weight[:, None], gap.shape)
    sizes = np.bincount(place.ravel(), weight.ravel(), count * starts * k)
    whole = (sizes > 0).reshape(count, starts, k).all(axis=2)
    spread = np.where(whole, _spreads(batch, gap), np.inf)
    found: list[_Best | None] = []
    for row, chosen in enumerate(np.argmin(spread, axis=1).tolist()):
        here = (row, chosen, slice(batch.sizes[row]))
        usable = bool(np.isfinite(spread[row, chosen]))
        found.append(_Best(centres[row, chosen], labels[here], gap[here]) if usable else None)
    return found


def _canonical(centres: Floats, labels: Labels, sizes: Integers, spread: float) -> Clustering:
    """Return the clustering with its groups numbered as ``Clustering`` says."""
    apart = np.einsum("ij,ij->i", centres, centres)
    order = np.lexsort((centres[:, 1], centres[:, 0], apart, -sizes))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    return Clustering(number[labels], centres[order], sizes[order], spread)
