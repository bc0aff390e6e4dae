from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from comity.dialogue.groups import (
    cloud_of,
    cluster,
    cluster_each,
    mean_silhouettes,
    nearest,
    nearest_only,
)
from comity.statistics import Draw, adjusted_rand_index

coordinates = st.integers(-20, 20).map(lambda n: n / 4)
clouds = st.integers(1, 30).flatmap(lambda n: arrays(float, (n, 2), elements=coordinates))


def blobs(seed, centres, each=40, width=0.3):
    draw = Draw(seed)
    noise = draw.floats(len(centres) * each * 12).reshape(-1, 2, 6).sum(axis=2) - 3
    return np.repeat(np.array(centres, dtype=float), each, axis=0) + width * noise


def test_groups_that_lie_apart_are_found():
    points = blobs(1, [(0, 0), (5, 0), (0, 5), (5, 5)])
    found = cluster(points, 4, Draw(1))
    assert adjusted_rand_index(found.labels, np.repeat(np.arange(4), 40)) == 1
    assert found.sizes.tolist() == [40] * 4


@given(clouds, st.integers(2, 4), st.integers(0, 5))
def test_what_comes_back_is_a_clustering(points, k, seed):
    found = cluster(points, k, Draw(seed))
    if len(np.unique(points, axis=0)) < k:
        assert found is None
        return
    assert np.bincount(found.labels, minlength=k).tolist() == found.sizes.tolist()
    assert (found.sizes[:-1] >= found.sizes[1:]).all()
    gaps = np.linalg.norm(points[:, None] - found.centres, axis=2)
    mine = gaps[np.arange(len(points)), found.labels]
    assert mine == pytest.approx(gaps.min(axis=1))
    assert found.spread == pytest.approx((mine**2).sum())
    for group in range(k):
        assert found.centres[group] == pytest.approx(points[found.labels == group].mean(axis=0))


@given(clouds, st.integers(2, 3), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_bit(points, k, random):
    order = list(range(len(points)))
    random.shuffle(order)
    one, two = cluster(points, k, Draw(5)), cluster(points[order], k, Draw(5))
    if one is None:
        assert two is None
        return
    assert two.labels.tolist() == one.labels[order].tolist()
    assert two.centres.tolist() == one.centres.tolist()
    assert two.spread == one.spread


def same(one, two):
    if one is None or two is None:
        return one is two
    parts = ("labels", "centres", "sizes")
    equal = all(np.array_equal(getattr(one, part), getattr(two, part)) for part in parts)
    return equal and one.spread == two.spread


@given(st.lists(clouds, max_size=5), st.integers(2, 4), st.booleans())
def test_clouds_side_by_side_fare_as_each_alone_to_the_last_bit(every, k, screened):
    draws = [Draw(seed) for seed in range(len(every))]
    together = cluster_each([cloud_of(points) for points in every], k, draws, 6, screened=screened)
    alone = [cluster(points, k, Draw(seed), 6, screened=screened)
             for seed, points in enumerate(every)]  # fmt: skip
    assert all(same(one, two) for one, two in zip(together, alone, strict=True))


def test_large_clouds_side_by_side_fare_as_each_alone(monkeypatch):
    """With sums long enough to be added up in blocks, and one cloud started on a part."""
    monkeypatch.setattr("comity.dialogue.groups.LARGEST_START", 300)
    every = [blobs(seed, [(0, 0), (2, 0), (1, 2)], each=61 + 20 * seed) for seed in range(4)]
    draws = [Draw(seed) for seed in range(4)]
    together = cluster_each([cloud_of(points) for points in every], 3, draws, 10, screened=True)
    for seed, points in enumerate(every):
        assert same(together[seed], cluster(points, 3, Draw(seed), 10, screened=True))


def test_more_than_a_hundred_groups_are_numbered_apart():
    points = np.array([(index, 0.0) for index in range(200)])
    found = cluster(points, 150, Draw(1), 2)
    assert len(set(found.labels.tolist())) == 150


@given(clouds, st.integers(1, 4))
def test_the_nearest_alone_is_the_nearest(points, k):
    centres = points[np.arange(k) % len(points)] + 0.25 * np.arange(k)[:, None]
    if k > 1:
        assert nearest_only(points, centres).tolist() == nearest(points, centres)[0].tolist()
    assert nearest_only(points, centres[:1]).tolist() == [0] * len(points)


@given(clouds, st.integers(2, 3), st.data())
def test_weights_are_repetitions(points, k, data):
    times = np.array(
        data.draw(st.lists(st.integers(1, 4), min_size=len(points), max_size=len(points)))
    )
    repeated = cluster(np.repeat(points, times, axis=0), k, Draw(2))
    weighted = cluster(points, k, Draw(2), weights=times)
    if weighted is None:
        assert repeated is None
        return
    assert np.repeat(weighted.labels, times).tolist() == repeated.labels.tolist()
    assert weighted.sizes.tolist() == repeated.sizes.tolist()


@settings(max_examples=20)
@given(arrays(float, (7, 2), elements=coordinates), st.integers(2, 3))
def test_no_division_of_seven_points_is_much_tighter(points, k):
    found = cluster(points, k, Draw(1), starts=60)
    if found is None:
        return
    best = np.inf
    for labels in product(range(k), repeat=len(points)):
        groups = [points[np.array(labels) == group] for group in range(k)]
        if all(len(group) for group in groups):
            best = min(best, sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))
    # Lloyd's iteration ends in a local optimum, of sixty starts never a far worse one.
    assert found.spread <= 2 * best + 1e-9


