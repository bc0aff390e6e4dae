import numpy as np
import pytest
from hypothesis import given

from comity.dialogue.projection import Axes, axes_of, positions_on, project
from comity.dialogue.votes import VoteLog
from tests.dialogue.real import FIXTURES, fixture
from tests.dialogue.worlds import camps
from tests.strategies import vote_logs


def dense(matrix, out, *, zeroed):
    """The definition without a thought for size: fill, centre, decompose, scale."""
    table = np.full(matrix.shape, np.nan)
    table[matrix.row, matrix.column] = matrix.value
    if zeroed:
        table[:, out] = 0
    else:
        table[:, out] = np.nan
    seen = ~np.isnan(table)
    center = np.nansum(table, axis=0) / np.maximum(1, seen.sum(axis=0))
    filled = np.where(seen, table - center, 0)
    width = matrix.shape[1] if zeroed else int((~out).sum())
    return center, filled, np.sqrt(width / np.maximum(1, seen.sum(axis=1))), width


def in_export_sign(math):
    """Return what an export-sign engine must give: everything that follows a vote's sign flips."""
    pca = math["pca"]
    return (
        -np.array(pca["center"]),
        np.array(pca["comps"]),
        -np.array(pca["comment-projection"]).T,
        np.array(pca["comment-extremity"]),
    )


@pytest.mark.parametrize("name", FIXTURES)
def test_dialogue_A1_projection_equals_the_incumbents_output(shared_data, name):
    given_ = fixture(shared_data, name)
    axes = project(given_.matrix, given_.excluded, zeroed=True)
    center, components, statements, extremity = in_export_sign(given_.math)
    turn = np.sign(np.einsum("ij,ij->i", components, axes.components))
    assert np.abs(axes.center - center).max() <= 1e-10
    assert np.abs(axes.components - components * turn[:, None]).max() <= 1e-10
    assert np.abs(axes.statement_positions - statements * turn).max() <= 1e-10
    assert np.abs(axes.extremity - extremity).max() <= 1e-10
    place = {int(person): row for row, person in enumerate(given_.matrix.participants)}
    means = np.array(
        [
            axes.positions[[place[p] for p in members]].mean(axis=0)
            for members in given_.base.values()
        ]
    )
    clusters = given_.math["base-clusters"]
    there = -np.stack([clusters["x"], clusters["y"]], axis=1) * turn
    assert np.abs(means - there).max() <= 1e-10


@pytest.mark.parametrize("zeroed", [False, True])
@given(log=vote_logs(people=14, statements=10, votes=120))
def test_the_sparse_axes_are_those_of_the_filled_matrix(zeroed, log):
    matrix = log.matrix()
    out = np.arange(matrix.shape[1]) % 4 == 3
    axes = project(matrix, out, zeroed=zeroed)
    assert not axes.components[:, out].any()
    center, filled, scale, width = dense(matrix, out, zeroed=zeroed)
    assert np.allclose(axes.center, center, rtol=0, atol=1e-14)
    total = np.square(filled).sum()
    if min(matrix.shape) < 2 or total == 0:
        assert not axes.components.any()
        assert not axes.positions.any()
        return
    variances = np.linalg.svd(filled, compute_uv=False)[:2] ** 2
    assert np.allclose(axes.explained, variances / total, rtol=0, atol=1e-12)
    assert np.allclose(axes.positions, filled @ axes.components.T * scale[:, None], atol=1e-12)
    alone = np.sqrt(width) * (1 - center)[:, None] * axes.components.T
    assert np.allclose(axes.statement_positions, alone, atol=1e-12)
    assert np.allclose(axes.extremity, np.hypot(*alone.T), atol=1e-12)
    gram = axes.components @ axes.components.T
    assert np.allclose(gram, np.diag(np.diag(gram)), atol=1e-12)
    image = filled.T @ (filled @ axes.components.T)
    assert np.allclose(image, axes.components.T * axes.explained * total, atol=1e-9)


@given(vote_logs())
def test_the_largest_loading_is_positive(log):
    for axis in project(log.matrix()).components:
        if axis.any():
            size = np.abs(axis)
            assert axis[np.argmax(size >= size.max() * (1 - 1e-9))] > 0


