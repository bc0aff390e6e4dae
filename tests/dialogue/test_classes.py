from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.classes import by_class, exposures, refuse_exposing
from comity.dialogue.tally import tally_by_group
from comity.fault import RefusedError
from comity.statistics import Draw, jeffreys
from tests.dialogue.worlds import camps, dense

NAMES = ("east", "north", "west")


def voters(*cells):
    """Return matrix and classes of one statement: (agree, disagree, pass) of each class."""
    votes, classes = [], []
    for index, (agree, disagree, passed) in enumerate(cells):
        votes += [1] * agree + [-1] * disagree + [0] * passed
        classes += [index] * (agree + disagree + passed)
    return dense([[vote] for vote in votes]), np.array(classes, dtype=int)


def table(*cells, names=NAMES):
    matrix, classes = voters(*cells)
    return by_class(matrix, classes, names, 10, "protected")


def test_large_cells_are_shown_with_intervals():
    found = table((8, 2, 1), (20, 5, 0), (3, 9, 3))
    assert found.shown.all()
    assert found.agree[:, 0].tolist() == [8, 20, 3]
    assert found.seen[:, 0].tolist() == [11, 25, 15]
    low, high = found.bounds(found.agree, 0.90)
    expected = jeffreys([8, 20, 3], [11, 25, 15], 0.90)
    assert (low[:, 0].tolist(), high[:, 0].tolist()) == tuple(each.tolist() for each in expected)


def test_a_small_cell_takes_the_next_smallest_along():
    found = table((8, 1, 0), (20, 5, 0), (9, 3, 3))
    assert found.shown[:, 0].tolist() == [False, True, False]
    assert (found.agree[0, 0], found.disagree[2, 0], found.passed[0, 0]) == (-1, -1, -1)
    assert found.people.tolist() == [-1, 25, -1]
    low, high = found.bounds(found.agree, 0.90)
    assert np.isnan([low[0, 0], high[2, 0]]).all()
    assert low[1, 0] > 0


def test_two_small_cells_that_are_few_together_take_a_third_along():
    assert table((3, 1, 0), (2, 3, 0), (9, 3, 3)).shown.tolist() == [[False]] * 3
    assert table((7, 1, 0), (2, 3, 0), (9, 3, 3)).shown.tolist() == [[False], [False], [True]]


def test_people_without_a_class_are_a_cell_too():
    matrix, classes = voters((15, 0, 0), (20, 0, 0), (4, 0, 0))
    classes[classes == 2] = -1
    found = by_class(matrix, classes, NAMES[:2], 10, "protected")
    assert found.shown[:, 0].tolist() == [False, True]
    many, classes = voters((15, 0, 0), (20, 0, 0), (14, 0, 0))
    classes[classes == 2] = -1
    assert by_class(many, classes, NAMES[:2], 10, "protected").shown.all()


def test_of_hidden_cells_only_the_leaning_is_told_and_below_five_not_even_that():
    found = table((5, 1, 0), (4, 0, 0), (3, 3, 1))
    assert found.shown.tolist() == [[False]] * 3
    assert found.leaning[:, 0].tolist() == [1, 0, 0]
    assert table((0, 5, 1), (4, 0, 0), (9, 0, 0)).leaning[:, 0].tolist() == [-1, 0, 1]
    assert table((30, 0, 0), (30, 0, 0), (30, 0, 0)).leaning[:, 0].tolist() == [0, 0, 0]


def test_one_person_one_vote_and_one_class_one_vote():
    found = table((45, 5, 0), (2, 8, 0), (6, 6, 0))
    assert found.equal_agree[0] == pytest.approx((0.9 + 0.2 + 0.5) / 3)
    assert found.equal_disagree[0] == pytest.approx((0.1 + 0.8 + 0.5) / 3)
    assert found.weights.tolist() == pytest.approx([24 / 50, 24 / 10, 24 / 12])
    alone = table((45, 5, 0), names=NAMES[:1])
    assert np.isnan(alone.equal_agree[0])


cells = st.tuples(*[st.integers(0, 12)] * 3)


