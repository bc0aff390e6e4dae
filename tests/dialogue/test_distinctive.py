from importlib.resources import files

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.distinctive import distinctive, higher_share
from comity.dialogue.rule import read_rule
from comity.dialogue.tally import Tally

RULE = read_rule(files("comity.data").joinpath("dialogue/common-ground/2.json").read_bytes())
EVERYTHING = np.ones(3, dtype=bool)


def counts(agree, disagree, passed):
    return Tally(*(np.array(part, dtype=np.int64) for part in (agree, disagree, passed)))


def test_a_clear_difference_is_found_in_both_groups_and_in_its_direction():
    apart = counts([[90, 50, 5], [10, 50, 5]], [[10, 50, 0], [90, 50, 0]], [[0, 0, 0]] * 2)
    first, second = distinctive(apart, EVERYTHING, RULE)
    assert [(d.statement, d.direction) for d in first] == [(0, "agree")]
    assert [(d.statement, d.direction) for d in second] == [(0, "disagree")]
    assert first[0].difference == 0.8


def test_the_z_test_equals_the_published_case():
    # Fleiss ch. 3: 15 of 100 against 10 of 50 in the other sample: z = 0.775 before correction.
    difference, p = higher_share(np.array([10]), np.array([50]), np.array([15]), np.array([100]))
    assert abs(difference[0] - 0.05) < 1e-12
    assert abs(p[0] - 0.2193) < 5e-4


def test_a_small_cell_is_never_compared():
    few = counts([[9, 0, 0], [0, 0, 0]], [[0, 0, 0], [90, 0, 0]], [[0, 0, 0]] * 2)
    assert distinctive(few, EVERYTHING, RULE) == ((), ())
    enough = counts([[10, 0, 0], [0, 0, 0]], [[0, 0, 0], [90, 0, 0]], [[0, 0, 0]] * 2)
    assert len(distinctive(enough, EVERYTHING, RULE)[0]) == 1


def test_statements_that_are_not_listed_are_left_out():
    apart = counts([[90, 90, 0], [10, 10, 0]], [[10, 10, 0], [90, 90, 0]], [[0, 0, 0]] * 2)
    listed = np.array([False, True, True])
    assert [d.statement for d in distinctive(apart, listed, RULE)[0]] == [1]


tables = st.lists(st.tuples(*[st.integers(0, 60)] * 6), min_size=1, max_size=8)


@given(tables)
def test_relabelling_the_groups_only_swaps_the_answers(rows):
    table = np.array(rows, dtype=np.int64).T.reshape(2, 3, -1)
    listed = np.ones(len(rows), dtype=bool)
    one = distinctive(Tally(table[:, 0], table[:, 1], table[:, 2]), listed, RULE)
    flipped = table[::-1]
    other = distinctive(Tally(flipped[:, 0], flipped[:, 1], flipped[:, 2]), listed, RULE)
    assert one == other[::-1]


@given(tables)
def test_what_is_found_is_higher_than_in_the_rest(rows):
    table = np.array(rows, dtype=np.int64).T.reshape(2, 3, -1)
    listed = np.ones(len(rows), dtype=bool)
    for group in distinctive(Tally(table[:, 0], table[:, 1], table[:, 2]), listed, RULE):
        assert all(found.difference > 0 and found.p <= RULE.false_discovery_rate for found in group)
