"""Where people and statements lie on the two axes along which votes differ most.

Unseen cells are filled with the statement's mean, so after centring they are exactly zero: the
principal components of the filled matrix are singular vectors of a sparse one, and no dense
participants × statements array is needed.
"""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh_tridiagonal
from scipy.sparse import csr_array

from comity.dialogue.tally import tally
from comity.dialogue.votes import VoteMatrix

__all__ = ["Axes", "Projection", "axes_of", "positions_on", "project"]

AXES = 2
# Of the largest eigenvalue; the axes are then right to about 1e-14 over their relative gap.
RESIDUAL = 1e-14
NOTHING_LEFT = 1e-13
TIED_LOADINGS = 1e-9
CHECKED_EVERY = 4
NEARLY_PARALLEL = 1e-4
GOLDEN = 0.6180339887498949

Floats: TypeAlias = NDArray[np.float64]
Sparse: TypeAlias = csr_array[np.float64, tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Projection:
    """Two axes and what lies where on them, for P participants and S statements.

    ``center`` (S,) is the mean vote, ``components`` (2, S) the axes (unit rows, or zeros where the
    votes leave none), ``positions`` (P, 2) the participants, ``statement_positions`` (S, 2) a
    person who agrees with that statement alone, ``extremity`` (S,) their distance from the
    middle, ``explained`` (2,) each axis' share of the variance of the filled matrix.
    """

    center: Floats
    components: Floats
    positions: Floats
    statement_positions: Floats
    extremity: Floats
    explained: Floats


class Axes(NamedTuple):
    """Two axes (2, S), the mean votes (S,) they were found around, what they explain (2,)."""

    center: Floats
    components: Floats
    explained: Floats

    @classmethod
    def of(cls, projection: Projection, kept: NDArray[np.bool_] | None = None) -> "Axes":
        """Return the axes of a projection, on the statements ``kept`` (S,) only."""
        chosen = slice(None) if kept is None else kept
        components = projection.components[:, chosen]
        return cls(projection.center[chosen], components, projection.explained)


def project(
    matrix: VoteMatrix,
    excluded: NDArray[np.bool_] | None = None,
    *,
    zeroed: bool = False,
    residual: float = RESIDUAL,
) -> Projection:
    """Return the projection of the votes on the statements not ``excluded`` (S,).

    Excluded statements are left out: zeros in every result, and counted nowhere. With ``zeroed``
    they count as seen and passed by everybody, as in Polis, which changes the scale of positions.
    ``residual`` is how near to an eigenvector each axis is, relative to the largest eigenvalue: a
    coarser one, for resamples, takes about half the time.

    Source: Polis math, as in its ``pca.clj`` and ``conversation.clj``: mean imputation, two
    principal components, positions scaled by the root of statements over votes cast. The sign of
    each axis, arbitrary there, is such that the largest loading is positive; among loadings
    within 1e-9 of the largest the first statement in ascending order decides.
    """
    width = matrix.shape[1]
    out = np.zeros(width, dtype=np.bool_) if excluded is None else excluded
    axes, centred = _fitted(matrix, out, residual)
    counted = int(out.sum()) if zeroed else 0
    scale_width = width - int(out.sum()) + counted
    votes = np.diff(centred.indptr) + counted
    scale = np.sqrt(scale_width / np.maximum(1, votes))
    agreeing = (np.sqrt(scale_width) * (1 - axes.center)) * axes.components
    return Projection(
        center=axes.center,
        components=axes.components,
        positions=_along(centred, axes.components) * scale[:, None],
        statement_positions=agreeing.T,
        extremity=np.sqrt(np.sum(np.square(agreeing), axis=0)),
        explained=axes.explained,
    )


def axes_of(matrix: VoteMatrix, residual: float = RESIDUAL) -> Axes:
    """Return the axes of ``project`` alone, without what lies where on them."""
    return _fitted(matrix, np.zeros(matrix.shape[1], dtype=np.bool_), residual)[0]


def positions_on(axes: Axes, matrix: VoteMatrix) -> Floats:
    """Return where everybody (P, 2) lies on given axes, by the formula of ``project``."""
    people, width = matrix.shape
    moved = matrix.value - axes.center[matrix.column]
    starts = matrix.row_starts.astype(np.int32)
    votes = csr_array((moved, matrix.column, starts), shape=(people, width))
    scale = np.sqrt(width / np.maximum(1, matrix.votes_per_participant))
    return _along(votes, axes.components) * scale[:, None]


def _along(votes: Sparse, components: Floats) -> Floats:
    """Return the products (P, 2) with both axes; one after the other they take half the time."""
    return np.stack([np.asarray(votes @ component) for component in components], axis=1)


def _fitted(matrix: VoteMatrix, out: NDArray[np.bool_], residual: float) -> tuple[Axes, Sparse]:
    """Return the axes, and vote minus mean of each cell of the statements that are not ``out``."""
    center = _means(matrix, out)
    centred = _centred(matrix, center, out)
    components, variances = _principal_axes(centred, residual)
    total = float(np.sum(np.square(centred.data)))
    explained = variances / total if total > 0 else np.zeros(AXES)
    return Axes(center, components, explained), centred


def _means(matrix: VoteMatrix, out: NDArray[np.bool_]) -> Floats:
    counts = tally(matrix)
    means = (counts.agree - counts.disagree) / np.maximum(1, counts.seen)
    return np.where(out, 0.0, means)


def _centred(matrix: VoteMatrix, center: Floats, out: NDArray[np.bool_]) -> Sparse:
    """Return vote minus mean for the cells of statements that are not ``out``; zero elsewhere."""
    row, column, value = matrix.row, matrix.column, matrix.value
    if out.any():
        cells = ~out[column]
        row, column, value = row[cells], column[cells], value[cells]
    starts = np.zeros(matrix.shape[0] + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=matrix.shape[0]), out=starts[1:])
    return csr_array((value - center[column], column, starts), shape=matrix.shape)


