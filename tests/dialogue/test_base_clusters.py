import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue import base_clusters
from comity.dialogue.base_clusters import lloyd, mean_silhouette


def plain(points, k, rounds, weight):
    """Lloyd's iteration word for word, all distances each time."""
    center = np.array(list(dict.fromkeys(map(tuple, points.tolist())))[:k])
    for _ in range(rounds):
        before = center
        squared = np.square(points[:, None] - center).sum(axis=2)
        last = len(center) - 1 - squared[:, ::-1].argmin(axis=1)
        kept = [each for each in range(len(center)) if (last == each).any()]
        label = np.array([kept.index(each) for each in last])
        center = np.array(
            [
                np.average(points[label == each], axis=0, weights=weight[label == each])
                for each in range(len(kept))
            ]
        )
        one, other = (np.array(sorted(map(tuple, c.tolist()))) for c in (before, center))
        paired = min(len(one), len(other))
        if (np.sqrt(np.square(one[:paired] - other[:paired]).sum(axis=1)) < 0.01).all():
            break
    return label, center


@pytest.mark.parametrize("few", [0, 20_000], ids=["with bounds", "comparing all"])
@given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 200), k=st.integers(1, 40))
def test_bounds_change_nothing(few, seed, size, k):
    draws = np.random.default_rng(seed)
    # A grid makes equal points and equal distances, where the rule for ties decides.
    points = draws.integers(-4, 5, (size, 2)).astype(float)
    if seed % 3:
        points += draws.normal(0, 0.3, (size, 2))
    weight = draws.integers(1, 4, size).astype(float)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base_clusters, "FEW_COMPARISONS", few)
        found = lloyd(points, k, 30, weight)
    label, center = plain(points, k, 30, weight)
    assert np.array_equal(found.label, label)
    assert np.allclose(found.center, center, rtol=0, atol=1e-12)
    assert np.array_equal(found.size, np.bincount(label))


def test_many_points_and_a_hundred_means_are_those_of_plain_iteration():
    draws = np.random.default_rng(5)
    points = draws.normal(0, 1, (3000, 2)) * [1, 3]
    label, center = plain(points, 100, 101, np.ones(len(points)))
    found = lloyd(points, 100, 101)
    assert np.array_equal(found.label, label)
    assert np.allclose(found.center, center, rtol=0, atol=1e-12)


def test_starts_are_the_first_distinct_points_however_late():
    points = np.array([[0.0, 0.0]] * 500 + [[5.0, 0.0], [0.0, 5.0]])
    assert lloyd(points, 3, 10).label.tolist() == [0] * 500 + [1, 2]


@pytest.mark.parametrize("few", [0, 20_000], ids=["with bounds", "comparing all"])
def test_a_mean_that_loses_all_its_points_is_dropped(few, monkeypatch):
    monkeypatch.setattr(base_clusters, "FEW_COMPARISONS", few)
    points = np.array([[11.0, 10], [3, 5], [4, 3], [6, 9], [8, 9]])
    weight = np.array([1.0, 4, 3, 4, 7])
    found = lloyd(points, 3, 30, weight)
    label, center = plain(points, 3, 30, weight)
    assert len(center) == 2
    assert np.array_equal(found.label, label)
    assert np.allclose(found.center, center, rtol=0, atol=1e-12)


@pytest.mark.parametrize("few", [0, 20_000], ids=["with bounds", "comparing all"])
def test_far_apart_clusters_settle_without_a_second_look(few, monkeypatch):
    monkeypatch.setattr(base_clusters, "FEW_COMPARISONS", few)
    points = np.array([[0.0, 0], [100, 0], [0, 1], [100, 1]])
    assert lloyd(points, 2, 10).label.tolist() == [0, 1, 0, 1]


def test_no_points_have_no_clusters():
    assert len(lloyd(np.zeros((0, 2)), 5, 10).center) == 0


def test_silhouettes_follow_rousseeuw():
    points = np.array([[0.0, 0.0], [0.0, 1.0], [4.0, 0.0]])
    inside, outside = 1.0, 4.0
    other = np.sqrt(17)
    expected = ((outside - inside) / outside + (other - inside) / other + 0) / 3
    assert mean_silhouette(points, np.array([0, 0, 1])) == pytest.approx(expected, abs=1e-15)
    assert mean_silhouette(points, np.array([0, 0, 0])) == 0
    assert mean_silhouette(np.zeros((4, 2)), np.array([0, 0, 1, 1])) == 0
