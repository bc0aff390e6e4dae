from dataclasses import replace

import numpy as np
import pytest

from comity.dialogue.map import binned_map, map_reason, map_summary
from comity.dialogue.stability import find_groups
from tests.dialogue.worlds import SHIPPED, camps, nothing_excluded, quick_rule


@pytest.fixture(scope="module")
def found():
    centres = ((2.5, 0), (-1.2, 2.2), (-1.2, -2.2))
    matrix = camps(1, people=120, statements=40, centres=centres)[0].matrix("content")
    rule = quick_rule(replicates=10, null_replicates=19, starts=3)
    return find_groups(matrix, nothing_excluded(matrix), rule, 1)


def with_null(found, explained):
    return replace(found, null=replace(found.null, explained=explained))


def test_a_map_needs_groups_and_axes_above_chance(found):
    assert map_reason(None) == "quick"
    assert map_reason(found) is None
    assert map_reason(replace(found, outcome="none")) == "no_stable_groups"
    assert map_reason(replace(found, outcome="not_enough_data")) == "not_enough_data"
    first, second = found.projection.explained
    assert map_reason(with_null(found, (first, 0.0))) == "axes_not_above_chance"
    assert map_reason(with_null(found, (0.0, second))) == "axes_not_above_chance"


@pytest.mark.parametrize("make", [lambda s: map_summary(s, s.projection, 10),
                                  lambda s: binned_map(s, s.projection, SHIPPED)])  # fmt: skip
def test_a_map_that_is_refused_has_no_points(found, make):
    refused = make(replace(found, outcome="none"))
    assert not refused.shown
    assert refused.points == ()
    assert refused.null_p95 is not None


def test_every_person_considered_is_on_the_open_map(found):
    made = map_summary(found, found.projection, 10_000)
    assert sum(spot.n for spot in made.points) == int(found.considered.sum())
    by_group = {label: sum(s.n for s in made.points if s.group == label) for label in "ABC"}
    assert list(by_group.values()) == np.bincount(found.labels[found.labels >= 0]).tolist()
    assert not made.binned


def test_a_map_with_many_places_is_gathered_in_a_grid(found):
    small = map_summary(found, found.projection, 20)
    assert len(small.points) <= 20
    assert sum(spot.n for spot in small.points) == int(found.considered.sum())


def test_a_protected_map_shows_nobody(found):
    made = binned_map(found, found.projection, SHIPPED)
    assert made.binned
    assert min(spot.n for spot in made.points) >= SHIPPED.minimum_cell
    assert max(spot.n for spot in made.points) < 2 * SHIPPED.minimum_cell
    assert sum(spot.n for spot in made.points) == int((found.labels >= 0).sum())
    places = {tuple(place) for place in np.round(found.projection.positions, 3).tolist()}
    shared = [spot for spot in made.points if (spot.x, spot.y) in places]
    assert not shared


def test_the_order_of_people_does_not_matter_to_a_protected_map(found):
    turn = np.random.default_rng(1).permutation(len(found.labels))
    moved = replace(
        found,
        labels=found.labels[turn],
        considered=found.considered[turn],
        projection=replace(found.projection, positions=found.projection.positions[turn]),
    )
    one, two = (binned_map(each, each.projection, SHIPPED) for each in (found, moved))
    assert one == two


def test_few_people_in_no_group_are_on_no_protected_map(found):
    labels = found.labels.copy()
    labels[:4] = -1
    made = binned_map(replace(found, labels=labels), found.projection, SHIPPED)
    assert {spot.group for spot in made.points} == {"A", "B", "C"}


def test_a_protected_map_of_many_people_has_as_few_points_as_any(found):
    made = binned_map(found, found.projection, replace(SHIPPED, map_points=4))
    assert len(made.points) == 3
