import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from comity.statistics import (
    Draw,
    bootstrap_weights,
    permutation_p_value,
    permute_within,
    upper_quantile,
)


@given(st.integers(1, 50), st.integers(0, 80), st.integers(0, 9))
def test_bootstrap_weights_sum_to_the_draws(size, drawn, seed):
    weights = bootstrap_weights(Draw(seed), size, drawn)
    assert weights.shape == (size,)
    assert weights.sum() == drawn


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 1)), max_size=60).map(sorted),
    st.integers(0, 9),
)
def test_every_block_keeps_its_values(cells, seed):
    block = np.array([b for b, _ in cells], dtype=np.int64)
    value = np.array([v for _, v in cells], dtype=np.int8)
    shuffled = permute_within(Draw(seed), block, value)
    for b in range(5):
        assert sorted(shuffled[block == b]) == sorted(value[block == b])


def test_every_order_within_a_block_is_as_likely():
    value = np.array([1, 0, -1] * 4000, dtype=np.int8)
    shuffled = permute_within(Draw(11), np.repeat(np.arange(4000), 3), value).reshape(-1, 3)
    _, counts = np.unique(shuffled, axis=0, return_counts=True)
    assert len(counts) == 6
    assert chisquare(counts).pvalue > 0.001


def test_too_many_blocks_are_refused():
    with pytest.raises(ValueError, match="blocks"):
        permute_within(Draw(1), np.array([2**24]), np.array([1], dtype=np.int8))


def test_permutation_p_values():
    null = np.arange(99.0)
    assert permutation_p_value(99.0, null) == 0.01
    assert permutation_p_value(98.0, null) == 0.02
    assert permutation_p_value(-1.0, null) == 1.0


def test_the_upper_quantile_is_one_of_the_values():
    assert upper_quantile(np.arange(1.0, 101.0)[::-1], 0.95) == 95.0
    assert upper_quantile(np.array([3.0]), 0.95) == 3.0
    assert upper_quantile(np.arange(1.0, 100.0), 0.95) == 95.0
    assert np.isnan(upper_quantile(np.array([]), 0.95))
