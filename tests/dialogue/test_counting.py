from dataclasses import replace

import numpy as np
import pytest

from comity.canonical import encode
from comity.dialogue.cells import LeftOut
from comity.dialogue.counting import count
from comity.dialogue.document import Heading, report_json
from comity.dialogue.findings import judge
from comity.dialogue.publication import Parameters, Published
from comity.dialogue.tally import tally, tally_by_group
from comity.dialogue.votes import Statement
from tests.dialogue.worlds import SHIPPED, camps, quick_rule

FRAGILITY = replace(SHIPPED.fragility, grid=(0.4,))
RULE = replace(quick_rule(replicates=10, null_replicates=19, starts=3), fragility=FRAGILITY)
ASKED = Parameters("t")


def counted(parameters, people=120, rule=RULE, **world):
    matrix = camps(1, people=people, statements=30, **world)[0].matrix("content")
    texts = tuple(Statement(label, "t") for label in matrix.statements)
    return matrix, count(Published(matrix, texts, parameters), rule)


@pytest.fixture(scope="module")
def open_cells():
    return counted(ASKED, people=90, liked=8)


@pytest.fixture(scope="module")
def protected_cells():
    return counted(replace(ASKED, ballots="protected"), people=90, liked=8)


def test_open_cells_are_plain_counts_and_hide_nothing(open_cells):
    matrix, cells = open_cells
    assert np.array_equal(cells.total.agree, tally(matrix).agree)
    assert not cells.hidden.any()
    assert not cells.group_hidden.any()
    groups = cells.summary.groups
    assert groups.outcome == "stable"
    assert groups.counted == "grouped"
    assert sum(groups.sizes) == cells.summary.participation.grouped


def test_a_report_is_a_function_of_the_cells_and_the_rule(open_cells):
    _, cells = open_cells
    heading = Heading("f", 1, RULE, ASKED)
    once, twice = (encode(report_json(judge(cells, RULE), heading)) for _ in range(2))
    assert once == twice
    # Another count in the cells, and nothing else, gives another report.
    other = replace(cells.total, agree=cells.total.agree + 1)
    changed = report_json(judge(replace(cells, total=other), RULE), heading)
    assert encode(changed) != once


def test_a_full_report_leaves_nothing_out(open_cells):
    summary = open_cells[1].summary
    assert summary.left_out == ()
    assert summary.duplicates is not None
    assert summary.fragility is not None


def test_a_quick_report_says_what_it_leaves_out():
    _, cells = counted(replace(ASKED, quick=True))
    assert {each.part for each in cells.summary.left_out} == {"groups", "duplicates", "fragility"}
    assert {each.reason for each in cells.summary.left_out} == {"quick"}
    assert (cells.summary.duplicates, cells.summary.fragility) == (None, None)


def test_too_few_headlines_are_a_reason():
    assert counted(ASKED, people=60)[1].summary.left_out == (
        LeftOut("fragility", "too_few_headlines"),
    )


def test_in_large_conversations_duplicates_are_left_out():
    rule = replace(RULE, groups=replace(RULE.groups, largest_sample=60))
    _, cells = counted(ASKED, people=80, liked=8, rule=rule)
    assert cells.summary.left_out == (LeftOut("duplicates", "too_many_people"),)
    assert cells.summary.fragility.sample == 60


def test_protected_cells_never_speak_of_few(protected_cells):
    matrix, cells = protected_cells
    minimum = RULE.minimum_cell
    for tally_ in (cells.total, cells.by_group):
        assert ((tally_.seen == 0) | (tally_.seen >= minimum)).all()
    left = tally(matrix).seen - cells.by_group.seen.sum(axis=0)
    assert ((left == 0) | (left >= minimum)).all()
    assert cells.summary.map.binned


def test_with_protected_ballots_everybody_counts_with_a_group(protected_cells, open_cells):
    _, protected = protected_cells
    _, open_ = open_cells
    assert protected.summary.groups.counted == "everybody"
    assert protected.summary.groups.sizes == open_.summary.groups.sizes
    whole = ~protected.group_hidden.any(axis=0)
    assert whole.any()
    summed = protected.by_group.seen.sum(axis=0)
    assert (summed[whole] == protected.total.seen[whole]).all()


def test_people_with_few_votes_join_the_nearest_group_only_with_protected_ballots():
    sparse = {"seen": 0.25, "people": 150, "liked": 1}
    matrix, open_ = counted(ASKED, **sparse)
    _, protected = counted(replace(ASKED, ballots="protected"), **sparse)
    assert open_.summary.groups.outcome == "stable"
    assert open_.summary.participation.grouped < matrix.shape[0]
    assert open_.by_group.seen.sum() < tally(matrix).seen.sum()
    shown = ~protected.group_hidden.any(axis=0)
    assert (protected.by_group.seen.sum(axis=0) == tally(matrix).seen)[shown].all()


def test_groups_are_counted_as_they_were_found(open_cells):
    matrix, cells = open_cells
    nobody = np.full(matrix.shape[0], -1)
    assert cells.by_group.agree.shape == (2, 30)
    assert (cells.by_group.seen.sum(axis=0) <= tally(matrix).seen).all()
    assert tally_by_group(matrix, nobody, 0).seen.shape == (0, 30)
