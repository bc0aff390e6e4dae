"""What all groups agree on, what most people agree on, and where groups stand on opposite sides.

A share alone decides nothing: a claim needs its interval on one side of one half, and holds the
false discovery rate over all statements and groups. A group too small to be shown has no veto.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.rule import ReportRule
from comity.statistics import (
    Floats,
    benjamini_hochberg,
    jeffreys,
    share_above,
    share_below,
    wilson,
)

__all__ = [
    "Consensus",
    "Counted",
    "Direction",
    "Kind",
    "counting_groups",
    "find_consensus",
    "informed",
]

Kind: TypeAlias = Literal["consensus", "majority", "contested", "undetermined", "not_enough_data"]
Direction: TypeAlias = Literal["agree", "disagree"]
Mask: TypeAlias = NDArray[np.bool_]
Counts: TypeAlias = NDArray[np.int64] | NDArray[np.float64]

DIRECTIONS: Final[tuple[Direction, Direction]] = ("agree", "disagree")
TIE: Final = 9


class Counted(Protocol):
    """Votes per statement (S,) or group and statement (G, S): a tally, weighted or not."""

    @property
    def agree(self) -> Counts:
        """Return how many agreed."""

    @property
    def disagree(self) -> Counts:
        """Return how many disagreed."""

    @property
    def seen(self) -> Counts:
        """Return all votes, passes included."""


@dataclass(frozen=True, eq=False)
class Consensus:
    """The class of each of S statements, and the lists a report leads with (columns, best first).

    - *consensus*: in every group that counts, more than half agree (or all disagree);
    - *contested*: more than half of one group agree (or disagree), and less than half of another;
    - *majority*: more than half of everybody agree (or disagree);
    - *undetermined*: none of these can be claimed; *not_enough_data*: too few have seen it.

    The first that holds is the class. Groups were formed from the same votes, so a contested
    statement says how these people differ, not that groups exist.

    ``common_ground`` are the statements of consensus, or of a majority where fewer than two groups
    count; ``differences`` the contested ones. ``counting`` (G,) says which groups count.
    ``informed`` (S,) is the geometric mean over them of the share that agrees,
    ``informed_disagree`` likewise, ``product`` what Polis calls group-aware consensus,
    ``effective`` the geometric mean of agree × (1 − disagree): NaN where fewer than two count.
    """

    kind: tuple[Kind, ...]
    direction: tuple[Direction | None, ...]
    common_ground: tuple[int, ...]
    differences: tuple[int, ...]
    counting: Mask
    informed: Floats
    informed_disagree: Floats
    product: Floats
    effective: Floats


def find_consensus(
    total: Counted,
    by_group: Counted,
    sizes: Sequence[float] | Counts,
    listed: Mask,
    rule: ReportRule,
) -> Consensus:
    """Return classes and lists from the counts of everybody (S,) and of the groups (G, S).

    ``sizes`` (G,) are the people in each group. Statements not ``listed`` (S,) are in no list, and
    their class is "not_enough_data". Counts may be weighted.

    Bounds are Jeffreys intervals at the rule's level. p-values are exact binomial tails; all of one
    kind of claim over statements × (groups and everybody) go through Benjamini–Hochberg at the
    rule's rate. Common ground is ranked by the Wilson lower bound of the share in the weakest group
    that counts (everybody's, where none does): of the rankings tried it takes the largest block of
    false votes to displace. Differences are ranked by the gap between the lower bound in one group
    and the upper bound in another.
    """
    counting = counting_groups(sizes, rule)
    cells = _cells(total, by_group, counting, listed, rule)
    claims = _claims(cells, rule)
    kinds = [_kind(claims, column) for column in range(len(listed))]
    return Consensus(
        kind=tuple(kind for kind, _ in kinds),
        direction=tuple(direction for _, direction in kinds),
        common_ground=_common_ground(kinds, cells, rule),
        differences=_differences(kinds, cells, rule),
        counting=counting,
        **informed(by_group, counting),
    )


def counting_groups(sizes: Sequence[float] | Counts, rule: ReportRule) -> Mask:
    """Return which groups count in "all groups agree": the minimum cell and share of all grouped.

    Fewer than two such groups leave nothing to agree between, so then none counts.
    """
    people = np.asarray(sizes, dtype=np.float64)
    least = max(rule.minimum_cell, rule.minimum_group_share * float(people.sum()))
    large = people >= least
    return large if large.sum() >= 2 else np.zeros(len(people), dtype=np.bool_)


def informed(by_group: Counted, counting: Mask) -> dict[str, Floats]:
    """Return the indicators (S,) that weigh groups equally, from counts (G, S).

    Laplace shares (n + 1)/(seen + 2) as in Polis. A product falls with the number of groups, the
    geometric mean does not.
    """
    width = by_group.agree.shape[1]
    groups = int(counting.sum())
    if groups == 0:
        unknown = np.full(width, np.nan)
        names = ("informed", "informed_disagree", "product", "effective")
        return dict.fromkeys(names, unknown)
    seen = by_group.seen[counting] + 2
    agree = (by_group.agree[counting] + 1) / seen
    disagree = (by_group.disagree[counting] + 1) / seen
    product = np.prod(agree, axis=0)
    return {
        "informed": product ** (1 / groups),
        "informed_disagree": np.prod(disagree, axis=0) ** (1 / groups),
        "product": product,
        "effective": np.prod(agree * (1 - disagree), axis=0) ** (1 / groups),
    }


class _Cells(NamedTuple):
    """Counts that are judged, (G + 1, S): the groups that count, and everybody in the last row.

    ``votes`` is (2, G + 1, S): agree, disagree. ``enough`` marks cells large enough to judge.
    """

    votes: Counts
    seen: Counts
    enough: Mask


class _Claims(NamedTuple):
    """What can be claimed of each cell, (2, G + 1, S) for agree and disagree."""

    most: Mask
    few: Mask
    enough: Mask


def _cells(
    total: Counted, by_group: Counted, counting: Mask, listed: Mask, rule: ReportRule
) -> _Cells:
    agree = np.concatenate([by_group.agree[counting], total.agree[None]])
    disagree = np.concatenate([by_group.disagree[counting], total.disagree[None]])
    seen = np.concatenate([by_group.seen[counting], total.seen[None]])
    return _Cells(np.stack([agree, disagree]), seen, (seen >= rule.minimum_cell) & listed)


def _claims(cells: _Cells, rule: ReportRule) -> _Claims:
    votes, seen, enough = cells
    low, high = jeffreys(votes, np.broadcast_to(seen, votes.shape), rule.level)
    above, below = share_above(votes, seen), share_below(votes, seen)
    # At most one of the two shares can exceed one half: one two-sided claim per cell.
    found = _discoveries(np.minimum(1.0, 2 * above.min(axis=0)), enough, rule)
    few = np.stack([_discoveries(p, enough, rule) for p in below])
    return _Claims(most=(low > 0.5) & found, few=(high < 0.5) & few, enough=enough)


def _discoveries(p: Floats, enough: Mask, rule: ReportRule) -> Mask:
    found = np.zeros(p.shape, dtype=np.bool_)
    found[enough] = benjamini_hochberg(p[enough], rule.false_discovery_rate)
    return found


def _kind(claims: _Claims, column: int) -> tuple[Kind, Direction | None]:
    most, few = claims.most[:, :, column], claims.few[:, :, column]
    if not claims.enough[-1, column]:
        return "not_enough_data", None
    groups = most.shape[1] - 1
    for side, direction in enumerate(DIRECTIONS):
        if groups and most[side, :-1].all():
            return "consensus", direction
    for side in range(len(DIRECTIONS)):
        if most[side, :-1].any() and few[side, :-1].any():
            return "contested", None
    for side, direction in enumerate(DIRECTIONS):
        if most[side, -1]:
            return "majority", direction
    return "undetermined", None


def _common_ground(
    kinds: list[tuple[Kind, Direction | None]], cells: _Cells, rule: ReportRule
) -> tuple[int, ...]:
    judging = slice(0, -1) if len(cells.seen) > 1 else slice(0, 1)
    wanted = "consensus" if len(cells.seen) > 1 else "majority"
    votes = cells.votes[:, judging]
    low, _high = wilson(votes, np.broadcast_to(cells.seen[judging], votes.shape), rule.level)
    weakest = low.min(axis=1)
    return _ranked(
        {
            column: float(weakest[DIRECTIONS.index(direction), column])
            for column, (kind, direction) in enumerate(kinds)
            if kind == wanted and direction is not None
        }
    )


def _differences(
    kinds: list[tuple[Kind, Direction | None]], cells: _Cells, rule: ReportRule
) -> tuple[int, ...]:
    contested = [column for column, (kind, _) in enumerate(kinds) if kind == "contested"]
    if not contested:
        return ()
    votes, seen, enough = cells.votes[:, :-1], cells.seen[:-1], cells.enough[:-1]
    low, high = wilson(votes, np.broadcast_to(seen, votes.shape), rule.level)
    low, high = np.where(enough, low, 0.0), np.where(enough, high, 1.0)
    gap = (low.max(axis=1) - high.min(axis=1)).max(axis=0)
    return _ranked({column: float(gap[column]) for column in contested})


def _ranked(value: dict[int, float]) -> tuple[int, ...]:
    # Values that agree to 1e-9 are ties: the lower statement comes first on every machine.
    return tuple(sorted(value, key=lambda column: (-round(value[column], TIE), column)))
