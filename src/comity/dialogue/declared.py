"""Cells of what is declared of the voters: the tiers that do not shape a report, and classes."""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from comity.dialogue.breakdown import TIER, Breakdown
from comity.dialogue.classes import by_class
from comity.dialogue.columns import aligned
from comity.dialogue.people import People, class_numbers, votes_of
from comity.dialogue.votes import Statement, VoteLog, VoteMatrix
from comity.fault import N_, FaultKind, Place, refuse
from comity.statistics import Integers

__all__ = ["class_breakdowns", "other_tiers"]

NESTED: Final = FaultKind(
    "dialogue.classes_nested",
    N_("classes of “{one}” and “{other}” make up the same people"),
    N_("tables whose classes lie within each other would give hidden cells away by subtraction"),
    N_("Ask for one of the two."),
)


def other_tiers(
    log: VoteLog, statements: Sequence[Statement], people: People, shaping: str, minimum: int
) -> Breakdown | None:
    """Return the cells of every tier but ``shaping``, each for itself; None if there is no other.

    ``statements`` are ascending. Cells are hidden as with protected ballots.
    """
    others = [tier for tier in people.tiers if tier != shaping]
    if not others:
        return None
    rest = People({who: TIER if tier != shaping else "" for who, tier in people.tier.items()}, {})
    matrix = aligned(votes_of(log, rest, TIER).matrix("content"), statements)
    tiers, names = class_numbers(matrix.participants, people.tier)
    return Breakdown.of(TIER, by_class(matrix, tiers, names, minimum, "protected"))


def class_breakdowns(
    matrix: VoteMatrix, people: People, columns: Sequence[str], minimum: int
) -> tuple[Breakdown, ...]:
    """Return the cells of the classes of each column, for protected ballots.

    Raises ``RefusedError`` where some classes of one column are together the same people as some of
    another, as countries are of a region: the second table would be a subtotal of the first.
    """
    found = {by: class_numbers(matrix.participants, people.classes[by]) for by in columns}
    for one, other in combinations(columns, 2):
        if _nested(found[one][0], found[other][0]):
            raise refuse(NESTED.at(Place("--class"), one=one, other=other))
    return tuple(
        Breakdown.of(by, by_class(matrix, numbers, names, minimum, "protected"))
        for by, (numbers, names) in found.items()
    )


def _nested(one: Integers, other: Integers) -> bool:
    """Return whether classes of both columns fall apart into parts with the same people.

    Classes are linked where somebody is in both; more than one connected part means subtotals.
    """
    if not len(one):
        return False
    left, right = one + 1, other + 1
    size = int(left.max()) + 1
    places = np.concatenate([left, right + size])
    links = coo_array((np.ones(len(one)), (left, right + size)), shape=(places.max() + 1,) * 2)
    _count, part = connected_components(links, directed=False)
    return len(np.unique(part[places])) > 1
