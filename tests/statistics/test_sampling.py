from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from comity.statistics import Draw, derive_seed

# The words are what numpy promises never to change; everything else is ours.
WORDS_42 = [
    14276969152011380360,
    8095878257575067585,
    15838336090824644132,
    12864169557245331597,
]


def test_words_are_pcg64_raw():
    assert Draw(42).words(4).tolist() == WORDS_42


def test_vectors_of_every_kind_of_draw():
    assert Draw(42).integers(10, 12).tolist() == [0, 5, 2, 7, 1, 4, 1, 8, 9, 0, 5, 7]
    assert Draw(42).integers(2**63, 2).tolist() == [5053597115156604552, 8095878257575067585]
    assert Draw(42).floats(4).tolist() == [
        0.7739560485559633,
        0.4388784397520523,
        0.8585979199113825,
        0.6973680290593639,
    ]
    assert Draw(42).permutation(10).tolist() == [4, 8, 1, 9, 3, 6, 0, 7, 2, 5]
    assert derive_seed(42, "bootstrap", 17) == 236110097738458519643148671310743607093


def test_words_past_the_last_multiple_are_skipped():
    below = 3 * 2**61
    limit = 2**64 - 2**64 % below
    kept = [word % below for word in Draw(7).words(40).tolist() if word < limit]
    drawn = Draw(7).integers(below, 6).tolist()
    assert drawn == kept[:6]
    # The control: without skipping the result would differ, so the case is a real one.
    assert drawn != [word % below for word in Draw(7).words(6).tolist()]


@given(st.integers(1, 2**63), st.integers(0, 20), st.integers(0, 20), st.integers(0, 2**64))
def test_a_stream_does_not_depend_on_how_it_is_cut(below, first, second, seed):
    at_once, in_parts = Draw(seed), Draw(seed)
    whole = at_once.integers(below, first + second).tolist()
    parts = in_parts.integers(below, first).tolist() + in_parts.integers(below, second).tolist()
    assert whole == parts
    assert all(0 <= value < below for value in whole)


@given(st.integers(0, 200), st.integers(0, 2**64))
def test_a_permutation_holds_every_place_once(size, seed):
    assert sorted(Draw(seed).permutation(size).tolist()) == list(range(size))


def test_integers_and_orders_are_even():
    faces = np.bincount(Draw(1).integers(7, 70_000), minlength=7)
    assert chisquare(faces).pvalue > 0.001
    draw = Draw(2)
    seen = [tuple(draw.permutation(3).tolist()) for _ in range(6000)]
    assert chisquare([seen.count(order) for order in permutations(range(3))]).pvalue > 0.001


def test_weighted_draws_follow_the_weights_and_never_take_a_zero():
    weights = np.array([0.0, 1.0, 3.0, 0.0, 6.0, 0.0])
    drawn = np.bincount(Draw(3).weighted(weights, 50_000), minlength=6)
    assert drawn[[0, 3, 5]].sum() == 0
    assert chisquare(drawn[[1, 2, 4]], np.array([0.1, 0.3, 0.6]) * 50_000).pvalue > 0.001


@pytest.mark.parametrize("below", [0, -1, 2**63 + 1])
def test_a_range_that_cannot_be_is_refused(below):
    with pytest.raises(ValueError, match="below is"):
        Draw(1).integers(below, 1)


@pytest.mark.parametrize("weights", [[], [0.0, 0.0], [float("nan")]])
def test_weights_without_a_sum_are_refused(weights):
    with pytest.raises(ValueError, match="sum above 0"):
        Draw(1).weighted(np.array(weights), 1)


def test_derived_seeds_differ_by_place():
    paths = [("a", 1), ("a", 11), ("a1", 1), ("a", "1/1"), (), ("b", 1)]
    seeds = {derive_seed(5, *path) for path in paths} | {derive_seed(51), derive_seed(5)}
    assert len(seeds) == len(paths) + 1
