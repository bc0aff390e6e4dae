"""The published function ``dialogue.flags``: who votes almost alike, and what humans decided on it.

Open ballots alone: it counts anew with each component in full or as one person.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from comity.canonical import Json, encode
from comity.dialogue.cells import Weighted, rounded
from comity.dialogue.columns import aligned, in_order
from comity.dialogue.consensus import Consensus, find_consensus
from comity.dialogue.doubts_document import headline_json
from comity.dialogue.flag_decisions import FlagDecision, read_flag_decisions
from comity.dialogue.flags import Flags, find_flags
from comity.dialogue.grouping import Grouped, Progress, grouped
from comity.dialogue.integrity import WeightedTally, weighted_tally
from comity.dialogue.publication import (
    PARAMETERS,
    RULE,
    STATEMENTS,
    TIERS,
    VOTES,
    Published,
    read_inputs,
)
from comity.dialogue.rule import ReportRule, read_rule
from comity.dialogue.shares import TOLERANCE
from comity.record import PublishedFunction
from comity.statistics import Floats

__all__ = ["DECISIONS", "FLAGS", "INPUTS", "OUTPUTS", "PUBLISHED", "flagged_components", "flags"]

NAME: Final = "dialogue.flags"
VERSION: Final = 1
DECISIONS: Final = "inputs/decisions.csv"
FLAGS: Final = "outputs/flags.json"
INPUTS: Final = (VOTES, STATEMENTS, RULE, PARAMETERS, TIERS, DECISIONS)
OUTPUTS: Final = (FLAGS,)


def flags(inputs: Mapping[str, bytes], progress: Progress | None = None) -> dict[str, bytes]:
    """Return flags.json for published votes, statements, rule, parameters and decisions.

    Groups are those of the report. Raises ``RefusedError`` for inputs that are not what they
    should be, among them a decision on a component that is not flagged.
    """
    rule = read_rule(inputs[RULE], RULE)
    published = read_inputs(inputs, rule.minimum_cell)
    found, outcome = _sought(published, rule)
    decided = read_flag_decisions(inputs[DECISIONS], DECISIONS, found.components if found else ())
    heading: dict[str, Json] = {
        "v": 1,
        "function": {"name": NAME, "version": VERSION},
        "rule": {"id": rule.id, "version": rule.version, "sha256": rule.sha256},
        "level": rule.level,
        "common": rule.duplicates.common,
        "equal": rule.duplicates.equal,
        "outcome": outcome,
    }
    if found is None:
        return {FLAGS: encode({**heading, "undecided": 0, "flags": [], "headlines": None})}
    decisions = {each.component: each for each in decided}
    told: dict[str, Json] = {
        "undecided": len(found.components) - len(decisions),
        "flags": _flags(found, decisions),
        "headlines": _Headlines(grouped(published, rule, progress), found, rule).told(decisions),
    }
    return {FLAGS: encode({**heading, **told})}


def flagged_components(inputs: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the names of the flagged components that a decision may be about."""
    rule = read_rule(inputs[RULE], RULE)
    found, _outcome = _sought(read_inputs(inputs, rule.minimum_cell), rule)
    return found.components if found else ()


def _sought(published: Published, rule: ReportRule) -> tuple[Flags | None, str]:
    """Return who is flagged, or why nobody was looked for: as in the report itself."""
    if published.parameters.quick:
        return None, "quick"
    if published.matrix.shape[0] > rule.groups.largest_sample:
        return None, "too_many_people"
    found = find_flags(aligned(published.matrix, in_order(published.statements)), rule.duplicates)
    return found, "found" if found.components else "none"


def _flags(found: Flags, decisions: Mapping[str, FlagDecision]) -> list[Json]:
    """Return each component with its rows and what was decided on it, the largest first."""
    every = range(len(found.components))
    order = sorted(every, key=lambda one: (-len(found.rows[one]), found.components[one]))
    return [
        {
            "component": found.components[one],
            "people": len(found.rows[one]),
            "rows": _by_number(found.rows[one]),
            **_decision(decisions.get(found.components[one])),
        }
        for one in order
    ]


def _by_number(rows: Sequence[str]) -> list[str]:
    return sorted(rows, key=lambda row: (len(row), row))


def _decision(decision: FlagDecision | None) -> dict[str, Json]:
    if decision is None:
        return {"decision": None, "by": None, "at": None, "reason": None}
    return {
        "decision": decision.ruling,
        "by": decision.by,
        "at": decision.at,
        "reason": decision.reason,
    }


class _Headlines:
    """The first statements of common ground, with flagged people in full or as one."""

    def __init__(self, counted: Grouped, found: Flags, rule: ReportRule) -> None:
        nobody = np.full(counted.matrix.shape[0], -1, dtype=np.int64)
        claimed = counted.stability is not None and counted.stability.outcome == "stable"
        self.counted = counted
        self.found = found
        self.rule = rule
        self.group = counted.stability.labels if counted.stability and claimed else nobody
        self.groups = int(self.group.max(initial=-1)) + 1

    def told(self, decisions: Mapping[str, FlagDecision]) -> Json:
        """Return the list with all in full, with each as one, and as humans decided."""
        every = range(len(self.found.components))
        dismissed = frozenset(
            one
            for one in every
            if (decided := decisions.get(self.found.components[one]))
            and decided.ruling == "dismissed"
        )
        _, plain = self._counted(frozenset(every))
        _, as_one = self._counted(frozenset())
        total, as_decided = self._counted(dismissed)
        return {
            "in_full": self._ids(plain),
            "as_one": self._ids(as_one),
            "as_decided": self._ids(as_decided),
            "shares": self._shares(plain, total),
        }

    def _counted(self, dismissed: frozenset[int]) -> tuple[WeightedTally, Consensus]:
        weights: Floats = self.found.duplicates.weights(dismissed)
        total, by_group = weighted_tally(self.counted.matrix, weights, self.group, self.groups)
        inside = self.group >= 0
        sizes = np.bincount(self.group[inside], weights[inside], self.groups)
        listed = ~self.counted.excluded
        return total, find_consensus(total, by_group, sizes, listed, self.rule)

    def _ids(self, consensus: Consensus) -> list[Json]:
        first = consensus.common_ground[: self.rule.fragility.headlines]
        return [self.counted.statements[column].id for column in first]

    def _shares(self, plain: Consensus, total: WeightedTally) -> list[Json]:
        """Return the share of each headline of the report as it is once humans have decided."""
        shares: list[Json] = []
        for column in plain.common_ground[: self.rule.fragility.headlines]:
            counts = [rounded(part[column]) for part in (total.agree, total.disagree, total.passed)]
            direction = plain.direction[column]
            if direction is not None:
                label = self.counted.statements[column].id
                shares.append(headline_json(Weighted(label, direction, *counts), self.rule))
        return shares


PUBLISHED: Final = PublishedFunction(
    name=NAME,
    version=VERSION,
    inputs=INPUTS,
    outputs=OUTPUTS,
    tolerance=TOLERANCE,
    run=flags,
)
"""Open ballots only: with protected ones a name would confirm a guess of somebody's votes."""
