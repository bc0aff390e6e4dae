"""What is counted of a conversation: a report is judged from these cells and the rule alone.

With open ballots anybody counts them from the votes. With protected ballots they are what is
published instead of the votes, and small cells are hidden in them.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.stability import Outcome, Reason
from comity.dialogue.tally import Tally
from comity.dialogue.votes import Statement

__all__ = [
    "Block",
    "Cells",
    "Direction",
    "Division",
    "DuplicateSummary",
    "Fall",
    "FragilitySummary",
    "GroupSummary",
    "LeftOut",
    "MapReason",
    "MapSummary",
    "NullSummary",
    "Participation",
    "Quartiles",
    "Spot",
    "Summary",
    "Weighted",
    "letter",
    "rounded",
]

Mask: TypeAlias = NDArray[np.bool_]
Direction: TypeAlias = Literal["agree", "disagree"]
MapReason: TypeAlias = Literal[
    "quick", "not_enough_data", "no_stable_groups", "axes_not_above_chance"
]
Counted: TypeAlias = Literal["grouped", "everybody"]
Part: TypeAlias = Literal["groups", "duplicates", "fragility"]
Why: TypeAlias = Literal["quick", "too_many_people", "too_few_headlines"]

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Quartiles:
    """How many votes people cast."""

    q1: float
    median: float
    q3: float


@dataclass(frozen=True, slots=True)
class Participation:
    """How many people voted, how many of them are in a group, and how much people voted."""

    participants: int
    grouped: int
    votes_per_participant: Quartiles


@dataclass(frozen=True, slots=True)
class Division:
    """How a division into ``k`` groups fared; None where it was never judged."""

    k: int
    sizes: tuple[int, ...]
    silhouette: float | None
    jaccard: tuple[float | None, ...]
    rand: float | None


@dataclass(frozen=True, slots=True)
class NullSummary:
    """What shuffled votes give."""

    explained: tuple[float, float]
    silhouette: float
    p_explained: tuple[float, float]
    p_silhouette: float


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """The opinion groups, or why there are none, without what each person voted.

    ``sizes`` and ``jaccard`` are those of the groups claimed, largest first. ``counted`` says whose
    votes the groups' cells hold: those who formed them, or everybody, each with the nearest group.
    """

    outcome: Outcome | Literal["not_run"]
    reason: Reason | Literal["quick"]
    k: int
    replicates: int
    null_replicates: int
    sample: int
    considered: int
    undetermined: int
    undecided: int
    counted: Counted
    sizes: tuple[int, ...]
    jaccard: tuple[float | None, ...]
    tried: tuple[Division, ...]
    null: NullSummary | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map, the group of those who stand there, and how many they are."""

    x: float
    y: float
    group: str | None
    n: int


@dataclass(frozen=True, slots=True)
class MapSummary:
    """The map, or why it is not shown; ``binned`` if no spot is a person's own place."""

    shown: bool
    reason: MapReason | None
    explained: tuple[float, float]
    null_p95: tuple[float, float] | None
    binned: bool
    points: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A headline's votes if each component of near duplicates weighed as much as one person.

    None where so few of the flagged people voted on it that the difference would tell how.
    """

    id: str
    direction: Direction
    agree: float | None
    disagree: float | None
    passed: float | None


@dataclass(frozen=True, slots=True)
class DuplicateSummary:
    """People whose votes are almost the same: how many, in components of which sizes.

    They are counted in full. ``headlines`` and ``common_ground`` (the first ones) say what would be
    if each component weighed as much as one person.
    """

    flagged: int
    sizes: tuple[int, ...]
    headlines: tuple[Weighted, ...]
    common_ground: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fall:
    """The share of block votes at which a headline falls; None if the largest tried does not."""

    id: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Block:
    """What a block of voters with one pattern can do; ``noise`` is how much its members vary.

    ``once`` tells whether near duplicates are counted once.
    """

    noise: float
    once: bool
    share: float | None
    headlines: tuple[Fall, ...]


@dataclass(frozen=True, slots=True)
class FragilitySummary:
    """How few false votes change the headlines: the smallest ``share`` of block votes found.

    With it ``displaced`` of the first ``of`` fall; None if ``limit`` does not suffice. ``sample``
    is how many people it was tried on.
    """

    share: float | None
    limit: float
    displaced: int
    of: int
    sample: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of the report that was not computed, and why."""

    part: Part
    reason: Why


@dataclass(frozen=True, slots=True)
class Summary:
    """All of the cells that is not a table."""

    participation: Participation
    groups: GroupSummary
    map: MapSummary
    duplicates: DuplicateSummary | None
    fragility: FragilitySummary | None
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, eq=False)
class Cells:
    """Everything a report is judged from: S statements ascending, G groups from the largest.

    ``total`` counts everybody (S,), ``by_group`` each group (G, S). Where ``hidden`` (S,) or
    ``group_hidden`` (G, S) the counts are 0 and say nothing.
    """

    statements: tuple[Statement, ...]
    total: Tally
    hidden: Mask
    by_group: Tally
    group_hidden: Mask
    summary: Summary

    @property
    def listed(self) -> Mask:
        """Return which statements (S,) may stand in lists: neither rejected nor meta."""
        return np.array([s.moderated >= 0 and not s.meta for s in self.statements], dtype=np.bool_)


def letter(group: int) -> str:
    """Return the label of a group: A for the largest."""
    return chr(ord("A") + group)


def rounded(value: float) -> float:
    """Return ``value`` with the six decimals that are published."""
    return round(float(value), DECIMALS) + 0.0
