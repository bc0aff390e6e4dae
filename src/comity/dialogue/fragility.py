"""How few false voters would change the headlines: found by attacking them, on the real votes.

The attack is a block of voters with one pattern, against every headline and for fifteen other
statements. Nothing here defends anything; it tells readers how far a result can be trusted.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.consensus import Direction, find_consensus
from comity.dialogue.groups import cluster, nearest
from comity.dialogue.integrity import Duplicates, find_duplicates, weighted_tally
from comity.dialogue.projection import axes_of, positions_on
from comity.dialogue.replicates import COARSE, ground_of
from comity.dialogue.rule import ReportRule
from comity.dialogue.votes import VoteMatrix
from comity.statistics import Draw, derive_seed

__all__ = ["Breaking", "Headline", "block_votes", "find_fragility", "headlines"]

Labels: TypeAlias = NDArray[np.int64]
Succeeds: TypeAlias = Callable[[float], bool]

NOISES: Final = (0.05, 0.20)
SUPPORTED: Final = 15
ATTACKERS: Final = 3
STEP: Final = 0.01


class Headline(NamedTuple):
    """A statement (its column) of common ground and its direction."""

    statement: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class Breaking:
    """What it takes to change the headlines: shares of block votes among all grouped voters.

    ``noise`` is how much the block's members vary, ``once`` whether near duplicates count once.
    ``share`` is the smallest found to displace as many headlines as the rule says, ``statements``
    what displaces each of ``headlines``; None where the largest share tried does not, or where
    there are fewer headlines than would have to be displaced.
    """

    noise: float
    once: bool
    headlines: tuple[int, ...]
    share: float | None
    statements: tuple[float | None, ...]


def find_fragility(
    matrix: VoteMatrix, excluded: NDArray[np.bool_], groups: int, rule: ReportRule, seed: int
) -> tuple[Breaking, ...]:
    """Return what a careful and a careless block can do, against plain and duplicate-wise counts.

    ``groups`` is the number of stable groups (1 for none); groups are formed anew under attack,
    their number stays. For each noise three blocks are drawn, and a share succeeds if most of them
    do. The share is found by bisection on the rule's grid, then to one point between two grid
    steps, on the assumption that more votes displace no less. Above ``largest_sample`` people one
    block is drawn, and duplicates, whose search grows with the square, are left out.
    """
    kept = matrix.select(~excluded)
    columns = np.flatnonzero(~excluded)
    large = matrix.shape[0] > rule.groups.largest_sample
    found = [
        _breaking(
            _Attack(kept, groups, rule, seed, noise, once), attackers=1 if large else ATTACKERS
        )
        for once in ((False,) if large else (False, True))
        for noise in NOISES
    ]
    return tuple(
        replace(each, headlines=tuple(int(columns[place]) for place in each.headlines))
        for each in found
    )


def headlines(
    matrix: VoteMatrix, groups: int, rule: ReportRule, seed: int, *, once: bool
) -> tuple[Headline, ...]:
    """Return the first statements of common ground of a matrix without excluded statements.

    With ``once`` each component of near duplicates shapes axes and groups by one of its members,
    and weighs as much as one in the counts.
    """
    alone = Duplicates(np.full(matrix.shape[0], -1, dtype=np.int64), ())
    duplicates = find_duplicates(matrix, rule.duplicates) if once else alone
    labels = _labels(matrix, duplicates, groups, rule, seed)
    present = int(labels.max(initial=-1)) + 1
    weights = duplicates.weights()
    total, by_group = weighted_tally(matrix, weights, labels, present)
    inside = labels >= 0
    sizes = np.bincount(labels[inside], weights=weights[inside], minlength=present)
    listed = np.ones(matrix.shape[1], dtype=np.bool_)
    found = find_consensus(total, by_group, sizes, listed, rule)
    told: list[Headline] = []
    for column in found.common_ground[: rule.fragility.headlines]:
        direction = found.direction[column]
        if direction is not None:
            told.append(Headline(column, direction))
    return tuple(told)


def block_votes(
    matrix: VoteMatrix, against: tuple[Headline, ...], people: int, noise: float, draw_seed: int
) -> VoteMatrix:
    """Return the matrix with ``people`` more voters who vote against every headline as one block.

    They agree with fifteen other statements, drawn; each vote is drawn at random with the chance
    ``noise``. A smaller block of the same seed is the beginning of a larger one.
    """
    targets = np.array([headline.statement for headline in against], dtype=np.int64)
    others = np.setdiff1d(np.arange(matrix.shape[1]), targets)
    supported = others[Draw(derive_seed(draw_seed, "supported")).permutation(len(others))]
    opposed = [1 if headline.direction == "disagree" else -1 for headline in against]
    column = np.concatenate([targets, supported[:SUPPORTED]])
    pattern = np.concatenate([opposed, np.ones(len(column) - len(targets), dtype=np.int64)])
    order = np.argsort(column)
    size = people * len(column)
    varied = Draw(derive_seed(draw_seed, "varied")).floats(size) < noise
    chance = Draw(derive_seed(draw_seed, "chance")).integers(3, size) - 1
    value = np.where(varied, chance, np.tile(pattern[order], people))
    row = matrix.shape[0] + np.repeat(np.arange(people), len(column))
    return VoteMatrix(
        participants=(*matrix.participants, *(f"block {index}" for index in range(people))),
        statements=matrix.statements,
        row=np.concatenate([matrix.row, row]).astype(np.int32),
        column=np.concatenate([matrix.column, np.tile(column[order], people)]).astype(np.int32),
        value=np.concatenate([matrix.value, value]).astype(np.int8),
    )


class _Attack(NamedTuple):
    matrix: VoteMatrix
    groups: int
    rule: ReportRule
    seed: int
    noise: float
    once: bool

    def told(self, matrix: VoteMatrix) -> tuple[Headline, ...]:
        return headlines(matrix, self.groups, self.rule, self.seed, once=self.once)


def _labels(
    matrix: VoteMatrix, duplicates: Duplicates, groups: int, rule: ReportRule, seed: int
) -> Labels:
    """Return everybody's group (P,), formed from one member of each component; -1 for none."""
    labels = np.full(matrix.shape[0], -1, dtype=np.int64)
    if groups < 2:
        return labels
    ground = ground_of(matrix, np.zeros(matrix.shape[1], dtype=np.bool_), rule)
    shaping = duplicates.shaping()
    axes = axes_of(matrix.take(np.flatnonzero(shaping)), COARSE)
    points = positions_on(axes, matrix)[ground.considered]
    draw = Draw(derive_seed(seed, "fragility"))
    chosen = points[shaping[ground.considered]]
    found = cluster(chosen, groups, draw, rule.groups.starts, screened=True)
    if found is not None:
        labels[ground.considered] = nearest(points, found.centres)[0]
    return labels


