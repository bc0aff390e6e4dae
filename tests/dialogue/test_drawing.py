"""Which statement is shown next; the bars of routing in simulated worlds."""

from dataclasses import fields, replace
from functools import cache
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.drawing import Mix, draw_all, draw_next, offer, propensities
from comity.dialogue.routing import META_PRIORITY
from comity.dialogue.structure import from_json, to_json
from comity.dialogue.tally import Tally
from comity.dialogue.votes import Statement
from comity.statistics import Draw
from tests.dialogue.routing_world import (
    DEFAULT,
    UNIFORM,
    WITH_DISTANCE,
    Outcome,
    divided,
    outcome,
    planar,
)
from tests.dialogue.worlds import dense

PRIORITY_ONLY = Mix(priority=0.9, least_seen=0.0, uniform=0.1)
counted = st.tuples(*[st.integers(0, 30)] * 3)
moderations = st.sampled_from([-1, 0, 1])


def offered(votes, moderated=None, meta=(), mix=None, **options):
    """Return the offer of statements with (agree, disagree, passed) votes each."""
    moderated = moderated or [1] * len(votes)
    statements = [
        Statement(str(index), "", state, meta=index in meta)
        for index, state in enumerate(moderated)
    ]
    columns = np.array(votes, dtype=np.int64).reshape(-1, 3).T
    return offer(statements, Tally(*columns), mix, **options)


def columns(*wanted):
    return np.array(wanted, dtype=np.int64)


def test_a_draw_mixes_priority_least_seen_and_chance_over_what_is_left():
    now = offered([(1, 0, 0), (18, -1, 3), (0, 0, 0), (5, 5, 5)])
    left = [0, 1, 3]
    priority = np.square([4 / 9 * 7.964405, 14.132231 / 20 * 1.5, 11 / 17 * 6 / 17 * 2])
    least = 1 / np.array([5, 24, 19])
    wanted = 0.45 * priority / priority.sum() + 0.45 * least / least.sum() + 0.1 / 3
    found = propensities(now, columns(2))
    assert found[left] == pytest.approx(wanted, abs=1e-6)
    assert found[2] == 0


@given(
    st.lists(st.tuples(counted, moderations), min_size=1, max_size=12),
    st.sets(st.integers(0, 11)),
    st.sets(st.integers(0, 11)),
    st.booleans(),
    st.integers(0, 2**32),
)
def test_what_is_drawn_is_open_and_new_and_has_the_propensity_anybody_recomputes(
    rows, voted, meta, accepted_only, seed
):
    votes, moderated = zip(*rows, strict=True)
    now = offered(votes, moderated, meta, accepted_only=accepted_only)
    done = columns(*sorted(index for index in voted if index < len(rows)))
    least = 1 if accepted_only else 0
    left = [j for j, state in enumerate(moderated) if state >= least and j not in voted]
    chance = propensities(now, done)
    shown = draw_next(now, done, Draw(seed))
    if not left:
        assert shown is None
        assert not chance.any()
        return
    assert shown is not None
    assert shown.column in left
    assert shown.propensity == chance[shown.column]
    assert np.flatnonzero(chance).tolist() == left
    assert chance[left].min() >= 0.1 / len(left)
    assert chance.sum() == pytest.approx(1)


@given(
    st.lists(st.lists(st.sampled_from([1, -1, 0, None]), min_size=5, max_size=5), max_size=9),
    st.integers(0, 2**32),
)
def test_drawing_for_all_is_drawing_one_by_one(table, seed):
    votes = dense(table) if table else dense([])
    width = votes.shape[1]
    now = offered([(j, 2 * j, 1) for j in range(width)], [1, -1, 0, 1, 1][:width], meta={3})
    drawn, one_by_one = draw_all(now, votes, Draw(seed)), Draw(seed)
    for person in range(votes.shape[0]):
        shown = draw_next(now, votes.column[votes.row == person], one_by_one)
        pair = (-1, 0.0) if shown is None else (shown.column, shown.propensity)
        assert (drawn.column[person], drawn.propensity[person]) == pair


def test_drawing_for_all_goes_on_beyond_a_block():
    votes = dense([[1, None, None]] * 1100)
    now = offered([(1, 2, 0), (9, 0, 0), (3, 3, 3)])
    drawn, one_by_one = draw_all(now, votes, Draw(5)), Draw(5)
    singly = [draw_next(now, columns(0), one_by_one).column for _ in range(1100)]
    assert drawn.column.tolist() == singly


def test_statements_come_as_often_as_their_propensity_says():
    now = offered([(1, 0, 0), (9, 9, 3), (0, 5, 0), (30, 1, 1)], moderated=[1, 1, -1, 1])
    drawn = draw_all(now, dense([[None] * 4]).take(np.zeros(20_000, dtype=int)), Draw(1))
    share = np.bincount(drawn.column, minlength=4) / 20_000
    assert share == pytest.approx(propensities(now, columns()), abs=0.012)


def test_the_same_seed_draws_the_same_statement():
    # A test vector: the draws of a log can be repeated.
    now = offered([(j, 3, j % 4) for j in range(40)])
    draw = Draw(2026)
    assert [draw_next(now, columns(), draw).column for _ in range(6)] == [4, 19, 12, 8, 8, 26]


