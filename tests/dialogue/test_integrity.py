from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.integrity import find_duplicates, weighted_tally
from comity.dialogue.rule import DuplicateRule
from comity.dialogue.tally import tally, tally_by_group
from comity.statistics import Draw
from tests.dialogue.worlds import SHIPPED, camps, dense, real_matrix

RULE = SHIPPED.duplicates
# People in components, and components: those who lose weight are the difference.
FLAGGED = {
    "brexit-consensus": (14, 6),
    "nz-biodiversity": (44, 5),
    "sanjuan-land-bank": (29, 8),
    "vtaiwan-uberx": (243, 14),
}


def votes(seed, width=40):
    return (Draw(seed).integers(3, width) - 1).tolist()


def test_people_who_vote_alike_are_one_component():
    one, other = votes(1), votes(2)
    near = one.copy()
    near[3] = 1 if one[3] != 1 else 0
    found = find_duplicates(dense([one, other, near, votes(3), other]), RULE)
    assert found.component.tolist() == [0, 1, 0, -1, 1]
    assert found.sizes == (2, 2)
    assert found.weights().tolist() == [0.5, 0.5, 0.5, 1.0, 0.5]
    assert found.flagged() == 4
    assert found.shaping().tolist() == [True, True, False, True, False]


def test_a_human_may_dismiss_a_flag():
    one, other = votes(1), votes(2)
    found = find_duplicates(dense([one, other, one, other]), RULE)
    assert found.weights(frozenset({1})).tolist() == [0.5, 1.0, 0.5, 1.0]
    assert found.weights(frozenset({0, 1})).tolist() == [1.0] * 4


@pytest.mark.parametrize(
    ("common", "unequal", "linked"),
    [
        (15, 0, True),
        (14, 0, False),
        (15, 1, False),
        (19, 1, False),
        (20, 1, True),
        (40, 2, True),
        (40, 3, False),
    ],
)
def test_the_border_of_the_rule(common, unequal, linked):
    row = [1] * common + [None] * (40 - common)
    other = [-1] * unequal + [1] * (40 - unequal)
    found = find_duplicates(dense([row, other]), RULE)
    assert (found.flagged() == 2) == linked


def test_a_pass_is_a_vote_and_an_unseen_statement_is_none():
    passes = [0] * 20
    assert find_duplicates(dense([passes, passes]), RULE).flagged() == 2
    assert find_duplicates(dense([passes, [1] * 20]), RULE).flagged() == 0
    assert find_duplicates(dense([[1] * 14 + [None] * 6, [1] * 20]), RULE).flagged() == 0


def test_links_chain():
    base = [1] * 40
    chain = [[-1] * n + base[n:] for n in (0, 2, 4, 6)]
    found = find_duplicates(dense(chain), RULE)
    assert found.sizes == (4,)


rows = st.lists(
    st.lists(st.sampled_from([1, 1, 1, -1, 0, None]), min_size=6, max_size=6),
    min_size=0,
    max_size=9,
)


@given(rows, st.integers(1, 5), st.sampled_from([0.5, 0.75, 0.8, 1.0]))
def test_components_by_definition(table, common, equal):
    rule = DuplicateRule(common=common, equal=equal)
    found = find_duplicates(dense(table), rule)
    parent = list(range(len(table)))
    for i, j in combinations(range(len(table)), 2):
        both = [(a, b) for a, b in zip(table[i], table[j], strict=True) if None not in (a, b)]
        if len(both) >= common and sum(a == b for a, b in both) >= equal * len(both) - 1e-9:
            parent = [parent[i] if each == parent[j] else each for each in parent]
    groups = [[i for i in range(len(table)) if parent[i] == each] for each in dict.fromkeys(parent)]
    expected = [group for group in groups if len(group) > 1]
    mine = [np.flatnonzero(found.component == c).tolist() for c in range(len(found.sizes))]
    assert mine == expected
    assert found.sizes == tuple(len(group) for group in expected)


def test_blocks_and_slabs_change_nothing(monkeypatch):
    matrix = camps(4, people=70, statements=25, seen=0.9)[0].matrix("content")
    rule = DuplicateRule(common=10, equal=0.7)
    whole = find_duplicates(matrix, rule)
    assert len(whole.sizes) > 0
    monkeypatch.setattr("comity.dialogue.integrity.CELLS", 200)
    assert find_duplicates(matrix, rule).component.tolist() == whole.component.tolist()
    for few in (0, 10**9):
        monkeypatch.setattr("comity.dialogue.integrity.FEW", few)
        assert find_duplicates(matrix, rule).component.tolist() == whole.component.tolist()


@pytest.mark.parametrize("name", FLAGGED)
def test_real_conversations(shared_data, name):
    matrix, _excluded = real_matrix(shared_data, name)
    found = find_duplicates(matrix, RULE)
    assert (found.flagged(), len(found.sizes)) == FLAGGED[name]
    # Honest people vote alike too: at most fifteen in a hundred lose weight by it.
    assert (found.flagged() - len(found.sizes)) / matrix.shape[0] <= 0.15


def test_weighted_counts():
    matrix = camps(5, people=30, statements=12)[0].matrix("content")
    group = np.arange(30) % 3 - 1
    plain = weighted_tally(matrix, np.ones(30), group, 2)
    for mine, theirs in zip(plain, (tally(matrix), tally_by_group(matrix, group, 2)), strict=True):
        for side in ("agree", "disagree", "passed", "seen"):
            assert np.array_equal(getattr(mine, side), getattr(theirs, side))
    halves = weighted_tally(matrix, np.full(30, 0.5), group, 2)
    assert np.array_equal(halves[1].agree * 2, plain[1].agree)


def test_thirds_add_up_to_whole_votes():
    matrix = dense([[1], [1], [1]])
    total, by_group = weighted_tally(matrix, np.full(3, 1 / 3), np.zeros(3, dtype=int), 1)
    assert (total.agree[0], total.seen[0], by_group.agree[0, 0]) == (1, 1, 1)


def test_a_copy_of_everybody_halves_everybody():
    matrix = camps(6, people=20, statements=30, seen=1.0)[0].matrix("content")
    twice = matrix.take(np.repeat(np.arange(20), 2))
    found = find_duplicates(twice, RULE)
    assert found.sizes == (2,) * 20
    total, _ = weighted_tally(twice, found.weights(), np.full(40, -1), 0)
    assert np.array_equal(total.agree, tally(matrix).agree)


def test_the_order_of_rows_moves_no_one():
    matrix = camps(4, people=70, statements=25, seen=0.9)[0].matrix("content")
    rule = DuplicateRule(common=10, equal=0.7)
    order = Draw(9).permutation(70)
    one = find_duplicates(matrix, rule)
    two = find_duplicates(matrix.take(order), rule)
    same_one = one.component[order][:, None] == one.component[order]
    same_two = two.component[:, None] == two.component
    assert np.array_equal(same_one, same_two)
    assert two.flagged() == one.flagged() > 0
