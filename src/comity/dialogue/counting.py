"""From the votes to the cells of a report: counts, groups, map, duplicates and fragility."""

from dataclasses import replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.cells import (
    Cells,
    Division,
    GroupSummary,
    LeftOut,
    MapSummary,
    NullSummary,
    Participation,
    Quartiles,
    Summary,
    rounded,
)
from comity.dialogue.findings import judge
from comity.dialogue.grouping import Progress, grouped
from comity.dialogue.hiding import everybody_grouped, protected_groups, protected_total
from comity.dialogue.map import binned_map, map_summary
from comity.dialogue.projection import project
from comity.dialogue.publication import Published
from comity.dialogue.resistance import duplicate_summary, fragility_summary
from comity.dialogue.rule import ReportRule
from comity.dialogue.stability import Split, Stability
from comity.dialogue.tally import tally, tally_by_group
from comity.statistics import Integers

__all__ = ["Progress", "count"]

Mask: TypeAlias = NDArray[np.bool_]

NOBODY: Final = -1
QUICK: Final = tuple(LeftOut(part, "quick") for part in ("groups", "duplicates", "fragility"))


def count(published: Published, rule: ReportRule, progress: Progress | None = None) -> Cells:
    """Return the cells of the published votes; ``progress(done, total)`` hears each replicate.

    With protected ballots small cells are hidden and the map is binned, and what is judged later is
    judged from these cells. A quick report seeks no groups, duplicates or fragility.
    """
    return _Count(published, rule, progress).cells()


class _Count:
    """One count: the votes, aligned with the statements, and what was asked for."""

    def __init__(self, published: Published, rule: ReportRule, progress: Progress | None) -> None:
        found = grouped(published, rule, progress)
        self.statements, self.matrix = found.statements, found.matrix
        self.excluded, self.seed, self.stability = found.excluded, found.seed, found.stability
        self.rule = rule
        self.quick = published.parameters.quick
        self.protected = published.parameters.ballots == "protected"

    def cells(self) -> Cells:
        group = self._groups(self.stability)
        cells = self._tables(group, self._summary(self.stability, self.excluded))
        return cells if self.quick else self._doubted(cells, group)

    def _groups(self, stability: Stability | None) -> Integers:
        """Return the group (P,) whose cells each person's votes count in, or -1."""
        if stability is None or stability.outcome != "stable":
            return np.full(self.matrix.shape[0], NOBODY, dtype=np.int64)
        return everybody_grouped(stability) if self.protected else stability.labels

    def _tables(self, group: Integers, summary: Summary) -> Cells:
        matrix, groups = self.matrix, len(summary.groups.sizes)
        total = tally(matrix)
        if self.protected:
            minimum = self.rule.minimum_cell
            total, hidden = protected_total(total, minimum)
            by_group, group_hidden = protected_groups(matrix, group, groups, minimum)
        else:
            hidden = np.zeros(matrix.shape[1], dtype=np.bool_)
            by_group = tally_by_group(matrix, group, groups)
            group_hidden = np.zeros((groups, matrix.shape[1]), dtype=np.bool_)
        return Cells(self.statements, total, hidden, by_group, group_hidden, summary)

    def _summary(self, stability: Stability | None, excluded: Mask) -> Summary:
        groups = _quick_groups() if stability is None else self._group_summary(stability)
        return Summary(
            participation=self._participation(stability),
            groups=groups,
            map=self._map(stability, excluded),
            duplicates=None,
            fragility=None,
            left_out=QUICK if self.quick else (),
        )

    def _map(self, stability: Stability | None, excluded: Mask) -> MapSummary:
        projection = stability.projection if stability else project(self.matrix, excluded)
        if self.protected:
            return binned_map(stability, projection, self.rule)
        return map_summary(stability, projection, self.rule.map_points)

    def _participation(self, stability: Stability | None) -> Participation:
        people = self.matrix.shape[0]
        votes = self.matrix.votes_per_participant
        q1, median, q3 = np.percentile(votes, [25, 50, 75]) if people else np.zeros(3)
        grouped = 0 if stability is None else int((stability.labels >= 0).sum())
        return Participation(people, grouped, Quartiles(rounded(q1), rounded(median), rounded(q3)))

    def _group_summary(self, stability: Stability) -> GroupSummary:
        stable = stability.outcome == "stable"
        placed = stability.considered
        sizes = tuple(np.bincount(stability.labels[stability.labels >= 0]).tolist())
        claimed = [each for each in stability.splits if stable and each.k == len(sizes)]
        return GroupSummary(
            outcome=stability.outcome,
            reason=stability.reason,
            k=stability.k,
            replicates=stability.replicates,
            null_replicates=stability.null_replicates,
            sample=stability.sample,
            considered=int(placed.sum()),
            undetermined=int((placed & (stability.labels < 0)).sum()) if stable else 0,
            undecided=int(stability.undecided(self.rule.groups.probability).sum()),
            counted="everybody" if self.protected else "grouped",
            sizes=sizes,
            jaccard=tuple(map(_known, claimed[0].jaccard)) if claimed else (None,) * len(sizes),
            tried=tuple(map(_division, stability.splits)),
            null=_null(stability),
        )

    def _doubted(self, cells: Cells, group: Integers) -> Cells:
        """Return the cells with what makes the headlines doubtful."""
        findings, left_out = judge(cells, self.rule), []
        duplicates = None
        # The search for duplicates grows with the square of the people.
        if self.matrix.shape[0] > self.rule.groups.largest_sample:
            left_out.append(LeftOut("duplicates", "too_many_people"))
        else:
            duplicates = duplicate_summary(
                self.matrix, group, findings, self.rule, protected=self.protected
            )
        fragility = fragility_summary(self.matrix, cells, self.rule, self.seed)
        if fragility is None:
            left_out.append(LeftOut("fragility", "too_few_headlines"))
        summary = replace(
            cells.summary, duplicates=duplicates, fragility=fragility, left_out=tuple(left_out)
        )
        return replace(cells, summary=summary)


def _quick_groups() -> GroupSummary:
    return GroupSummary(
        outcome="not_run",
        reason="quick",
        k=1,
        replicates=0,
        null_replicates=0,
        sample=0,
        considered=0,
        undetermined=0,
        undecided=0,
        counted="grouped",
        sizes=(),
        jaccard=(),
        tried=(),
        null=None,
    )


def _division(split: Split) -> Division:
    return Division(
        k=split.k,
        sizes=split.sizes,
        silhouette=_known(split.silhouette),
        jaccard=tuple(map(_known, split.jaccard)),
        rand=_known(split.rand),
    )


def _null(stability: Stability) -> NullSummary | None:
    null = stability.null
    if null is None:
        return None
    return NullSummary(
        explained=(rounded(null.explained[0]), rounded(null.explained[1])),
        silhouette=rounded(null.silhouette),
        p_explained=(rounded(null.p_explained[0]), rounded(null.p_explained[1])),
        p_silhouette=rounded(null.p_silhouette),
    )


def _known(value: float) -> float | None:
    """Return ``value`` as it is published; None for what is not a number."""
    return None if np.isnan(value) else rounded(value)
