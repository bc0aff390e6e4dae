"""Shares with their intervals, as they are published: in JSON and in tables.

Numbers are rounded to six decimals. A share below the minimum cell has no value: "not enough data".
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.canonical import Json
from comity.dialogue.cells import rounded
from comity.dialogue.rule import ReportRule
from comity.dialogue.tally import Tally
from comity.statistics import jeffreys

__all__ = ["SHARES", "TOLERANCE", "Shares", "decimals"]

Mask: TypeAlias = NDArray[np.bool_]

TOLERANCE: Final = 1.5e-6
"""Of numbers rounded to six decimals: one unit of the last, and no more."""

SHARES: Final = ("agree", "disagree", "pass")


class Shares:
    """The shares of counts (S,) with their intervals, computed once for all statements.

    Where ``hidden`` (S,) nothing is told, not even how many votes there are.
    """

    def __init__(self, counts: Tally, hidden: Mask, rule: ReportRule) -> None:
        """Compute the intervals at the level of ``rule``."""
        self.seen = counts.seen
        self.hidden = hidden
        self.enough = (self.seen >= rule.minimum_cell) & ~hidden
        self.count = dict(zip(SHARES, (counts.agree, counts.disagree, counts.passed), strict=True))
        self.bounds = {
            name: jeffreys(count, self.seen, rule.level) for name, count in self.count.items()
        }

    def counts(self, column: int) -> list[int | None]:
        """Return agree, disagree, pass and seen of a statement; None where hidden."""
        if self.hidden[column]:
            return [None] * (len(SHARES) + 1)
        return [*(int(self.count[name][column]) for name in SHARES), int(self.seen[column])]

    def figure(self, name: str, column: int) -> dict[str, Json]:
        """Return share, n and interval; without values where there is not enough data."""
        n = None if self.hidden[column] else int(self.seen[column])
        if not n or not self.enough[column]:
            return {"value": None, "n": n, "low": None, "high": None}
        low, high = self.bounds[name]
        return {
            "value": rounded(self.count[name][column] / n),
            "n": n,
            "low": rounded(low[column]),
            "high": rounded(high[column]),
        }

    def told(self, column: int) -> Mapping[str, Json]:
        """Return counts and figures of a statement as members of a JSON object."""
        counts = dict(zip((*SHARES, "seen"), self.counts(column), strict=True))
        return {**counts, **{f"{name}_share": self.figure(name, column) for name in SHARES}}

    def fields(self, column: int) -> list[str]:
        """Return counts, then share, low and high of each answer, as fields of a table."""
        fields = ["" if count is None else str(count) for count in self.counts(column)]
        for name in SHARES:
            figure = self.figure(name, column)
            fields.extend(decimals(figure[key]) for key in ("value", "low", "high"))
        return fields


def decimals(value: Json) -> str:
    """Return a published number as a field of a table, empty for None."""
    return "" if value is None else f"{value:.6f}"
