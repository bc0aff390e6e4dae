"""Whether opinion groups are real: found again in resamples, and clearer than chance makes them.

Polis always shows two to five groups, on pure noise too. Here k groups are claimed only if each is
found again when people are drawn anew (Hennig, 2007) and their mean silhouette exceeds what
shuffled votes give; else the answer is "no stable opinion groups".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.groups import MARGIN, nearest
from comity.dialogue.projection import Axes, Projection, project
from comity.dialogue.replicates import (
    Chance,
    Counter,
    Ground,
    Judged,
    Progress,
    by_chance,
    ground_of,
    judge,
    split,
)
from comity.dialogue.rule import GroupRule, ReportRule
from comity.dialogue.votes import VoteMatrix
from comity.statistics import Floats, Integers, permutation_p_value, upper_quantile

__all__ = ["NullModel", "Outcome", "Reason", "Split", "Stability", "find_groups"]

Outcome: TypeAlias = Literal["stable", "none", "not_enough_data"]
Reason: TypeAlias = Literal[
    "reproduced",
    "not_reproduced",
    "not_above_chance",
    "too_small",
    "too_few_people",
    "too_few_positions",
]
Mask: TypeAlias = NDArray[np.bool_]

NOWHERE: Final = -1


@dataclass(frozen=True, slots=True)
class Split:
    """How a division into ``k`` groups fared: one row of the table the choice is made from.

    ``jaccard`` is each group's mean overlap with its best match in the resamples (NaN if never
    judged), ``rand`` the mean adjusted Rand index, ``silhouette`` the mean over the people.
    """

    k: int
    sizes: tuple[int, ...]
    silhouette: float
    jaccard: tuple[float, ...]
    rand: float


@dataclass(frozen=True, slots=True)
class NullModel:
    """What shuffled votes give, and p-values of what was observed.

    ``explained`` are the points at the rule's ``axis_level`` of the shares of axes fitted to
    shuffled votes. ``silhouette`` is that at ``clarity_level`` (0.99: the largest of 99) of the
    best silhouette over all k, as the choice of k picks the best as well, of shuffled votes on the
    axes of the true ones: these are not fitted to them, hence the higher bar.
    """

    explained: tuple[float, float]
    silhouette: float
    p_explained: tuple[float, float]
    p_silhouette: float


@dataclass(frozen=True, eq=False)
class Stability:
    """The groups of a conversation of P people, or that none can be claimed, and the grounds.

    ``labels`` (P,) is the group from 0 (A, the largest), -1 for people in none: those with too few
    votes, those on the border of two groups, everybody where no groups are claimed. ``considered``
    (P,) are those with enough votes. ``probability`` (P,) is the share of resamples that put a
    person in the same group, NaN for the rest. ``k`` is 1 where no groups are claimed.
    ``splits`` and ``null`` hold nothing where there is not enough data. ``sample`` is how many
    people each resample drew.
    """

    outcome: Outcome
    reason: Reason
    k: int
    labels: Integers
    considered: Mask
    probability: Floats
    projection: Projection
    splits: tuple[Split, ...]
    null: NullModel | None
    replicates: int
    null_replicates: int
    sample: int

    def undecided(self, least: float) -> Mask:
        """Return who (P,) is in a group with a probability below ``least``."""
        return (self.labels >= 0) & (self.probability < least)


def find_groups(
    matrix: VoteMatrix,
    excluded: Mask,
    rule: ReportRule,
    seed: int,
    progress: Progress | None = None,
) -> Stability:
    """Return the stable opinion groups, or "none", or "not enough data".

    ``excluded`` (S,) statements (rejected, meta) are left out. Rows should be in content order:
    then the result depends on the votes and ``seed`` alone. ``progress(done, total)`` is called
    for each replicate, of which some are done together; what it raises ends the work.

    Among the k of the rule whose groups all have a mean Jaccard at or above the rule's and enough
    people for a cell to be shown, the one with the best silhouette, if that exceeds the null's.
    Above ``largest_sample`` people each replicate draws that many (m out of n); a
    smaller sample makes chance look clearer, so the null is then stricter.
    """
    ground = ground_of(matrix, excluded, rule)
    whole = project(matrix, excluded)
    if int(ground.considered.sum()) < rule.minimum_people:
        return _without(ground, whole, "too_few_people")
    axes = Axes.of(whole, ~excluded)
    splits = split(ground, axes, rule.groups, seed)
    if not splits:
        return _without(ground, whole, "too_few_positions")
    report = Counter(rule.groups.replicates + rule.groups.null_replicates, progress)
    judged = judge(ground, splits, rule.groups, seed, report)
    null = by_chance(ground, axes, rule.groups, seed, report)
    return _conclusion(ground, whole, judged, null, rule)


def _choice(judged: Sequence[Judged], level: float, rule: ReportRule) -> tuple[Judged, Reason]:
    """Return the split to claim and "reproduced", or the best candidate and why it is not."""
    again = [each for each in judged if bool(np.all(each.jaccard >= rule.groups.jaccard))]
    # A group whose figures could not be shown is not claimed, however clear it is.
    large = [each for each in again if each.clustering.sizes.min() >= rule.minimum_cell]
    best = max(large or again or judged, key=lambda each: each.silhouette)
    if not again:
        return best, "not_reproduced"
    if not large:
        return best, "too_small"
    return best, "reproduced" if best.silhouette > level else "not_above_chance"


def _conclusion(
    ground: Ground,
    whole: Projection,
    judged: Sequence[Judged],
    chance: Chance,
    rule: ReportRule,
) -> Stability:
    level = upper_quantile(chance.silhouette, rule.groups.clarity_level)
    chosen, reason = _choice(judged, level, rule)
    claimed = reason == "reproduced"
    labels, probability = _spread(ground, chosen, whole) if claimed else _nobody(ground)
    return Stability(
        outcome="stable" if claimed else "none",
        reason=reason,
        k=len(chosen.clustering.sizes) if claimed else 1,
        labels=labels,
        considered=ground.considered,
        probability=probability,
        projection=whole,
        splits=tuple(_row(each) for each in judged),
        null=_null_model(whole, chosen.silhouette, chance, rule.groups),
        replicates=rule.groups.replicates,
        null_replicates=rule.groups.null_replicates,
        sample=ground.sample,
    )


def _row(judged: Judged) -> Split:
    return Split(
        k=len(judged.clustering.sizes),
        sizes=tuple(judged.clustering.sizes.tolist()),
        silhouette=judged.silhouette,
        jaccard=tuple(judged.jaccard.tolist()),
        rand=judged.rand,
    )


def _null_model(whole: Projection, silhouette: float, chance: Chance, rule: GroupRule) -> NullModel:
    first, second = chance.explained[:, 0], chance.explained[:, 1]
    one, two = (float(share) for share in whole.explained)
    return NullModel(
        explained=(
            upper_quantile(first, rule.axis_level),
            upper_quantile(second, rule.axis_level),
        ),
        silhouette=upper_quantile(chance.silhouette, rule.clarity_level),
        p_explained=(permutation_p_value(one, first), permutation_p_value(two, second)),
        p_silhouette=permutation_p_value(silhouette, chance.silhouette),
    )


def _spread(ground: Ground, chosen: Judged, whole: Projection) -> tuple[Integers, Floats]:
    """Return labels and probabilities of everybody from those of the people considered."""
    labels, probability = _nobody(ground)
    _nearest, margin = nearest(whole.positions[ground.considered], chosen.clustering.centres)
    labels[ground.considered] = np.where(margin > MARGIN, chosen.clustering.labels, NOWHERE)
    probability[ground.considered] = chosen.probability
    return labels, probability


def _nobody(ground: Ground) -> tuple[Integers, Floats]:
    people = len(ground.considered)
    return np.full(people, NOWHERE, dtype=np.int64), np.full(people, np.nan)


def _without(ground: Ground, whole: Projection, reason: Reason) -> Stability:
    labels, probability = _nobody(ground)
    return Stability(
        outcome="not_enough_data",
        reason=reason,
        k=1,
        labels=labels,
        considered=ground.considered,
        probability=probability,
        projection=whole,
        splits=(),
        null=None,
        replicates=0,
        null_replicates=0,
        sample=ground.sample,
    )
