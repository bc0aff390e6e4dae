"""Which statements stand for a group, and which most people agree on, as the incumbent selects.

The oddities are the incumbent's and kept on purpose, for comparison: thresholds are one-sided
90 %, nothing corrects for many tests, and a group's "best agree" may be listed as a disagreement.
Source: Polis ``repness.clj`` and ``stats.clj``.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.tally import Tally

__all__ = [
    "Chosen",
    "Representativeness",
    "Side",
    "consensus",
    "group_informed_consensus",
    "one_proportion",
    "representative",
    "representativeness",
    "two_proportions",
]

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]
Direction: TypeAlias = Literal["agree", "disagree"]

Z90 = 1.2816
LISTED = 5


@dataclass(frozen=True, eq=False)
class Side:
    """One direction, arrays (G, S): how common it is in a group and how much more than elsewhere.

    ``share`` is (n + 1) / (seen + 2), ``share_z`` its test against one half, ``ratio`` the share
    over that of the other groups together, ``ratio_z`` the test of the two being equal.
    """

    count: Counts
    share: Floats
    share_z: Floats
    ratio: Floats
    ratio_z: Floats

    @property
    def metric(self) -> Floats:
        """Return the product of the four, by which the incumbent ranks."""
        return self.ratio * self.ratio_z * self.share * self.share_z

    @property
    def passes(self) -> NDArray[np.bool_]:
        """Return where both tests exceed 1.2816 (one-sided 90 %)."""
        return (self.ratio_z > Z90) & (self.share_z > Z90)


@dataclass(frozen=True, eq=False)
class Representativeness:
    """Both sides of every statement for every group, and how many of the group saw it."""

    agree: Side
    disagree: Side
    seen: Counts


@dataclass(frozen=True)
class Chosen:
    """A statement (its column) that stands for a group, and in which direction."""

    statement: int
    direction: Direction
    best_agree: bool


def one_proportion(successes: Counts, trials: Counts) -> Floats:
    """Return the z of a share against one half, one success and one trial added to each.

    >>> round(float(one_proportion(np.array(67), np.array(75))), 6)
    6.882472
    """
    more = trials + 1
    return 2 * np.sqrt(more) * ((successes + 1) / more - 0.5)


def two_proportions(
    successes: Counts, other_successes: Counts, trials: Counts, other_trials: Counts
) -> Floats:
    """Return the z of two shares being equal; all four counts have 1 added; 0 if all succeed."""
    inside, outside = successes + 1, other_successes + 1
    tried, other_tried = trials + 1, other_trials + 1
    pooled = (inside + outside) / (tried + other_tried)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / tried + 1 / other_tried))
    certain = inside + outside == tried + other_tried
    difference = inside / tried - outside / other_tried
    return np.where(certain, 0.0, difference / np.where(certain, 1.0, spread))


def representativeness(counts: Tally) -> Representativeness:
    """Return both sides for a (G, S) tally; the rest are the other groups, nobody else."""
    seen = counts.seen
    other_seen = seen.sum(axis=0) - seen
    return Representativeness(
        agree=_side(counts.agree, seen, other_seen),
        disagree=_side(counts.disagree, seen, other_seen),
        seen=seen,
    )


def _side(count: Counts, seen: Counts, other_seen: Counts) -> Side:
    other = count.sum(axis=0) - count
    share = (count + 1) / (seen + 2)
    return Side(
        count=count,
        share=share,
        share_z=one_proportion(count, seen),
        ratio=share / ((other + 1) / (other_seen + 2)),
        ratio_z=two_proportions(count, other, seen, other_seen),
    )


def representative(
    values: Representativeness, group: int, allowed: NDArray[np.bool_]
) -> list[Chosen]:
    """Return the statements that stand for ``group``: at most five, agreements first.

    The best agreement leads, then those that pass both tests, by metric. If none passes: the best
    agreement alone, or else the statement that differs most from the other groups. Only the
    ``allowed`` (S,) are looked at.
    """
    columns = np.flatnonzero(allowed)
    if not len(columns):
        return []
    best_agree = _best_agree(values, group, columns)
    agree, disagree = values.agree, values.disagree
    agrees = agree.ratio_z[group] > disagree.ratio_z[group]
    passing = columns[(agree.passes | disagree.passes)[group, columns]]
    if not len(passing):
        stands_out = np.maximum(agree.ratio_z[group], disagree.ratio_z[group])[columns]
        best = int(columns[np.argmax(stands_out)]) if best_agree is None else best_agree
        chosen = [best]
    else:
        metric = np.where(agrees, agree.metric[group], disagree.metric[group])[passing]
        ranked = passing[np.argsort(-metric, kind="stable")].tolist()
        lead = [] if best_agree is None else [best_agree]
        chosen = (lead + [column for column in ranked if column != best_agree])[:LISTED]
    entries = [
        Chosen(column, "agree" if agrees[column] else "disagree", column == best_agree)
        for column in chosen
    ]
    return sorted(entries, key=lambda entry: entry.direction)


def _best_agree(values: Representativeness, group: int, columns: Counts) -> int | None:
    """Return the column of the best agreement, scanning in order as the incumbent does.

    The yardstick by which the next one must be better depends on the present one: the whole
    metric if the group agrees more than the others do (ratio > 1), else share and its test alone.
    Only columns somebody took a side on count.
    """
    side = values.agree
    voted = (side.count[group, columns] > 0) | (values.disagree.count[group, columns] > 0)
    columns = columns[voted]
    share, share_z = side.share[group, columns], side.share_z[group, columns]
    ratio, metric = side.ratio[group, columns], side.metric[group, columns]
    good = np.flatnonzero((share_z > Z90) | ((ratio > 1) & (share > 0.5)))
    if not len(good):
        return None
    present = int(good[0])
    while True:
        yardstick = metric if ratio[present] > 1 else share * share_z
        better = np.flatnonzero(yardstick[present + 1 :] > yardstick[present])
        if not len(better):
            return int(columns[present])
        present += 1 + int(better[0])


def consensus(counts: Tally, allowed: NDArray[np.bool_]) -> dict[Direction, list[int]]:
    """Return the columns most people agree and disagree on, at most five each, best first.

    ``counts`` (S,) is of the whole population. Candidates have a share above one half and a z
    above 1.2816; they are ranked by the product of both.
    """
    return {
        "agree": _consensual(counts.agree, counts.seen, allowed),
        "disagree": _consensual(counts.disagree, counts.seen, allowed),
    }


def _consensual(count: Counts, seen: Counts, allowed: NDArray[np.bool_]) -> list[int]:
    share, z = (count + 1) / (seen + 2), one_proportion(count, seen)
    columns = np.flatnonzero(allowed & (share > 0.5) & (z > Z90))
    ranked: list[int] = columns[np.argsort(-(share * z)[columns], kind="stable")].tolist()
    return ranked[:LISTED]


def group_informed_consensus(counts: Tally) -> Floats:
    """Return the product over the groups of (agree + 1) / (seen + 2), array (S,).

    It falls with the number of groups: compare only within one grouping.
    """
    product: Floats = np.prod((counts.agree + 1) / (counts.seen + 2), axis=0)
    return product