def _principal_axes(centred: Sparse, residual: float) -> tuple[Floats, Floats]:
    """Return the first two right singular vectors (2, S) and their squared singular values.

    One after the other, the second at right angles to the first: so two axes of equal weight are
    both found, which one Krylov space alone cannot promise. Fewer than two people or statements
    have no axes.
    """
    axes, variances = np.zeros((AXES, centred.shape[1])), np.zeros(AXES)
    if min(centred.shape) < AXES:
        return axes, variances
    # Where nobody differs the axes are exactly zero: no rounding may creep in.
    differing = np.bincount(centred.indices, np.abs(centred.data), centred.shape[1]) > 0
    for axis in range(min(AXES, int(differing.sum()))):
        vector, variance = _leading(centred, differing, axes[:axis], residual)
        if variance <= NOTHING_LEFT * max(1.0, float(variances[0])):
            break
        axes[axis], variances[axis] = _signed(vector), variance
    if variances[1] > variances[0]:
        return axes[::-1].copy(), variances[::-1].copy()
    return axes, variances


def _leading(
    centred: Sparse, differing: NDArray[np.bool_], found: Floats, residual: float
) -> tuple[Floats, float]:
    """Return the largest eigenpair of the Gram matrix at right angles to the axes ``found``.

    Lanczos with full reorthogonalisation (Parlett, The Symmetric Eigenvalue Problem, ch. 13) on
    the statements' side. Sparse products and ``einsum`` only, no BLAS: the same on every machine
    and with any number of threads.
    """
    width = int(differing.sum())
    flipped = centred.T
    basis = np.empty((min(width, 64), len(differing)))
    diagonal: list[float] = []
    beside: list[float] = []
    vector = _start(differing, found)
    while True:
        if len(diagonal) == len(basis):
            basis = np.concatenate([basis, np.empty_like(basis)])
        basis[len(diagonal)] = vector
        image = np.asarray(flipped @ (centred @ vector))
        diagonal.append(float(np.sum(image * vector)))
        size = len(diagonal)
        image = _against(_against(image, found), basis[:size])
        image = _against(_against(image, found), basis[:size])
        length = float(np.sqrt(np.sum(np.square(image))))
        ended = size == width or length <= RESIDUAL * max(diagonal)
        if ended or size % CHECKED_EVERY == 0:
            value, weights = _largest(diagonal, beside)
            if ended or length * abs(weights[-1]) <= residual * value:
                return _unit(np.einsum("i,ij->j", weights, basis[:size])), value
        beside.append(length)
        vector = image / length


def _largest(diagonal: list[float], beside: list[float]) -> tuple[float, Floats]:
    """Return the largest eigenvalue of a tridiagonal matrix and its unit eigenvector."""
    last = len(diagonal) - 1
    values, vectors = eigh_tridiagonal(diagonal, beside, select="i", select_range=(last, last))
    return float(values[0]), np.asarray(vectors[:, 0], dtype=np.float64)


def _start(differing: NDArray[np.bool_], found: Floats) -> Floats:
    """Return a fixed unit vector at right angles to the axes ``found``, and else without symmetry.

    Such a vector is at right angles to no axis still to be found: each axis has a start of its
    own, since the last one's was used up on axes of equal weight. ``differing`` (S,) flags more
    statements than there are axes.
    """
    places = np.arange(1, len(differing) + 1, dtype=np.float64)
    rest, turn = np.zeros(len(differing)), len(found)
    while float(np.sum(np.square(rest))) <= NEARLY_PARALLEL:
        turn += 1
        vector = _unit(np.where(differing, 0.5 + places * (turn * GOLDEN) % 1.0, 0.0))
        rest = _against(_against(vector, found), found)
    return _unit(rest)


def _against(vector: Floats, basis: Floats) -> Floats:
    """Return ``vector`` less its part in the span of the orthonormal rows of ``basis``."""
    if len(basis) == 0:
        return vector
    shares = np.einsum("ij,j->i", basis, vector)
    inside: Floats = np.einsum("i,ij->j", shares, basis)
    return vector - inside


def _unit(vector: Floats) -> Floats:
    length = float(np.sqrt(np.sum(np.square(vector))))
    return vector / length if length > 0 else vector


def _signed(vector: Floats) -> Floats:
    size = np.abs(vector)
    decides = int(np.argmax(size >= size.max() * (1 - TIED_LOADINGS)))
    return vector if vector[decides] > 0 else -vector
