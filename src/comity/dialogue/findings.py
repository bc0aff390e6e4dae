"""What follows from the cells: classes of statements, common ground, what sets groups apart.

Nothing here sees a vote: who has the cells and the rule comes to the same findings.
"""

from dataclasses import dataclass

from comity.dialogue.cells import Cells
from comity.dialogue.consensus import Consensus, find_consensus
from comity.dialogue.distinctive import Distinctive, distinctive
from comity.dialogue.rule import ReportRule

__all__ = ["Findings", "judge"]


@dataclass(frozen=True, eq=False)
class Findings:
    """The cells of a report and what they mean under its rule."""

    cells: Cells
    consensus: Consensus
    distinctive: tuple[tuple[Distinctive, ...], ...]


def judge(cells: Cells, rule: ReportRule) -> Findings:
    """Return what the cells mean: classes and lists, and what is distinctive of each group."""
    return Findings(
        cells=cells,
        consensus=find_consensus(
            cells.total, cells.by_group, cells.summary.groups.sizes, cells.listed, rule
        ),
        distinctive=distinctive(cells.by_group, cells.listed, rule),
    )