@given(st.lists(counted, min_size=2, max_size=12, unique_by=lambda votes: votes[0]))
def test_dialogue_D1_priorities_of_ordinary_statements_vary(rows):
    # All equally often seen, differing in agrees: for over a year the incumbent gave all 49.
    votes = [(agree, 60 - agree, 0) for agree, _, _ in rows]
    now = offered([*votes, (3, 3, 3)], meta={len(votes)}, mix=PRIORITY_ONLY)
    assert len(set(now.priority[:-1].tolist())) == len(votes)
    assert now.priority[-1] == META_PRIORITY
    assert len(set(propensities(now, columns(len(votes))).tolist())) == len(votes) + 1
    # The control: with the incumbent's defect every statement counts as meta.
    defect = offered(votes, meta=set(range(len(votes))), mix=PRIORITY_ONLY)
    assert set(defect.priority.tolist()) == {META_PRIORITY}


@pytest.mark.parametrize(
    "wrong",
    [
        {"uniform": 0.05, "priority": 0.5},
        {"priority": 0.5},
        {"priority": -0.1, "least_seen": 1.0},
        {"smoothing": 0.0},
        {"distance": -1.0},
        {"uniform": nan},
        {"least_seen": nan},
        {"distance": nan},
    ],
)
def test_a_mix_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        replace(Mix(), **wrong)


def test_a_mix_is_plain_data_for_a_rule_file():
    assert from_json(Mix, to_json(WITH_DISTANCE)) == WITH_DISTANCE
    assert {each.type for each in fields(Mix)} == {float}


def test_distance_from_the_middle_counts_only_where_the_mix_says_so():
    votes, far = [(5, 5, 0)] * 2, np.array([0.0, 2.0])
    assert len(set(offered(votes, extremity=far).priority)) == 1
    near, distant = offered(votes, mix=WITH_DISTANCE, extremity=far).priority
    assert distant == pytest.approx(9 * near)
    for missing in (None, np.array([0.0]), np.array([0.0, nan])):
        with pytest.raises(ValueError, match="extremity"):
            offered(votes, mix=WITH_DISTANCE, extremity=missing)


def test_counts_of_other_statements_are_refused():
    nothing = np.zeros(2, dtype=np.int64)
    with pytest.raises(ValueError, match="counts"):
        offer([Statement("1", "")], Tally(nothing, nothing, nothing))


# The bars of docs/reference/bars.md on routing, on 20 seeds, and where they do not hold.

SEEDS = 20
FAMILIES = {"divided": divided, "planar": planar}
everywhere = pytest.mark.parametrize("family", FAMILIES)
both = pytest.mark.parametrize("drifting", [False, True], ids=["steady", "drifting"])


@cache
def mean(family, drifting, mix):
    make = FAMILIES[family]
    found = [outcome(make(seed, drifting=drifting), mix, seed) for seed in range(SEEDS)]
    columns = {each.name: [getattr(one, each.name) for one in found] for each in fields(Outcome)}
    return {name: float(np.mean(values)) for name, values in columns.items()} | {
        "fewest": min(columns["least_seen"])
    }


def compared(family, drifting, mix=DEFAULT):
    return mean(family, drifting, mix), mean(family, drifting, UNIFORM)


@pytest.mark.statistical
@everywhere
@both
def test_dialogue_routing_errors_of_camp_shares_and_least_seen(family, drifting):
    ours, uniform = compared(family, drifting)
    # The bars are 1.05 and 1.08; measured .93 and .93 (steady), .90 and .95 (drifting).
    assert ours["error"] <= uniform["error"]
    assert ours["fewest"] >= 30


@pytest.mark.statistical
@everywhere
@both
def test_dialogue_routing_finds_no_less_of_the_common_ground(family, drifting):
    ours, uniform = compared(family, drifting)
    assert ours["recall"] >= uniform["recall"]


@pytest.mark.statistical
def test_dialogue_routing_gains_in_common_ground_in_a_steady_audience():
    # The bar holds on its 20 seeds (.075) but not in general: 20 others gave -.005, ``planar`` .03
    # and .075, together .044 with a standard error of .014.
    ours, uniform = compared("divided", drifting=False)
    assert ours["recall"] >= uniform["recall"] + 0.05


@pytest.mark.statistical
@everywhere
@both
def test_dialogue_routing_does_not_bury_the_groups(family, drifting):
    ours, uniform = compared(family, drifting)
    assert ours["ari"] >= uniform["ari"] - 0.03


# Nine tenths priority with the distance gains .00 to .11, by the set of seeds, but loses .29 when
# the audience drifts.
@pytest.mark.statistical
@pytest.mark.xfail(reason="the bar does not hold here: the default gains .005 in ARI", strict=True)
def test_dialogue_routing_gains_in_groups_in_a_steady_audience():
    ours, uniform = compared("divided", drifting=False)
    assert ours["ari"] >= uniform["ari"] + 0.07


@pytest.mark.statistical
@both
def test_with_the_distance_in_the_priorities_groups_are_buried(drifting):
    # Why the default leaves it out: -.13 in a steady audience, -.30 in a drifting one.
    ours, uniform = compared("divided", drifting, WITH_DISTANCE)
    assert ours["ari"] < uniform["ari"] - 0.07
