"""Votes weighted by the probability of their draw."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.weighting import effective_n, hajek_mean
from comity.statistics import Draw

chances = st.lists(st.floats(0.001, 1), min_size=1, max_size=30)


def test_a_vote_counts_by_one_over_its_propensity():
    assert hajek_mean([1, 0, 1], [0.5, 0.25, 1]) == pytest.approx((2 + 1) / (2 + 4 + 1))
    assert effective_n([0.5, 0.25, 1]) == pytest.approx(7**2 / (4 + 16 + 1))


@given(chances, st.integers(0, 2**32))
def test_equal_propensities_give_the_plain_mean_and_number(values, seed):
    chance = [0.3] * len(values)
    assert hajek_mean(values, chance) == pytest.approx(np.mean(values))
    assert effective_n(chance) == pytest.approx(len(values))


@given(chances)
def test_the_mean_stays_among_the_values_and_n_below_the_number(chance):
    assert -1e-9 <= hajek_mean([0, 1] * 15, (chance * 30)[:30]) <= 1 + 1e-9
    assert 1 - 1e-9 <= effective_n(chance) <= len(chance) * (1 + 1e-9)


def test_the_bias_of_asking_some_more_often_is_taken_out():
    # Half of the people agree and are asked four times as often as the others.
    draw = Draw(7)
    agrees = np.arange(20_000) % 2
    chance = np.where(agrees == 1, 0.8, 0.2)
    asked = draw.floats(20_000) < chance
    assert agrees[asked].mean() > 0.75
    assert hajek_mean(agrees[asked], chance[asked]) == pytest.approx(0.5, abs=0.02)


def test_no_votes_have_no_mean():
    assert np.isnan(hajek_mean([], []))
    assert effective_n([]) == 0


@pytest.mark.parametrize("wrong", [[0.0], [1.1], [-0.1], [float("nan")], [[0.5]]])
def test_what_is_no_propensity_is_refused(wrong):
    for work in (lambda: effective_n(wrong), lambda: hajek_mean([1], wrong)):
        with pytest.raises(ValueError, match="propensity"):
            work()


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="length"):
        hajek_mean([1, 0], [0.5])
