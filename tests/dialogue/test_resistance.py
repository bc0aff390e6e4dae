from dataclasses import replace

import numpy as np
import pytest

from comity.dialogue.counting import count
from comity.dialogue.findings import judge
from comity.dialogue.publication import Parameters, Published
from comity.dialogue.resistance import duplicate_summary, fragility_summary
from comity.dialogue.votes import Statement, VoteMatrix
from tests.dialogue.worlds import SHIPPED, camps, quick_rule

COARSE = replace(SHIPPED.fragility, grid=(0.05, 0.4))
RULE = replace(quick_rule(replicates=10, null_replicates=19, starts=3), fragility=COARSE)
QUICK = Parameters("t", quick=True)


def made(people=100, copies=0, seed=1):
    """Camps that share eight statements, and ``copies`` of one person who disagrees with all."""
    matrix = camps(seed, people=people, statements=30, liked=8)[0].matrix("content")
    every = np.arange(30, dtype=np.int32)
    more = np.repeat(np.arange(copies, dtype=np.int32), 30) + people
    return VoteMatrix(
        participants=tuple(map(str, range(people + copies))),
        statements=matrix.statements,
        row=np.concatenate([matrix.row, more]),
        column=np.concatenate([matrix.column, np.tile(every, copies)]),
        value=np.concatenate([matrix.value, np.full(len(more), -1, dtype=np.int8)]),
    )


def cells_of(matrix, parameters=QUICK, rule=RULE):
    texts = tuple(Statement(label, "t") for label in matrix.statements)
    return count(Published(matrix, texts, parameters), rule)


def duplicates_of(matrix, protected=False, rule=RULE):
    findings = judge(cells_of(matrix, rule=rule), rule)
    alone = np.full(matrix.shape[0], -1, dtype=np.int64)
    return findings, duplicate_summary(matrix, alone, findings, rule, protected=protected)


def test_flagged_people_are_counted_in_full_and_told_as_one():
    findings, found = duplicates_of(made(copies=12))
    assert found.flagged == 12
    assert found.sizes == (12,)
    assert len(found.headlines) == 5
    cells = findings.cells
    for headline in found.headlines:
        column = [one.id for one in cells.statements].index(headline.id)
        # Twelve disagree in the count, and weigh as much as one beside it.
        assert headline.disagree == pytest.approx(cells.total.disagree[column] - 11)
        assert headline.agree == cells.total.agree[column]
    assert len(found.common_ground) == 5


def test_without_near_duplicates_the_headlines_stay_as_they_are():
    findings, found = duplicates_of(made())
    ids = tuple(
        findings.cells.statements[column].id for column in findings.consensus.common_ground[:5]
    )
    assert found.flagged == 0
    assert found.common_ground == ids == tuple(each.id for each in found.headlines)


def test_with_protected_ballots_few_flagged_people_are_not_given_away():
    _, open_ = duplicates_of(made(copies=4))
    _, protected = duplicates_of(made(copies=4), protected=True)
    assert all(headline.agree is not None for headline in open_.headlines)
    assert all(headline.agree is None for headline in protected.headlines)
    assert protected.common_ground == ()
    _, many = duplicates_of(made(copies=12), protected=True)
    assert all(headline.agree is not None for headline in many.headlines)
    assert many.common_ground


def test_fragility_names_headlines_and_the_share_that_topples_them():
    matrix = made()
    found = fragility_summary(matrix, cells_of(matrix), RULE, 1)
    assert (found.displaced, found.of, found.limit, found.sample) == (3, 5, 0.4, 100)
    assert {block.once for block in found.blocks} == {True, False}
    plain = [block.share for block in found.blocks if not block.once]
    assert found.share == min(share for share in plain if share is not None)
    known = {one.id for one in cells_of(matrix).statements}
    assert all(fall.id in known for block in found.blocks for fall in block.headlines)


def test_too_few_headlines_have_no_fragility():
    matrix = camps(1, people=60, statements=20)[0].matrix("content")
    assert fragility_summary(matrix, cells_of(matrix), RULE, 1) is None


def test_a_large_conversation_is_attacked_in_part():
    rule = replace(RULE, groups=replace(RULE.groups, largest_sample=80))
    matrix = made()
    found = fragility_summary(matrix, cells_of(matrix), rule, 1)
    assert found.sample == 80
    assert found == fragility_summary(matrix, cells_of(matrix), rule, 1)
