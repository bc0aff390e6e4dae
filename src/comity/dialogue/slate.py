"""Which few statements to take to the plenary so that every large enough group finds its own there.

The list of the most agreed ones may leave a third of the people without a single statement. The
Method of Equal Shares gives everybody the same share of the list to spend, and the certificate lets
anybody check that no group was passed over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.votes import VoteMatrix
from comity.statistics import Floats, Integers

__all__ = ["Level", "Slate", "certify", "choose_slate", "coverage"]

Mask: TypeAlias = NDArray[np.bool_]

TIE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Level:
    """One line of the certificate: the statement that comes nearest to an unmet claim.

    People who could claim ``level`` of the statements: ``supporters`` agree with ``statement``
    (outside the slate; None if nothing is left) and with fewer than ``level`` in it. With
    ``needed`` or more of them the claim would be just and unmet.
    """

    level: int
    statement: int | None
    supporters: int
    needed: float

    @property
    def met(self) -> bool:
        """Return whether no just claim is unmet."""
        return self.supporters < self.needed


@dataclass(frozen=True, slots=True)
class Slate:
    """The statements (columns) in the order chosen, and what can be said of them.

    The first ``bought`` were bought by equal shares, the rest complete the list. ``covered`` is the
    share of people who agree with at least one. ``certificate`` has one line per level.
    """

    statements: tuple[int, ...]
    bought: int
    covered: float
    certificate: tuple[Level, ...]

    @property
    def proportional(self) -> bool:
        """Return whether the slate satisfies EJR+."""
        return all(level.met for level in self.certificate)


def choose_slate(matrix: VoteMatrix, listed: Mask, size: int) -> Slate:
    """Return ``size`` statements (fewer if fewer are ``listed``, (S,)) that represent the people.

    Everybody has ``size``/people to spend and a statement costs 1. In each step the statement
    whose supporters can share its price most evenly is bought: with the smallest ρ such that the
    sum of min(budget, ρ) is 1 (Peters and Skowron, 2020). Where nothing can be bought any more,
    sequential PAV completes (Thiele, 1895). Ties within 1e-9: more supporters, then the lower
    statement. Supporters are those who agree.
    """
    supporters = _supporters(matrix, listed)
    people = matrix.shape[0]
    chosen = _equal_shares(supporters, people, size)
    bought = len(chosen)
    _complete(supporters, people, size, chosen)
    return Slate(
        statements=tuple(chosen),
        bought=bought,
        covered=coverage(matrix, chosen),
        certificate=certify(matrix, listed, chosen),
    )


def certify(matrix: VoteMatrix, listed: Mask, slate: Iterable[int]) -> tuple[Level, ...]:
    """Return the certificate of any slate, one line for each level up to its size.

    EJR+ (Brill and Peters, 2023): for no level ℓ is there a statement outside that at least
    ℓ·people/size people agree with who each agree with fewer than ℓ inside. Takes O(size · votes).
    """
    inside = list(slate)
    people = matrix.shape[0]
    supporters = _supporters(matrix, listed)
    satisfied = _satisfied(supporters, people, inside)
    outside = [column for column in supporters if column not in set(inside)]
    lines = []
    for level in range(1, len(inside) + 1):
        short = satisfied < level
        counts = [int(short[supporters[column]].sum()) for column in outside]
        worst = int(np.argmax(counts)) if counts else None
        lines.append(
            Level(
                level=level,
                statement=None if worst is None else outside[worst],
                supporters=0 if worst is None else counts[worst],
                needed=level * people / len(inside),
            )
        )
    return tuple(lines)


def coverage(matrix: VoteMatrix, slate: Iterable[int]) -> float:
    """Return the share of people who agree with at least one statement of the slate."""
    agreeing = (matrix.value > 0) & np.isin(matrix.column, list(slate))
    return len(np.unique(matrix.row[agreeing])) / max(1, matrix.shape[0])


def _supporters(matrix: VoteMatrix, listed: Mask) -> dict[int, Integers]:
    """Return the rows that agree with each listed statement, by column ascending."""
    agree = matrix.value > 0
    row, column = matrix.row[agree].astype(np.int64), matrix.column[agree]
    order = np.argsort(column, kind="stable")
    starts = np.searchsorted(column[order], np.arange(matrix.shape[1] + 1))
    rows = row[order]
    return {int(each): rows[starts[each] : starts[each + 1]] for each in np.flatnonzero(listed)}


def _equal_shares(supporters: dict[int, Integers], people: int, size: int) -> list[int]:
    budget = np.full(people, size / max(1, people))
    chosen: list[int] = []
    left = dict(supporters)
    while len(chosen) < size:
        prices = {column: _price(budget[rows]) for column, rows in left.items()}
        least = min(prices.values(), default=np.inf)
        if not np.isfinite(least):
            break
        tied = [column for column, price in prices.items() if price <= least + TIE]
        column = max(tied, key=lambda each: (len(left[each]), -each))
        rows = left.pop(column)
        budget[rows] -= np.minimum(budget[rows], prices[column])
        chosen.append(column)
    return chosen


def _price(budgets: Floats) -> float:
    """Return the smallest ρ at which the sum of min(budget, ρ) is 1; infinite if they have less."""
    if budgets.sum() < 1 - TIE:
        return np.inf
    ordered = np.sort(budgets)
    spent = np.concatenate([[0.0], np.cumsum(ordered)[:-1]])
    share = (1 - spent) / np.arange(len(ordered), 0, -1)
    # The first who can pay an equal share of what those with less leave open.
    able = np.flatnonzero(share <= ordered + TIE)
    return float(share[able[0]])


def _complete(supporters: dict[int, Integers], people: int, size: int, chosen: list[int]) -> None:
    """Add statements by sequential PAV: each person counts 1/(statements they have + 1)."""
    satisfied = _satisfied(supporters, people, chosen)
    left = {column: rows for column, rows in supporters.items() if column not in set(chosen)}
    while len(chosen) < size and left:
        gain = {column: float((1 / (satisfied[rows] + 1)).sum()) for column, rows in left.items()}
        most = max(gain.values())
        tied = [column for column, value in gain.items() if value >= most - TIE]
        column = max(tied, key=lambda each: (len(left[each]), -each))
        satisfied[left.pop(column)] += 1
        chosen.append(column)


def _satisfied(supporters: dict[int, Integers], people: int, slate: Iterable[int]) -> Integers:
    """Return with how many statements of the slate each person agrees, (P,)."""
    satisfied = np.zeros(people, dtype=np.int64)
    for column in slate:
        satisfied[supporters[column]] += 1
    return satisfied
