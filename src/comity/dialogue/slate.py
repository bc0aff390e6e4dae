"""Which few statements to take to the plenary so that every large enough group finds its own there.

The list of the most agreed ones may leave a third of the people without a single statement. The
Method of Equal Shares gives everybody the same share of the list to spend, and the certificate lets
anybody check that no group was passed over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.votes import VoteMatrix
from comity.statistics import Floats, Integers

__all__ = [
    "TIE",
    "Level",
    "Slate",
    "agreeing",
    "certify",
    "choose_slate",
    "coverage",
    "supporters_of",
]

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

    The first ``bought`` were bought by equal shares, the rest complete the list. ``tied`` names for
    each the statements that stood equal with it when it was chosen. ``covered`` is the share of
    people who agree with at least one. ``certificate`` has one line per level.
    """

    statements: tuple[int, ...]
    bought: int
    tied: tuple[tuple[int, ...], ...]
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
    supporters = supporters_of(matrix, listed)
    people = matrix.shape[0]
    bought = _equal_shares(supporters, people, size)
    rest = _complete(supporters, people, size, [each.statement for each in bought])
    chosen = tuple(each.statement for each in (*bought, *rest))
    return Slate(
        statements=chosen,
        bought=len(bought),
        tied=tuple(each.tied for each in (*bought, *rest)),
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
    supporters = supporters_of(matrix, listed)
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
    return int(agreeing(matrix, slate).sum()) / max(1, matrix.shape[0])


def agreeing(matrix: VoteMatrix, slate: Iterable[int]) -> Mask:
    """Return who (P,) agrees with at least one statement of the slate."""
    found = np.zeros(matrix.shape[0], dtype=np.bool_)
    found[matrix.row[(matrix.value > 0) & np.isin(matrix.column, list(slate))]] = True
    return found


def supporters_of(matrix: VoteMatrix, listed: Mask) -> dict[int, Integers]:
    """Return the rows that agree with each listed statement, by column ascending."""
    agree = matrix.value > 0
    row, column = matrix.row[agree].astype(np.int64), matrix.column[agree]
    order = np.argsort(column, kind="stable")
    starts = np.searchsorted(column[order], np.arange(matrix.shape[1] + 1))
    rows = row[order]
    return {int(each): rows[starts[each] : starts[each + 1]] for each in np.flatnonzero(listed)}


class _Chosen(NamedTuple):
    statement: int
    tied: tuple[int, ...]


def _equal_shares(supporters: dict[int, Integers], people: int, size: int) -> list[_Chosen]:
    budget = np.full(people, size / max(1, people))
    chosen: list[_Chosen] = []
    left = dict(supporters)
    while len(chosen) < size:
        prices = {column: _price(budget[rows]) for column, rows in left.items()}
        least = min(prices.values(), default=np.inf)
        if not np.isfinite(least):
            break
        found = _first(left, [column for column, price in prices.items() if price <= least + TIE])
        rows = left.pop(found.statement)
        budget[rows] -= np.minimum(budget[rows], prices[found.statement])
        chosen.append(found)
    return chosen


def _first(left: dict[int, Integers], equal: list[int]) -> _Chosen:
    """Return which of statements that stand equal is taken, and which others are not."""
    column = max(equal, key=lambda each: (len(left[each]), -each))
    return _Chosen(column, tuple(each for each in equal if each != column))


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


def _complete(
    supporters: dict[int, Integers], people: int, size: int, bought: list[int]
) -> list[_Chosen]:
    """Choose more by sequential PAV: each person counts 1/(statements they have + 1)."""
    satisfied = _satisfied(supporters, people, bought)
    left = {column: rows for column, rows in supporters.items() if column not in set(bought)}
    chosen: list[_Chosen] = []
    while len(bought) + len(chosen) < size and left:
        gain = {column: float((1 / (satisfied[rows] + 1)).sum()) for column, rows in left.items()}
        most = max(gain.values())
        found = _first(left, [column for column, value in gain.items() if value >= most - TIE])
        satisfied[left.pop(found.statement)] += 1
        chosen.append(found)
    return chosen


def _satisfied(supporters: dict[int, Integers], people: int, slate: Iterable[int]) -> Integers:
    """Return with how many statements of the slate each person agrees, (P,)."""
    satisfied = np.zeros(people, dtype=np.int64)
    for column in slate:
        satisfied[supporters[column]] += 1
    return satisfied
