"""The warning that classes of participants came at different times."""

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from comity.dialogue.arrival import DriftRule, _chi_square, _moments, arrival_drift, arrivals
from comity.dialogue.votes import VoteLog
from comity.statistics import Draw, contingency, derive_seed
from tests.dialogue.routing_world import divided, planar

ORDER = np.arange(300)
THIRDS = np.repeat([0, 1, 2], 100)


def test_one_delegation_after_the_other_is_drift():
    drift = arrival_drift(THIRDS, ORDER)
    assert drift.warns
    assert drift.people == 300
    assert (drift.statistic, drift.effect) == pytest.approx((600, 1))


def test_taking_turns_is_none():
    drift = arrival_drift(ORDER % 3, ORDER)
    assert not drift.warns
    assert drift.p_value > 0.9
    assert drift.effect < 0.05


def test_with_large_classes_the_p_value_is_the_usual_one():
    classes = np.random.default_rng(3).integers(0, 4, 3000)
    table = contingency(classes, np.repeat([0, 1, 2], 1000))
    drift = arrival_drift(classes, np.arange(3000))
    usual = chi2_contingency(table)
    assert drift.statistic == pytest.approx(usual.statistic)
    assert drift.p_value == pytest.approx(usual.pvalue, abs=0.002)


@pytest.mark.parametrize(
    "classes", [[0, 0, 0, 1, 1, 2, 2], [0, 0, 0, 0, 0, 1, 1], [0, 0, 1, 1, 2, 2, 3]]
)
def test_mean_and_variance_are_those_of_all_orders(classes):
    classes, third = np.array(classes), np.array([0, 0, 0, 1, 1, 2, 2])
    every = [_chi_square(contingency(classes, third[list(way)])) for way in permutations(range(7))]
    table = contingency(classes, third)
    (v, w), (other_v, other_w) = (_moments(table.sum(axis=axis), 7) for axis in (1, 0))
    variance = 2 * 7 / 4 * (v - w) * (other_v - other_w) + 49 / 6 * w * other_w
    assert np.mean(every) == pytest.approx(7 / 6 * (len(table) - 1) * 2)
    assert np.var(every) == pytest.approx(variance)


def test_many_small_delegations_are_judged_rightly():
    delegation = np.repeat(np.arange(48), 5)
    draw = Draw(11)
    chance = [arrival_drift(delegation, draw.permutation(240)).p_value for _ in range(400)]
    assert np.mean(np.array(chance) < 0.05) == pytest.approx(0.05, abs=0.03)
    assert np.mean(chance) == pytest.approx(0.5, abs=0.05)
    assert arrival_drift(delegation, np.arange(240)).warns


def test_a_tiny_drift_of_a_great_crowd_is_no_warning():
    # Of 60,000 people one class has some more in the first third: no chance, and no matter.
    third = np.repeat([0, 1, 2], 20_000)
    classes = (np.arange(60_000) % 2).astype(np.int64)
    classes[:1200] = 0
    drift = arrival_drift(classes, third)
    assert drift.p_value < 0.001
    assert not drift.warns
    assert arrival_drift(classes, third, DriftRule(effect=0.0)).warns


def test_people_without_a_class_or_a_vote_are_left_out():
    log = VoteLog(
        participants=("a", "b", "c"),
        statements=("1",),
        participant=np.array([1, 0, 1], dtype=np.int32),
        statement=np.zeros(3, dtype=np.int32),
        value=np.ones(3, dtype=np.int8),
        time=np.array([9, 7, 4]),
    )
    first = arrivals(log)
    assert first.tolist() == [7, 4, np.iinfo(np.int64).max]
    declared = np.concatenate([THIRDS, [2, -1]])
    with_others = np.concatenate([ORDER, first[2:], [0]])
    assert arrival_drift(declared, with_others) == arrival_drift(THIRDS, ORDER)


@pytest.mark.parametrize(
    ("declared", "arrived"),
    [
        ([], []),
        ([0, 0, 0, 0, 0], [1, 2, 3, 4, 5]),  # one class
        ([0, 1, 0, 1, 0], [0, 0, 0, 0, 0]),  # a file without times
        ([0, 1, 1], [1, 2, 3]),  # too few
        ([-1, -1, -1, -1], [1, 2, 3, 4]),
    ],
)
def test_where_there_is_no_question_there_is_no_answer(declared, arrived):
    assert arrival_drift(np.array(declared, dtype=np.int64), np.array(arrived, np.int64)) is None


def test_an_order_that_can_only_be_one_is_no_drift():
    drift = arrival_drift(np.arange(6), np.arange(6))
    assert drift.p_value == 1
    assert not drift.warns


def test_people_of_equal_time_are_in_one_third_whatever_their_order():
    arrived = np.array([5, 5, 5, 5, 1, 9, 9, 9])
    declared = np.array([0, 1, 0, 1, 0, 1, 1, 0])
    order = [3, 7, 1, 0, 5, 6, 2, 4]
    assert arrival_drift(declared, arrived) == arrival_drift(declared[order], arrived[order])


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="length"):
        arrival_drift(THIRDS, ORDER[1:])


@pytest.mark.statistical
@pytest.mark.parametrize("family", [divided, planar])
def test_dialogue_drift_warning_fires_when_camps_come_one_after_another(family):
    # In the simulated worlds the camp stands for the delegation.
    def warns(seed, *, drifting):
        return arrival_drift(family(seed, drifting=drifting).camp, np.arange(600)).warns

    seeds = [derive_seed(seed, "drift") for seed in range(100)]
    assert np.mean([warns(seed, drifting=True) for seed in seeds]) >= 0.95
    assert np.mean([warns(seed, drifting=False) for seed in seeds]) <= 0.05