@given(st.lists(cells, min_size=1, max_size=6), st.integers(0, 12))
def test_the_total_less_what_is_shown_never_speaks_of_few(classes, without):
    matrix, index = voters(*classes, (without, 0, 0))
    index[index == len(classes)] = -1
    names = tuple(str(i) for i in range(len(classes)))
    found = by_class(matrix, index, names, 10, "protected")
    shown = found.seen[found.shown]
    assert (shown >= 10).all()
    left = len(matrix.value) - shown.sum()
    assert left == 0 or left >= 10 or not found.shown.any()
    named = found.people[found.people >= 0]
    left = matrix.shape[0] - named.sum()
    assert left == 0 or left >= 10 or len(named) == 0


def test_control_hiding_small_cells_alone_gives_them_away():
    matrix, classes = voters((8, 1, 0), (20, 5, 0), (9, 3, 3))
    counts = tally_by_group(matrix, classes, 3)
    shown = counts.seen[:, 0] >= 10
    given_away = len(matrix.value) - counts.seen[shown, 0].sum()
    assert given_away == counts.seen[0, 0] == 9


def recovered(matrix, found, row):
    """Solve for the members of a class: who, summed, gives its counts in every shown cell?"""
    width = matrix.shape[1]
    votes = np.zeros((3 * width, matrix.shape[0]))
    votes[(matrix.value.astype(int) + 1) * width + matrix.column, matrix.row] = 1
    counts = np.concatenate([found.disagree[row], found.passed[row], found.agree[row]])
    known = np.tile(found.shown[row], 3)
    guess = np.linalg.lstsq(votes[known], counts[known].astype(float), rcond=None)[0]
    return guess.round().astype(int)


def test_dialogue_T8_class_recovery_needs_the_matrix():
    matrix = camps(1, people=90, statements=60, seen=1.0)[0].matrix("content")
    class_of = Draw(2).permutation(90) % 3
    with pytest.raises(RefusedError) as refused:
        by_class(matrix, class_of, NAMES, 10, "open")
    assert refused.value.faults[0].code == "dialogue.classes_with_open_ballots"
    # The control: a published matrix beside even the protected table recovers every member, with
    # fresh row ids, no time and no order.
    found = by_class(matrix, class_of, NAMES, 10, "protected")
    fresh = Draw(3).permutation(90)
    published = replace(matrix.take(fresh), participants=tuple(str(i) for i in range(90)))
    for row in range(3):
        assert recovered(published, found, row).tolist() == (class_of[fresh] == row).tolist()


def test_a_release_may_not_expose_those_who_came_between():
    earlier = table((12, 2, 0), (20, 5, 0), (9, 3, 3))
    same = table((12, 2, 0), (20, 5, 0), (9, 3, 3))
    refuse_exposing(earlier, same, 10)
    many = table((20, 6, 0), (20, 5, 0), (9, 3, 3))
    assert exposures(earlier, many, 10) == ()
    few = table((13, 4, 0), (20, 5, 0), (9, 3, 3))
    with pytest.raises(RefusedError) as refused:
        refuse_exposing(earlier, few, 10)
    (fault,) = refused.value.faults
    assert (fault.values["name"], fault.values["statement"], fault.values["change"]) == (
        "east",
        "0",
        "3",
    )


def test_a_change_of_mind_may_not_be_exposed_either():
    earlier = table((12, 2, 0), (20, 5, 0), (9, 3, 3))
    changed = table((11, 3, 0), (20, 5, 0), (9, 3, 3))
    assert [each.change for each in exposures(earlier, changed, 10)] == [0]


def test_cells_that_only_one_release_shows_are_not_compared():
    earlier = table((3, 2, 0), (20, 5, 0), (9, 3, 3))
    later = table((12, 2, 0), (20, 5, 0), (9, 3, 3))
    assert exposures(earlier, later, 10) == ()
    other = table((12, 2, 0), (20, 5, 0), (9, 3, 3), names=("south", "north", "west"))
    assert exposures(later, other, 10) == ()


def test_no_votes_and_no_classes():
    empty = by_class(dense([]), np.zeros(0, dtype=int), NAMES, 10, "protected")
    assert empty.agree.shape == (3, 0)
    nobody = by_class(dense([[1]] * 12), np.full(12, -1), (), 10, "protected")
    assert (nobody.agree.shape, nobody.equal_agree.shape) == ((0, 1), (1,))
    assert nobody.weights.shape == (0,)