def test_screening_costs_a_little_tightness_and_no_more():
    draws = [Draw(seed) for seed in range(20)]
    clouds = [draw.floats(400).reshape(200, 2) for draw in draws]
    ratios = [
        cluster(points, 4, Draw(1), screened=True).spread / cluster(points, 4, Draw(1)).spread
        for points in clouds
    ]
    assert min(ratios) >= 1 - 1e-9
    assert np.mean(ratios) < 1.005


def test_equal_sizes_are_numbered_by_distance_from_the_middle():
    points = np.array([[9.0, 0], [9, 1], [-1, 0], [-1, 1], [3, 0], [3, 1]])
    for turned in (points, -points):
        assert cluster(turned, 3, Draw(1)).labels.tolist() == [2, 2, 0, 0, 1, 1]


def test_many_points_are_started_on_a_part_and_continued_on_all(monkeypatch):
    points = blobs(2, [(0, 0), (4, 0)], each=100)
    whole = cluster(points, 2, Draw(3))
    monkeypatch.setattr("comity.dialogue.groups.LARGEST_START", 50)
    part = cluster(points, 2, Draw(3))
    assert part.labels.tolist() == whole.labels.tolist()
    assert part.centres == pytest.approx(whole.centres)


def test_a_point_between_two_centres_has_no_margin():
    centres = np.array([[-1.0, 0], [1, 0]])
    labels, margin = nearest(np.array([[0.0, 3], [-1, 0], [0.5, 0]]), centres)
    assert labels.tolist() == [0, 0, 1]
    assert margin.tolist() == [0, 1, 0.5]


def by_hand(points, labels):
    values = []
    for i, point in enumerate(points):
        gap = np.linalg.norm(points - point, axis=1)
        own = labels == labels[i]
        if own.sum() == 1:
            values.append(0.0)
            continue
        a = gap[own].sum() / (own.sum() - 1)
        b = min(gap[labels == other].mean() for other in set(labels.tolist()) - {labels[i]})
        values.append((b - a) / max(a, b) if max(a, b) else 0.0)
    return float(np.mean(values))


@given(clouds, st.data())
def test_silhouettes_by_definition(points, data):
    labels = np.array(
        data.draw(st.lists(st.sampled_from([0, 1, 4]), min_size=len(points), max_size=len(points)))
    )
    (found,) = mean_silhouettes(points, [labels], Draw(1))
    if len(set(labels.tolist())) < 2:
        assert found == 0
    else:
        assert found == pytest.approx(by_hand(points, labels))


def test_silhouettes_in_blocks_and_in_part(monkeypatch):
    points = blobs(4, [(0, 0), (2, 0)], each=60)
    labels = np.repeat([0, 1], 60)
    whole = mean_silhouettes(points, [labels], Draw(1))[0]
    assert whole == pytest.approx(by_hand(points, labels))
    monkeypatch.setattr("comity.dialogue.groups.BLOCK", 7)
    assert mean_silhouettes(points, [labels], Draw(1))[0] == pytest.approx(whole)
    monkeypatch.setattr("comity.dialogue.groups.LARGEST_SILHOUETTE", 60)
    drawn = np.sort(Draw(1).permutation(120)[:60])
    part = mean_silhouettes(points, [labels], Draw(1))[0]
    assert part == pytest.approx(by_hand(points[drawn], labels[drawn]))
    assert part == pytest.approx(whole, abs=0.1)


def test_no_points_have_no_silhouette():
    empty = np.zeros((0, 2))
    assert mean_silhouettes(empty, [np.zeros(0, dtype=int)], Draw(1)) == [0.0]
    assert cluster(empty, 2, Draw(1)) is None


# The control of the two properties above: the incumbent's start, the first k distinct rows, does
# depend on the order of rows.
def test_dialogue_D3_control_first_rows_as_start_depend_on_row_order():
    points = blobs(7, [(0, 0), (3, 0), (0, 3), (3, 3)], each=12, width=0.6)

    def incumbent(rows):
        centres = rows[:3].copy()
        for _ in range(100):
            labels = np.linalg.norm(rows[:, None] - centres, axis=2).argmin(axis=1)
            centres = np.array([rows[labels == group].mean(axis=0) for group in range(3)])
        return labels

    orders = [Draw(seed).permutation(len(points)) for seed in range(12)]
    theirs, mine = set(), set()
    for order in orders:
        back = np.argsort(order)
        mine.add(tuple(cluster(points[order], 3, Draw(1)).labels[back].tolist()))
        labels = incumbent(points[order])[back]
        theirs.add(tuple(np.unique(labels, return_index=True, return_inverse=True)[2].tolist()))
    assert len(mine) == 1
    assert min(adjusted_rand_index(np.array(a), np.array(b)) for a in theirs for b in theirs) < 0.9
