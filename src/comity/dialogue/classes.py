"""Votes by declared class (delegation, region, language), shown so that nobody can be singled out.

Small cells are hidden, and with them enough others that subtraction from the total gives nothing
away. Never beside a published matrix: together they tell who is in which class.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.tally import tally_by_group
from comity.dialogue.votes import VoteMatrix
from comity.fault import N_, FaultKind, Place, refuse
from comity.statistics import Bounds, Floats, Integers, jeffreys

__all__ = ["ClassTable", "Exposure", "by_class", "exposures", "refuse_exposing"]

Ballots: TypeAlias = Literal["protected", "open"]
Mask: TypeAlias = NDArray[np.bool_]

OPEN_BALLOTS: Final = FaultKind(
    "dialogue.classes_with_open_ballots",
    N_("a table by class was asked for a conversation with open ballots"),
    N_("votes and classes together tell who voted what, so only one of them is published"),
    N_("Leave the classes out, or open the next conversation with protected ballots."),
)
EXPOSED: Final = FaultKind(
    "dialogue.release_exposes_cell",
    N_("statement {statement}, class {name}: {change} votes since the earlier release"),
    N_("a cell changes by no vote or by at least {minimum} between two releases"),
    N_("Wait until more have voted, or leave this statement out of the release."),
)

SMALLEST_TOLD: Final = 5


@dataclass(frozen=True, eq=False)
class ClassTable:
    """What may be published of C classes and S statements; hidden numbers are not in it at all.

    Counts are (C, S), -1 where hidden; ``leaning`` (C, S) is 1 or -1 where more than half of a
    hidden cell of at least five agree or disagree, 0 where neither is told. ``people`` (C,) are
    those who voted, -1 where hidden. ``equal_agree`` and ``equal_disagree`` (S,) are the means of
    the shown classes' shares, one class one vote, NaN where fewer than two are shown.
    """

    classes: tuple[str, ...]
    statements: tuple[str, ...]
    people: Integers
    agree: Integers
    disagree: Integers
    passed: Integers
    leaning: NDArray[np.int8]
    equal_agree: Floats
    equal_disagree: Floats

    @property
    def shown(self) -> Mask:
        """Return which cells (C, S) have counts."""
        return self.agree >= 0

    @property
    def seen(self) -> Integers:
        """Return the votes of each cell (C, S), passes included, -1 where hidden."""
        return np.where(self.shown, self.agree + self.disagree + self.passed, -1)

    @property
    def weights(self) -> Floats:
        """Return what one person's vote weighs (C,) where classes count the same, NaN if hidden.

        1 is the weight where people count the same; the extremes belong beside the tally.
        """
        known = self.people >= 0
        fair = self.people[known].sum() / max(1, int(known.sum()))
        return np.where(known, fair / np.maximum(self.people, 1), np.nan)

    def bounds(self, count: Integers, level: float) -> Bounds:
        """Return Jeffreys bounds of the share ``count``/seen (C, S), NaN where hidden."""
        known = self.shown
        low, high = jeffreys(np.where(known, count, 0), np.where(known, self.seen, 0), level)
        return np.where(known, low, np.nan), np.where(known, high, np.nan)


@dataclass(frozen=True, slots=True)
class Exposure:
    """A cell that two releases together give away: few enough votes lie between them."""

    statement: str
    name: str
    change: int


def by_class(
    matrix: VoteMatrix,
    class_of: Integers,
    classes: Sequence[str],
    minimum: int,
    ballots: Ballots,
) -> ClassTable:
    """Return the table of ``classes`` for people whose class (P,) is an index, or -1 for none.

    A cell below ``minimum`` votes is hidden. If the hidden cells of a statement, those of people
    without a class among them, have fewer votes together, the smallest shown one is hidden too: the
    total less what is shown then never speaks of fewer than ``minimum``. The numbers of people are
    treated alike. Raises ``RefusedError`` for open ballots.
    """
    if ballots == "open":
        raise refuse(OPEN_BALLOTS.at(Place("ballots")))
    named = len(classes)
    groups = np.where(class_of < 0, named, class_of)
    counts = tally_by_group(matrix, groups, named + 1)
    people = np.bincount(groups, minlength=named + 1)
    hidden = _hidden(counts.seen, minimum)
    agree, disagree, passed = (
        each[:named] for each in (counts.agree, counts.disagree, counts.passed)
    )
    return ClassTable(
        classes=tuple(classes),
        statements=matrix.statements,
        people=np.where(_hidden(people[:, None], minimum)[:, 0], -1, people[:named]),
        agree=np.where(hidden, -1, agree),
        disagree=np.where(hidden, -1, disagree),
        passed=np.where(hidden, -1, passed),
        leaning=_leaning(agree, disagree, counts.seen[:named], hidden),
        equal_agree=_equal_mean(agree, counts.seen[:named], hidden),
        equal_disagree=_equal_mean(disagree, counts.seen[:named], hidden),
    )


def exposures(earlier: ClassTable, later: ClassTable, minimum: int) -> tuple[Exposure, ...]:
    """Return the cells of two releases whose difference speaks of fewer than ``minimum`` people.

    A cell shown in both either stays as it is or gains at least ``minimum`` votes; a changed cell
    with as many votes as before would show a single person's change of mind.
    """
    found: list[Exposure] = []
    rows = {name: index for index, name in enumerate(earlier.classes)}
    columns = {label: index for index, label in enumerate(earlier.statements)}
    for row, name in enumerate(later.classes):
        for column, label in enumerate(later.statements):
            before = _cell(earlier, rows.get(name), columns.get(label))
            after = _cell(later, row, column)
            if before is None or after is None or before == after:
                continue
            change = sum(after) - sum(before)
            if abs(change) < minimum:
                found.append(Exposure(label, name, change))
    return tuple(found)


def refuse_exposing(earlier: ClassTable, later: ClassTable, minimum: int) -> None:
    """Raise ``RefusedError`` with every cell that the two releases together would expose."""
    found = exposures(earlier, later, minimum)
    if found:
        raise refuse(
            *(
                EXPOSED.at(
                    Place("release"),
                    statement=each.statement,
                    name=each.name,
                    change=each.change,
                    minimum=minimum,
                )
                for each in found
            )
        )


def _hidden(seen: Integers, minimum: int) -> Mask:
    """Return which of the classes' cells (C, S) to hide; the last row of ``seen`` has no class."""
    small = seen[:-1] < minimum
    if len(small) == 0:
        return small
    left = np.where(small, seen[:-1], 0).sum(axis=0) + seen[-1]
    speaks = small.any(axis=0) | (seen[-1] > 0)
    next_one = np.argmin(np.where(small, np.iinfo(np.int64).max, seen[:-1]), axis=0)
    columns = np.flatnonzero(speaks & (left < minimum))
    small[next_one[columns], columns] = True
    return small


def _leaning(agree: Integers, disagree: Integers, seen: Integers, hidden: Mask) -> NDArray[np.int8]:
    told = hidden & (seen >= SMALLEST_TOLD)
    side = (agree * 2 > seen).astype(np.int8) - (disagree * 2 > seen).astype(np.int8)
    return np.where(told, side, 0).astype(np.int8)


def _equal_mean(count: Integers, seen: Integers, hidden: Mask) -> Floats:
    share = np.where(hidden, 0.0, count / np.maximum(seen, 1))
    shown = (~hidden).sum(axis=0)
    return np.where(shown >= 2, share.sum(axis=0) / np.maximum(shown, 1), np.nan)


def _cell(table: ClassTable, row: int | None, column: int | None) -> tuple[int, int, int] | None:
    """Return agree, disagree and pass of a shown cell; None where there is none."""
    if row is None or column is None or not table.shown[row, column]:
        return None
    parts = (table.agree, table.disagree, table.passed)
    agree, disagree, passed = (int(part[row, column]) for part in parts)
    return agree, disagree, passed
