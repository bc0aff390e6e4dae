"""Agreement that no camp explains: the matrix factorisation of Community Notes, on votes.

Each vote is taken apart into a level, how far the person tends to agree, how far the statement is
agreed with, and how well the two go together along one line. What is left to the statement then is
agreement across that line. It needs no groups, and it is an indicator only: a few people who vote
together can take it away from a statement more easily than any other measure. It is not a published
function: the last digits of what a search finds are not the same on every machine.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.votes import VoteMatrix
from comity.statistics import Draw, Floats, derive_seed

__all__ = ["Bridging", "bridge"]

INTERCEPT_PENALTY: Final = 0.15
FACTOR_PENALTY: Final = 0.03
GRADIENT: Final = 1e-6
# The mean square of a factor, about: a guess that only shapes the way to the least loss.
SQUARED_FACTOR: Final = 0.3
ROUNDS: Final = 10_000
TIED_FACTORS: Final = 1e-6

_Slices: TypeAlias = tuple[slice, slice, slice, slice, slice]


@dataclass(frozen=True, eq=False)
class Bridging:
    """The parts of the votes of P people on S statements, with agree 1, pass ½, disagree 0.

    ``level`` is common to all votes. ``person`` (P,) and ``statement`` (S,) are the intercepts,
    ``person_factor`` (P,) and ``statement_factor`` (S,) the places on the line; the largest factor
    of a statement is positive. ``loss`` is what was minimised. Statements nobody voted on have 0.
    """

    level: float
    person: Floats
    statement: Floats
    person_factor: Floats
    statement_factor: Floats
    loss: float


class _Votes(NamedTuple):
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    rating: Floats
    shape: tuple[int, int]


def bridge(matrix: VoteMatrix, seed: int = 0, starts: int = 5) -> Bridging:
    """Return the best of ``starts`` factorisations of the votes, each from a start of its own.

    Community Notes takes raters with at least 10 ratings and notes with at least 5: whoever calls
    this chooses the rows and columns. Its thresholds do not carry over to votes on statements; the
    order of the intercepts does.

    Source: Wojcik et al., Birdwatch (2022), and the guide to ranking notes: squared error, plus
    0.15 times the squares of all intercepts and of the level, plus 0.03 times those of all factors.
    """
    rating = (matrix.value.astype(np.float64) + 1) / 2
    votes = _Votes(matrix.row, matrix.column, rating, matrix.shape)
    found = [_fitted(votes, _start(matrix.shape, seed, number)) for number in range(starts)]
    loss, values = min(found, key=lambda one: one[0])
    level, person, statement, person_factor, statement_factor = (
        values[part] for part in _parts(matrix.shape)
    )
    sign = _sign(statement_factor)
    return Bridging(
        level=float(level[0]),
        person=person,
        statement=statement,
        person_factor=sign * person_factor,
        statement_factor=sign * statement_factor,
        loss=loss,
    )


def _parts(shape: tuple[int, int]) -> _Slices:
    """Return where level, intercepts and factors of people and statements stand in one array."""
    people, width = shape
    ends = np.cumsum([0, 1, people, width, people, width]).tolist()
    first, second, third, fourth, fifth, end = ends
    return (
        slice(first, second),
        slice(second, third),
        slice(third, fourth),
        slice(fourth, fifth),
        slice(fifth, end),
    )


def _start(shape: tuple[int, int], seed: int, number: int) -> Floats:
    """Return a start with no intercepts and small factors drawn at random."""
    draw = Draw(derive_seed(seed, "bridging", number))
    return np.concatenate([np.zeros(1 + sum(shape)), draw.floats(sum(shape)) - 0.5])


def _fitted(votes: _Votes, start: Floats) -> tuple[float, Floats]:
    """Return the least loss that is found from ``start``, and where.

    Every value is searched for in units of how strongly the votes hold it: who cast many votes
    moves the loss more. That takes a quarter of the steps.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to load, seldom needed

    scale = _scale(votes)

    def scaled(values: Floats) -> tuple[float, Floats]:
        loss, gradient = _loss(values * scale, votes)
        return loss, gradient * scale

    found = minimize(
        scaled,
        start / scale,
        jac=True,
        method="L-BFGS-B",
        options={"gtol": GRADIENT, "ftol": 0.0, "maxiter": ROUNDS, "maxcor": 20},
    )
    return float(found.fun), np.asarray(found.x, dtype=np.float64) * scale


def _scale(votes: _Votes) -> Floats:
    people, width = votes.shape
    cast = np.bincount(votes.row, minlength=people), np.bincount(votes.column, minlength=width)
    counts = np.concatenate([[len(votes.row)], *cast])
    intercepts = counts + INTERCEPT_PENALTY
    factors = SQUARED_FACTOR * counts[1:] + FACTOR_PENALTY
    scale: Floats = 1 / np.sqrt(np.concatenate([intercepts, factors]))
    return scale


def _loss(values: Floats, votes: _Votes) -> tuple[float, Floats]:
    """Return what is minimised, and its gradient."""
    people, width = votes.shape
    row, column = votes.row, votes.column
    level, person, statement, one, other = (values[part] for part in _parts(votes.shape))
    mine, theirs = one[row], other[column]
    error = level + person[row] + statement[column] + mine * theirs - votes.rating
    penalty = np.full(len(values), INTERCEPT_PENALTY)
    penalty[1 + people + width :] = FACTOR_PENALTY
    gradient = 2 * penalty * values
    added = (
        np.sum(error, keepdims=True),
        np.bincount(row, error, people),
        np.bincount(column, error, width),
        np.bincount(row, error * theirs, people),
        np.bincount(column, error * mine, width),
    )
    for part, more in zip(_parts(votes.shape), added, strict=True):
        gradient[part] += 2 * more
    return float(np.sum(np.square(error)) + np.sum(penalty * np.square(values))), gradient


def _sign(factor: Floats) -> float:
    """Return −1 if the largest factor is negative; of nearly equal ones the first decides."""
    size = np.abs(factor)
    if len(size) == 0:
        return 1.0
    decides = int(np.argmax(size >= size.max() * (1 - TIED_FACTORS)))
    return -1.0 if factor[decides] < 0 else 1.0
