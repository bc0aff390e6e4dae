"""How far the headlines can be trusted: near duplicates among the voters, and block votes.

Both are told and neither changes a count: what to do about flagged voters is for humans to decide.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.cells import (
    Block,
    Cells,
    DuplicateSummary,
    Fall,
    FragilitySummary,
    Weighted,
    rounded,
)
from comity.dialogue.consensus import find_consensus
from comity.dialogue.findings import Findings
from comity.dialogue.fragility import Breaking, find_fragility
from comity.dialogue.integrity import (
    Duplicates,
    WeightedTally,
    find_duplicates,
    weighted_tally,
)
from comity.dialogue.rule import ReportRule
from comity.dialogue.tally import tally
from comity.dialogue.votes import VoteMatrix
from comity.statistics import Draw, Integers, derive_seed

__all__ = ["duplicate_summary", "fragility_summary"]

Mask: TypeAlias = NDArray[np.bool_]

ANYBODY: Final = 1


def duplicate_summary(
    matrix: VoteMatrix, group: Integers, findings: Findings, rule: ReportRule, *, protected: bool
) -> DuplicateSummary:
    """Return who votes almost alike, and what the headlines were if each such set were one person.

    ``group`` (P,) are the groups as counted in the cells: they stay as they are. With ``protected``
    ballots a headline's weighted counts are given only where the flagged people who voted on it are
    enough to be a cell of their own, since the difference from the plain counts speaks of them.
    """
    duplicates = find_duplicates(matrix, rule.duplicates)
    sizes = findings.cells.summary.groups.sizes
    weights = duplicates.weights()
    total, by_group = weighted_tally(matrix, weights, group, len(sizes))
    told = _told(matrix, duplicates, rule.minimum_cell if protected else ANYBODY)
    inside = group >= 0
    people = np.bincount(group[inside], weights[inside], len(sizes))
    consensus = find_consensus(total, by_group, people, findings.cells.listed, rule)
    first = rule.fragility.headlines
    everybody_told = not protected or duplicates.flagged() >= rule.minimum_cell
    return DuplicateSummary(
        flagged=duplicates.flagged(),
        sizes=tuple(sorted(duplicates.sizes, reverse=True)),
        headlines=_headlines(findings, total, told, first),
        common_ground=_ids(findings.cells, consensus.common_ground[:first])
        if everybody_told
        else (),
    )


def fragility_summary(
    matrix: VoteMatrix, cells: Cells, rule: ReportRule, seed: int
) -> FragilitySummary | None:
    """Return what it takes to change the headlines; None where there are too few to tell.

    Above the rule's ``largest_sample`` people it is tried on so many of them, drawn.
    """
    people, most = matrix.shape[0], rule.groups.largest_sample
    if people > most:
        drawn = Draw(derive_seed(seed, "fragility sample")).permutation(people)[:most]
        matrix = matrix.take(np.sort(drawn))
    groups = max(1, len(cells.summary.groups.sizes))
    found = find_fragility(matrix, ~cells.listed, groups, rule, seed)
    plain = [breaking for breaking in found if not breaking.once]
    headlines = len(plain[0].headlines)
    if headlines < rule.fragility.displaced:
        return None
    shares = [breaking.share for breaking in plain if breaking.share is not None]
    return FragilitySummary(
        share=rounded(min(shares)) if shares else None,
        limit=rounded(rule.fragility.grid[-1]),
        displaced=rule.fragility.displaced,
        of=headlines,
        sample=matrix.shape[0],
        blocks=tuple(_block(cells, breaking) for breaking in found),
    )


def _told(matrix: VoteMatrix, duplicates: Duplicates, least: int) -> Mask:
    """Return for which statements (S,) enough flagged people voted to tell what they change."""
    flagged = matrix.take(np.flatnonzero(duplicates.component >= 0))
    seen = tally(flagged).seen
    return np.asarray((seen == 0) | (seen >= least), dtype=np.bool_)


def _headlines(
    findings: Findings, total: WeightedTally, told: Mask, first: int
) -> tuple[Weighted, ...]:
    consensus = findings.consensus
    headlines = []
    for column in consensus.common_ground[:first]:
        counts: list[float | None] = [None, None, None]
        if told[column]:
            counts = [rounded(part[column]) for part in (total.agree, total.disagree, total.passed)]
        direction = consensus.direction[column]
        if direction is not None:
            headlines.append(Weighted(_ids(findings.cells, [column])[0], direction, *counts))
    return tuple(headlines)


def _block(cells: Cells, breaking: Breaking) -> Block:
    ids = _ids(cells, breaking.headlines)
    return Block(
        noise=rounded(breaking.noise),
        once=breaking.once,
        share=_share(breaking.share),
        headlines=tuple(
            Fall(id_, _share(share)) for id_, share in zip(ids, breaking.statements, strict=True)
        ),
    )


def _ids(cells: Cells, columns: Sequence[int]) -> tuple[str, ...]:
    return tuple(cells.statements[column].id for column in columns)


def _share(share: float | None) -> float | None:
    return None if share is None else rounded(share)
