"""The sparse floor: the incumbent's result by the straight way through numpy and scipy.

Sparse matrix of centred votes, ``svds``, a k-d tree over the hundred means, one ``bincount`` per
kind of vote; no dense array of people by statements. What any careful writer would arrive at, and
what the engine is compared with for time. It states projection, groups, statistics per group,
agreement and priorities.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import svds
from scipy.spatial import cKDTree

from comity.dialogue.votes import VoteLog

Array: TypeAlias = NDArray[Any]


def floor(log: VoteLog) -> dict[str, Any]:
    """Return the result for a log in order of time; nothing is moderated."""
    row, column, value, people = _latest(log)
    width = len(log.statements)
    seen = np.bincount(column, minlength=width)
    center = np.bincount(column, value, width) / np.maximum(1, seen)
    centred = csr_array((value - center[column], (row, column)), shape=(people, width))
    start = np.ones(min(centred.shape))
    components = svds(centred, k=2, v0=start, tol=1e-10)[2][::-1]
    votes = np.bincount(row, minlength=people)
    positions = (centred @ components.T) * np.sqrt(width / np.maximum(1, votes))[:, None]
    extremity = np.sqrt(width) * (1 - center) * np.hypot(*components)
    inside = np.flatnonzero(votes >= min(7, width))
    group = np.full(people, -1)
    group[inside], silhouettes = _groups(positions[inside])
    return {
        "positions": positions,
        "group": group,
        "silhouette": silhouettes,
        **_statistics(row, column, value, group, extremity),
    }


def _latest(log: VoteLog) -> tuple[Array, Array, Array, int]:
    """Return row, column and value of each latest vote; rows by first vote."""
    _, first, back = np.unique(log.participant, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    width = len(log.statements)
    cell = rank[back] * width + log.statement
    latest, last = np.unique(cell[::-1], return_index=True)
    return latest // width, latest % width, log.value[::-1][last], len(first)


def _groups(points: Array) -> tuple[Array, list[float]]:
    base, means = _lloyd(points, 100, 101, np.ones(len(points)))
    size = np.bincount(base).astype(float)
    best, silhouettes = np.zeros(len(means), dtype=np.int64), []
    for k in range(2, min(5, 2 + len(means) // 12) + 1):
        label, _ = _lloyd(means, k, 21, size)
        silhouettes.append(_silhouette(means, label))
        if silhouettes[-1] >= max(silhouettes):
            best = label
    return best[base], silhouettes


def _lloyd(points: Array, k: int, rounds: int, weight: Array) -> tuple[Array, Array]:
    first = np.unique(points, axis=0, return_index=True)[1]
    means = points[np.sort(first)[:k]]
    label = np.zeros(len(points), dtype=np.int64)
    for _ in range(rounds):
        label = cKDTree(means).query(points)[1]
        total = np.bincount(label, weight, len(means))
        sums = [np.bincount(label, weight * points[:, axis], len(means)) for axis in (0, 1)]
        kept = total > 0
        before, means = means, np.stack(sums, axis=1)[kept] / total[kept, None]
        label = (np.cumsum(kept) - 1)[label]
        paired = min(len(before), len(means))
        moved = (
            np.sort_complex(before @ [1, 1j])[:paired] - np.sort_complex(means @ [1, 1j])[:paired]
        )
        if np.abs(moved).max() < 0.01:
            break
    return label, means


def _silhouette(points: Array, label: Array) -> float:
    apart = np.sqrt(np.square(points[:, None] - points).sum(axis=2))
    size = np.bincount(label)
    sums = np.stack([apart[:, label == each].sum(axis=1) for each in range(len(size))], axis=1)
    every = np.arange(len(points))
    inside = sums[every, label] / np.maximum(1, size[label] - 1)
    sums[every, label] = np.inf
    outside = (sums / size).min(axis=1)
    values = (outside - inside) / np.maximum(inside, outside)
    return float(np.where(size[label] > 1, values, 0).mean())


def _statistics(
    row: Array, column: Array, value: Array, group: Array, extremity: Array
) -> dict[str, Any]:
    groups, width = int(group.max()) + 1, len(extremity)
    member = group[row]
    counts = [
        np.bincount(
            (member * width + column)[(member >= 0) & (value == kind)], minlength=groups * width
        ).reshape(groups, width)
        for kind in (1, -1, 0)
    ]
    agree, disagree, passed = counts
    seen = agree + disagree + passed
    share, z = (agree + 1) / (seen + 2), _one(agree, seen)
    other, other_seen = agree.sum(0) - agree, seen.sum(0) - seen
    ratio = share / ((other + 1) / (other_seen + 2))
    total, agreed = seen.sum(0), agree.sum(0)
    importance = (
        (1 - (passed.sum(0) + 1) / (total + 2)) * (extremity + 1) * (agreed + 1) / (total + 2)
    )
    everybody = np.bincount(column[value == 1], minlength=width)
    return {
        "metric": share * z * ratio * _two(agree, other, seen, other_seen),
        "disagreement": _one(disagree, seen),
        "agreement": np.prod(share, axis=0),
        "priority": np.square(importance * (1 + 8 * 2.0 ** (-total / 5))),
        "consensus": _one(everybody, np.bincount(column, minlength=width)),
    }


def _one(successes: Array, trials: Array) -> Array:
    return 2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5)


def _two(inside: Array, outside: Array, tried: Array, other: Array) -> Array:
    one, two = (inside + 1) / (tried + 1), (outside + 1) / (other + 1)
    pooled = (inside + outside + 2) / (tried + other + 2)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / (tried + 1) + 1 / (other + 1)))
    return np.divide(one - two, spread, out=np.zeros_like(one), where=pooled < 1)
