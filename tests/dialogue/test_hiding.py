from dataclasses import replace

import numpy as np
import pytest

from comity.dialogue.hiding import everybody_grouped, protected_groups, protected_total
from comity.dialogue.stability import find_groups
from comity.dialogue.tally import Tally, tally, tally_by_group
from tests.dialogue.worlds import camps, nothing_excluded, quick_rule

MATRIX = camps(1, people=120, statements=30, seen=0.3)[0].matrix("content")


@pytest.fixture(scope="module")
def found():
    rule = quick_rule(replicates=10, null_replicates=19, starts=3)
    return find_groups(MATRIX, nothing_excluded(MATRIX), rule, 1)


def counts(*seen):
    zero = np.zeros(len(seen), dtype=np.int64)
    return Tally(np.array(seen), zero, zero)


def test_a_statement_few_have_seen_tells_nothing_and_one_nobody_has_seen_its_zero():
    told, hidden = protected_total(counts(0, 1, 9, 10, 50), 10)
    assert hidden.tolist() == [False, True, True, False, False]
    assert told.seen.tolist() == [0, 0, 0, 10, 50]


def test_everybody_is_in_a_group_and_nobody_with_enough_votes_moves(found):
    assert found.outcome == "stable"
    everybody = everybody_grouped(found)
    assert (everybody[found.considered] == found.labels[found.considered]).all()
    assert not found.considered.all()
    assert (everybody >= 0).all()


def test_who_lies_between_two_groups_stays_in_none(found):
    positions = found.projection.positions.copy()
    centres = [positions[found.labels == group].mean(axis=0) for group in range(2)]
    stray = int(np.flatnonzero(~found.considered)[0])
    positions[stray] = (centres[0] + centres[1]) / 2
    moved = replace(found, projection=replace(found.projection, positions=positions))
    assert everybody_grouped(moved)[stray] == -1


@pytest.mark.parametrize("minimum", [10, 17])
def test_no_sum_of_shown_groups_leaves_few(found, minimum):
    group = everybody_grouped(found)
    told, hidden = protected_groups(MATRIX, group, 2, minimum)
    plain = tally_by_group(MATRIX, group, 2)
    assert np.array_equal(told.agree, np.where(hidden, 0, plain.agree))
    assert ((told.seen == 0) | (told.seen >= minimum)).all()
    left = tally(MATRIX).seen - told.seen.sum(axis=0)
    assert ((left == 0) | (left >= minimum)).all()
    assert hidden.any() == (minimum > 10)
    assert not hidden.all()


def test_leaving_people_with_few_votes_apart_would_hide_more(found):
    apart, together = found.labels, everybody_grouped(found)
    hidden = [protected_groups(MATRIX, group, 2, 10)[1].sum() for group in (apart, together)]
    assert hidden[0] > hidden[1]