def _breaking(attack: _Attack, attackers: int) -> Breaking:
    before = attack.told(attack.matrix)
    grouped = int(np.sum(attack.matrix.votes_per_participant >= attack.rule.minimum_votes))
    known: dict[int, list[frozenset[int]]] = {}

    def displaced(share: float) -> list[frozenset[int]]:
        people = int(np.ceil(share * grouped / (1 - share)))
        if people not in known:
            known[people] = [_displaced(attack, before, people, each) for each in range(attackers)]
        return known[people]

    def breaks(share: float) -> bool:
        lost = [len(each) >= attack.rule.fragility.displaced for each in displaced(share)]
        return sum(lost) * 2 > len(lost)

    def loses(column: int) -> Succeeds:
        return lambda share: sum(column in each for each in displaced(share)) * 2 > attackers

    enough = len(before) >= attack.rule.fragility.displaced
    grid = attack.rule.fragility.grid
    return Breaking(
        noise=attack.noise,
        once=attack.once,
        headlines=tuple(headline.statement for headline in before),
        share=_smallest(breaks, grid) if enough else None,
        statements=tuple(_smallest(loses(headline.statement), grid) for headline in before),
    )


def _displaced(
    attack: _Attack, before: tuple[Headline, ...], people: int, attacker: int
) -> frozenset[int]:
    draw_seed = derive_seed(attack.seed, "block", attacker)
    attacked = block_votes(attack.matrix, before, people, attack.noise, draw_seed)
    after = {headline.statement for headline in attack.told(attacked)}
    return frozenset(headline.statement for headline in before) - after


def _smallest(succeeds: Succeeds, grid: tuple[float, ...]) -> float | None:
    """Return the smallest share that succeeds, to one point; None if the largest does not."""
    if not succeeds(grid[-1]):
        return None
    first, last = 0, len(grid) - 1
    while first < last:
        middle = (first + last) // 2
        first, last = (first, middle) if succeeds(grid[middle]) else (middle + 1, last)
    low, high = (grid[last - 1] if last else 0.0), grid[last]
    while high - low > STEP * 1.001:
        middle_share = round((low + high) / 2, 4)
        low, high = (low, middle_share) if succeeds(middle_share) else (middle_share, high)
    return high