def test_two_axes_of_equal_weight_are_both_found():
    # Two pairs of people oppose each other, each pair on statements of its own.
    log = VoteLog.of(list("aabbccdd"), list("12123434"), [1, 1, -1, -1, 1, 1, -1, -1])
    axes = project(log.matrix())
    assert np.allclose(axes.explained, [0.5, 0.5])
    assert np.allclose(axes.components @ axes.components.T, np.eye(2))


def test_two_axes_of_equal_weight_are_found_beside_a_lighter_one():
    log = VoteLog.of(list("abcdef"), list("122313"), [-1, -1, 0, 1, 1, -1])
    assert np.allclose(project(log.matrix()).explained, [4 / 9, 4 / 9])


def test_an_axis_at_right_angles_to_all_ones_is_found():
    log = VoteLog.of(list("aabb"), list("1212"), [1, -1, -1, 1])
    axes = project(log.matrix())
    assert np.allclose(axes.components, [[np.sqrt(0.5), -np.sqrt(0.5)], [0, 0]])
    assert np.allclose(axes.explained, [1, 0])


@pytest.mark.parametrize(
    ("people", "statements", "votes"),
    [
        ("", "", []),
        ("a", "1", [1]),
        ("aaa", "123", [1, -1, 0]),
        ("abc", "111", [1, -1, 0]),
        ("abab", "1122", [1, 1, -1, -1]),
        ("abab", "1122", [0, 0, 0, 0]),
        ("aabb", "1234", [1, 1, -1, -1]),
    ],
    ids=["empty", "one vote", "one voter", "one statement", "unanimous", "all pass", "no overlap"],
)
def test_what_has_no_axes_lies_in_the_middle(people, statements, votes):
    axes = project(VoteLog.of(list(people), list(statements), votes).matrix())
    for values in (axes.positions, axes.components, axes.explained, axes.extremity):
        assert np.all(values == 0)


def test_excluded_statements_count_as_seen_by_all_only_when_zeroed():
    log = VoteLog.of(list("aabbcc"), list("121212"), [1, 1, -1, 1, 1, -1])
    matrix = log.matrix()
    wider = VoteLog.of(list("aaabbbcc"), list("12312312"), [1, 1, 1, -1, 1, -1, 1, -1]).matrix()
    out = np.array([False, False, True])
    left_out, zeroed = project(wider, out), project(wider, out, zeroed=True)
    assert np.allclose(left_out.positions, project(matrix).positions)
    assert np.allclose(left_out.components[:, :2], project(matrix).components)
    # Three statements and all three counted as voted on: the scale is 1 for everybody, as before.
    assert np.allclose(zeroed.positions, left_out.positions)
    sparse = VoteLog.of(list("aabbccd"), list("1213131"), [1, 1, -1, 1, 1, 1, -1]).matrix()
    plain, filled = project(sparse, out), project(sparse, out, zeroed=True)
    scale = np.sqrt(3 / np.array([3, 2, 2, 2])) / np.sqrt(2 / np.array([2, 1, 1, 1]))
    assert np.allclose(filled.positions, plain.positions * scale[:, None])
    assert not left_out.components[:, 2].any()
    assert not zeroed.extremity[2]


def test_axes_nearly_as_heavy_as_many_others_are_still_exact():
    # 120 statements with voters of their own, one pair more each: the search takes over 64 steps.
    pairs = np.repeat(np.arange(120), np.arange(1, 121))
    people = np.arange(2 * len(pairs))
    votes = np.tile([1, -1], len(pairs))
    log = VoteLog.of(people.tolist(), np.repeat(pairs, 2).tolist(), votes)
    axes = project(log.matrix())
    assert np.allclose(axes.explained, np.array([120, 119]) / len(pairs), rtol=0, atol=1e-13)
    assert np.allclose(axes.components, np.eye(120)[[119, 118]], rtol=0, atol=1e-10)


def test_axes_alone_are_those_of_the_projection():
    matrix = camps(1, people=40)[0].matrix("content")
    whole, axes = project(matrix, residual=1e-6), axes_of(matrix, 1e-6)
    for name in ("center", "components", "explained"):
        assert getattr(axes, name).tolist() == getattr(whole, name).tolist()


def test_positions_on_axes_are_those_of_the_projection():
    matrix = camps(1, people=40)[0].matrix("content")
    excluded = np.arange(matrix.shape[1]) % 5 == 0
    whole = project(matrix, excluded)
    mine = positions_on(Axes.of(whole, ~excluded), matrix.select(~excluded))
    assert mine == pytest.approx(whole.positions, abs=1e-12)
