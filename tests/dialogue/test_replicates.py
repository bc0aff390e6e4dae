from dataclasses import replace

import numpy as np
import pytest

from comity.dialogue.projection import Axes, project
from comity.dialogue.replicates import (
    COARSE,
    Counter,
    by_chance,
    ground_of,
    judge,
    split,
)
from comity.statistics import Draw, derive_seed
from tests.dialogue.worlds import camps, nothing_excluded, quick_rule


def ground(rule, seed=1, **world):
    matrix = camps(seed, **world)[0].matrix("content")
    return matrix, ground_of(matrix, nothing_excluded(matrix), rule)


def test_each_replicate_depends_on_its_own_place_alone():
    few, many = quick_rule(5, 5), quick_rule(9, 9)
    matrix, base = ground(few, people=60)
    axes = Axes.of(project(matrix))
    short = by_chance(base, axes, few.groups, 3, Counter(5, None))
    long = by_chance(base, axes, many.groups, 3, Counter(9, None))
    assert long.explained[:5].tolist() == short.explained.tolist()
    assert long.silhouette[:5].tolist() == short.silhouette.tolist()
    assert len(set(long.silhouette.tolist())) == 9


def test_the_null_has_as_much_on_every_statement_but_no_axes():
    rule = quick_rule(1, 30)
    matrix, base = ground(rule)
    whole = project(matrix)
    chance = by_chance(base, Axes.of(whole), rule.groups, 3, Counter(30, None))
    assert (chance.explained[:, 0] < whole.explained[0] / 2).all()
    # The control: votes that were shuffled before show no more than the null.
    already = replace(
        matrix, value=np.where(Draw(5).floats(len(matrix.value)) < 0.5, 1, -1).astype(np.int8)
    )
    flat = ground_of(already, nothing_excluded(already), rule)
    own = project(already)
    again = by_chance(flat, Axes.of(own), rule.groups, 3, Counter(30, None))
    share = float(own.explained[0])
    assert again.explained[:, 0].min() < share < again.explained[:, 0].max()


def test_one_bootstrap_replicate_by_hand():
    rule = quick_rule(1, 1, largest=2)
    matrix, base = ground(rule, people=60)
    whole = project(matrix)
    ((first, silhouette),) = split(base, Axes.of(whole), rule.groups, 3)
    (judged,) = judge(base, [(first, silhouette)], rule.groups, 3, Counter(1, None))
    drawn = np.unique(Draw(derive_seed(3, "bootstrap", 0)).integers(60, 60))
    assert 30 < len(drawn) < 45
    # Two camps this clear come back whole, so whoever moved was on the border.
    moved = judged.probability == 0
    assert set(judged.probability.tolist()) <= {0.0, 1.0}
    overlap = [
        np.sum(~moved[drawn] & (first.labels[drawn] == group))
        / np.sum((first.labels[drawn] == group) | moved[drawn])
        for group in range(2)
    ]
    assert judged.jaccard == pytest.approx(np.array(overlap))


def test_groups_are_judged_on_the_people_drawn_and_given_to_all():
    rule = quick_rule(20, 1, largest_sample=15)
    matrix, base = ground(rule, people=200)
    assert base.sample == 15
    found = split(base, Axes.of(project(matrix)), rule.groups, 3)
    judged = judge(base, found, rule.groups, 3, Counter(20, None))
    # Fifteen people a time, yet everybody has a probability from all twenty replicates.
    assert judged[0].probability.shape == (200,)
    assert set((judged[0].probability * 20).round(9).tolist()) <= set(range(21))
    assert judged[0].probability.mean() > 0.85


def test_a_counter_without_listener_only_counts():
    told = []
    for progress in (None, lambda done, total: told.append((done, total))):
        counter = Counter(2, progress)
        counter()
        counter()
        assert counter.done == 2
    assert told == [(1, 2), (2, 2)]


def test_coarse_axes_move_nobody_who_matters():
    matrix = camps(1, people=80)[0].matrix("content")
    fine, coarse = project(matrix), project(matrix, residual=COARSE)
    assert coarse.positions == pytest.approx(fine.positions, abs=1e-4)
    assert coarse.explained == pytest.approx(fine.explained, abs=1e-10)


def test_how_many_replicates_run_side_by_side_changes_no_bit(monkeypatch):
    matrix = camps(1, people=60)[0].matrix("content")
    rule = quick_rule(replicates=12, null_replicates=19)
    base = ground_of(matrix, nothing_excluded(matrix), rule)
    found = []
    for people in (1, 250, 10**6):
        monkeypatch.setattr("comity.dialogue.replicates.SIDE_BY_SIDE", people)
        axes = Axes.of(project(matrix))
        told = []
        report = Counter(31, lambda done, _total, told=told: told.append(done))
        judged = judge(base, split(base, axes, rule.groups, 3), rule.groups, 3, report)
        chance = by_chance(base, axes, rule.groups, 3, report)
        assert told == list(range(1, 32))
        found.append([*(each.probability.tolist() for each in judged), chance.silhouette.tolist()])
    assert found[0] == found[1] == found[2]
