from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.statistics import adjusted_rand_index, best_jaccard, contingency, match_labels

labels = st.integers(1, 12).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 3), min_size=n, max_size=n).map(np.array)] * 2)
)


def test_the_published_rand_example():
    # Yeung and Ruzzo (2001), Details of the adjusted Rand index: ten items, ARI = .313.
    table = np.array([[1, 1, 0], [1, 2, 1], [0, 0, 4]])
    a = np.repeat(np.arange(3), table.sum(axis=1))
    b = np.concatenate([np.repeat(np.arange(3), row) for row in table])
    assert contingency(a, b).tolist() == table.tolist()
    assert adjusted_rand_index(a, b) == pytest.approx(0.313, abs=0.0005)


@given(labels)
def test_the_index_counts_pairs(pair):
    a, b = pair
    both = left = right = every = 0
    for i, j in combinations(range(len(a)), 2):
        both += a[i] == a[j] and b[i] == b[j]
        left += a[i] == a[j]
        right += b[i] == b[j]
        every += 1
    chance = left * right / every if every else 0
    span = (left + right) / 2 - chance
    expected = (both - chance) / span if span else 1.0
    assert adjusted_rand_index(a, b) == pytest.approx(expected)
    assert adjusted_rand_index(b, a) == adjusted_rand_index(a, b)
    assert adjusted_rand_index(a, a) == 1


def test_independent_groupings_agree_by_chance_only():
    a, b = np.arange(40_000) % 2, np.arange(40_000) // 2 % 2
    assert abs(adjusted_rand_index(a, b)) < 1e-3


def test_whole_numbers_hold_beyond_two_to_the_53():
    big = np.arange(200_000) % 3
    assert adjusted_rand_index(big, (big + 1) % 3) == 1


@given(labels)
def test_best_jaccard_by_sets(pair):
    a, b = pair
    found = best_jaccard(contingency(a, b))
    for group in range(int(a.max()) + 1):
        mine = {i for i in range(len(a)) if a[i] == group}
        if not mine:
            assert np.isnan(found[group])
            continue
        theirs = [{i for i in range(len(b)) if b[i] == other} for other in set(b.tolist())]
        best = max(len(mine & other) / len(mine | other) for other in theirs)
        assert found[group] == pytest.approx(best)


def test_weights_count_items_several_times():
    a, b, weights = np.array([0, 0, 1]), np.array([1, 0, 0]), np.array([2, 0, 5])
    assert contingency(a, b, weights).tolist() == [[0, 2], [5, 0]]
    assert contingency(a, b).tolist() == [[1, 1], [1, 0]]


def test_labels_are_matched_one_to_one():
    table = np.array([[1, 9, 0], [8, 7, 0]])
    assert match_labels(table).tolist() == [1, 0, -1]


def test_groupings_of_different_items_are_refused():
    with pytest.raises(ValueError, match="same items"):
        contingency(np.array([0]), np.array([0, 1]))


def test_no_items_at_all():
    empty = np.zeros(0, dtype=int)
    assert contingency(empty, empty).shape == (0, 0)
    assert adjusted_rand_index(empty, empty) == 1
