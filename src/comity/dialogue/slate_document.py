"""The published function ``dialogue.slate``: a list that represents the people, with its proof.

It needs to know who agreed with what, so it is computed from open ballots alone.
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.canonical import Json, encode
from comity.dialogue.cells import letter, rounded
from comity.dialogue.consensus import counting_groups, informed
from comity.dialogue.grouping import Grouped, Progress, grouped
from comity.dialogue.publication import PARAMETERS, RULE, STATEMENTS, TIERS, VOTES, read_inputs
from comity.dialogue.replicates import ground_of
from comity.dialogue.rule import ReportRule, read_rule
from comity.dialogue.shares import TOLERANCE
from comity.dialogue.slate import (
    TIE,
    Level,
    agreeing,
    certify,
    choose_slate,
    supporters_of,
)
from comity.dialogue.tally import tally, tally_by_group
from comity.dialogue.votes import VoteMatrix
from comity.record import PublishedFunction
from comity.statistics import Floats, Integers, jeffreys, wilson

__all__ = ["INPUTS", "OUTPUTS", "PUBLISHED", "SLATE", "slate"]

Mask: TypeAlias = NDArray[np.bool_]

NAME: Final = "dialogue.slate"
VERSION: Final = 1
SLATE: Final = "outputs/slate.json"
INPUTS: Final = (VOTES, STATEMENTS, RULE, PARAMETERS, TIERS)
OUTPUTS: Final = (SLATE,)
DIGITS: Final = 9


def slate(inputs: Mapping[str, bytes], progress: Progress | None = None) -> dict[str, bytes]:
    """Return slate.json for published votes, statements, rule and parameters.

    People count who voted on enough statements to be in a group; groups are those of the report.
    Raises ``RefusedError`` for inputs that are not what they should be.
    """
    rule = read_rule(inputs[RULE], RULE)
    published = read_inputs(inputs, rule.minimum_cell)
    listing = _Listing(grouped(published, rule, progress), rule)
    heading: dict[str, Json] = {
        "v": 1,
        "function": {"name": NAME, "version": VERSION},
        "rule": {"id": rule.id, "version": rule.version, "sha256": rule.sha256},
        "seed": published.parameters.seed,
        "level": rule.level,
        "minimum_votes": rule.minimum_votes,
    }
    return {SLATE: encode({**heading, **listing.found()})}


class _Listing:
    """The people who count, their groups and the statements that may be listed."""

    def __init__(self, found: Grouped, rule: ReportRule) -> None:
        considered = np.flatnonzero(ground_of(found.matrix, found.excluded, rule).considered)
        nobody = np.full(found.matrix.shape[0], -1, dtype=np.int64)
        self.rule = rule
        self.statements = found.statements
        self.everybody = found.matrix
        self.labels = nobody if found.stability is None else found.stability.labels
        self.sizes = np.bincount(self.labels[self.labels >= 0])
        self.matrix: VoteMatrix = found.matrix.take(considered)
        self.group: Integers = self.labels[considered]
        self.listed: Mask = ~found.excluded & (tally(self.matrix).agree > 0)
        self.supporters = supporters_of(self.matrix, self.listed)

    def found(self) -> dict[str, Json]:
        """Return what was chosen, for whom, and the most agreed statements beside it."""
        people = self.matrix.shape[0]
        outcome = "chosen" if self.listed.any() else "no_statements"
        if people < self.rule.minimum_people:
            outcome = "not_enough_data"
        chosen = choose_slate(self.matrix, self.listed, self.rule.slate.size)
        columns = chosen.statements if outcome == "chosen" else ()
        by, beside = self._most_agreed(len(columns))
        steps = ["equal_shares"] * chosen.bought + ["completion"] * len(columns)
        return {
            "outcome": outcome,
            "size": self.rule.slate.size,
            "participants": self.everybody.shape[0],
            "considered": people,
            "ties": {"within": TIE, "then": ["supporters", "statement"]},
            "statements": self._chosen(columns, steps, chosen.tied),
            **self._told(columns),
            "most_agreed": {"by": by, "statements": self._ids(beside), **self._told(beside)},
        }

    def _chosen(
        self, columns: Sequence[int], steps: Sequence[str], tied: Sequence[Sequence[int]]
    ) -> list[Json]:
        before = np.zeros(self.matrix.shape[0], dtype=np.bool_)
        lines: list[Json] = []
        for column, step, equal in zip(columns, steps, tied, strict=False):
            rows = self.supporters[column]
            lines.append(
                {
                    "id": self.statements[column].id,
                    "step": step,
                    "supporters": len(rows),
                    "newly_covered": int((~before[rows]).sum()),
                    "tied": self._ids(equal),
                }
            )
            before[rows] = True
        return lines

    def _told(self, columns: Sequence[int]) -> dict[str, Json]:
        """Return whom a list covers, and its certificate."""
        covered = agreeing(self.matrix, columns)
        levels = certify(self.matrix, self.listed, columns)
        groups = [
            {"group": letter(group), **self._share(covered[self.group == group])}
            for group in range(len(self.sizes))
        ]
        return {
            "coverage": {"everybody": self._share(covered), "groups": groups},
            "proportional": all(level.met for level in levels),
            "certificate": [self._level(level) for level in levels],
        }

    def _share(self, covered: Mask) -> dict[str, Json]:
        n = len(covered)
        if n < self.rule.minimum_cell:
            return {"value": None, "n": n, "low": None, "high": None}
        count = np.array([covered.sum()])
        low, high = jeffreys(count, np.array([n]), self.rule.level)
        return {
            "value": rounded(count[0] / n),
            "n": n,
            "low": rounded(low[0]),
            "high": rounded(high[0]),
        }

    def _level(self, level: Level) -> dict[str, Json]:
        known = level.statement is not None
        return {
            "level": level.level,
            "statement": self.statements[level.statement or 0].id if known else None,
            "supporters": level.supporters,
            "needed": rounded(level.needed),
            "ratio": rounded(level.supporters / level.needed) if level.needed else 0.0,
            "met": level.met,
        }

    def _most_agreed(self, size: int) -> tuple[str, list[int]]:
        """Return the plain list of the same size: the most agreed, each group weighing the same.

        Where no groups count it is the Wilson lower bound of the share of everybody who agree, as
        in the report's common ground.
        """
        counting = counting_groups(self.sizes, self.rule)
        if counting.any():
            by_group = tally_by_group(self.everybody, self.labels, len(self.sizes))
            by, value = "informed_agreement", informed(by_group, counting)["informed"]
        else:
            counts = tally(self.everybody)
            by, value = "agree_low", wilson(counts.agree, counts.seen, self.rule.level)[0]
        return by, self._first(value, size)

    def _first(self, value: Floats, size: int) -> list[int]:
        columns = np.flatnonzero(self.listed).tolist()
        return sorted(columns, key=lambda each: (-round(float(value[each]), DIGITS), each))[:size]

    def _ids(self, columns: Sequence[int]) -> list[Json]:
        return [self.statements[column].id for column in columns]


PUBLISHED: Final = PublishedFunction(
    name=NAME,
    version=VERSION,
    inputs=INPUTS,
    outputs=OUTPUTS,
    tolerance=TOLERANCE,
    run=slate,
)
"""Open ballots only: with protected ones nobody outside sees who agreed with what."""
