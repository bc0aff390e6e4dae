"""Which cells of a conversation with protected ballots are hidden before they are published.

A cell that speaks of fewer people than the minimum is hidden, and with it enough others that the
total less what is shown never speaks of fewer either.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.cells import letter
from comity.dialogue.classes import by_class
from comity.dialogue.groups import MARGIN, nearest
from comity.dialogue.stability import Stability
from comity.dialogue.tally import Tally
from comity.dialogue.votes import VoteMatrix
from comity.statistics import Integers

__all__ = ["everybody_grouped", "protected_groups", "protected_total"]

Mask: TypeAlias = NDArray[np.bool_]


def protected_total(total: Tally, minimum: int) -> tuple[Tally, Mask]:
    """Return the counts of everybody (S,) with small cells at 0, and which those are.

    A statement nobody has seen hides nothing: its 0 is shown.
    """
    hidden = (total.seen > 0) & (total.seen < minimum)
    parts = (np.where(hidden, 0, part) for part in (total.agree, total.disagree, total.passed))
    return Tally(*parts), hidden


def everybody_grouped(stability: Stability) -> Integers:
    """Return the group (P,) of everybody, those with few votes by the nearest middle of a group.

    Left apart, those few would be what the total and the groups differ by, statement for statement,
    and so either exposed or the reason to hide nearly every cell. Who lies between two groups stays
    in none (-1).
    """
    groups = stability.k
    positions, labels = stability.projection.positions, stability.labels
    centres = np.stack([positions[labels == group].mean(axis=0) for group in range(groups)])
    others, margin = nearest(positions, centres)
    found = np.where(margin > MARGIN, others, -1)
    return np.where(stability.considered, labels, found).astype(np.int64)


def protected_groups(
    matrix: VoteMatrix, group: Integers, groups: int, minimum: int
) -> tuple[Tally, Mask]:
    """Return the counts of the groups (G, S) with hidden cells at 0, and which those are."""
    labels = [letter(index) for index in range(groups)]
    table = by_class(matrix, group, labels, minimum, "protected")
    parts = (np.where(table.shown, part, 0) for part in (table.agree, table.disagree, table.passed))
    return Tally(*parts), ~table.shown
