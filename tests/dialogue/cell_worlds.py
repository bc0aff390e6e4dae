"""Cells made by hand: four statements, two groups, one hidden cell in each table."""

from dataclasses import replace

import numpy as np

from comity.dialogue.cells import (
    Block,
    Cells,
    Fall,
    FragilitySummary,
    GroupSummary,
    MapSummary,
    NullSummary,
    Participation,
    Quartiles,
    Spot,
    Summary,
)
from comity.dialogue.tally import Tally
from comity.dialogue.votes import Statement

GROUPS = GroupSummary(
    outcome="stable",
    reason="reproduced",
    k=2,
    replicates=20,
    null_replicates=19,
    sample=100,
    considered=100,
    undetermined=0,
    undecided=3,
    counted="everybody",
    sizes=(60, 40),
    jaccard=(0.9, None),
    tried=(),
    null=NullSummary((0.1, 0.1), 0.3, (0.01, 0.01), 0.01),
)
SUMMARY = Summary(
    participation=Participation(100, 100, Quartiles(2, 3, 4)),
    groups=GROUPS,
    map=MapSummary(
        shown=True,
        reason=None,
        explained=(0.2, 0.15),
        null_p95=(0.1, 0.1),
        binned=True,
        points=(Spot(0.5, -1.25, "A", 60), Spot(-1.0, 0.0, "B", 40)),
    ),
    duplicates=None,
    fragility=FragilitySummary(
        0.05, 0.4, 3, 5, 100, (Block(0.05, once=False, share=0.05, headlines=(Fall("1", None),)),)
    ),
    left_out=(),
)
STATEMENTS = (
    Statement("1", "all agree"),
    Statement("2", "groups differ"),
    Statement("3", "few voted"),
    Statement("10", "an insult", -1),
)


def tally_of(*answers):
    agree, disagree, passed = (np.array(each, dtype=np.int64) for each in answers)
    return Tally(agree, disagree, passed)


def cells(**summary):
    return Cells(
        statements=STATEMENTS,
        total=tally_of([95, 52, 0, 10], [3, 46, 0, 80], [2, 2, 0, 10]),
        hidden=np.array([False, False, True, False]),
        by_group=tally_of(
            [[57, 50, 0, 5], [38, 2, 0, 5]], [[2, 9, 0, 50], [1, 37, 0, 30]], [[1, 1, 0, 5]] * 2
        ),
        group_hidden=np.array([[False, False, True, False]] * 2),
        summary=replace(SUMMARY, **summary),
    )
