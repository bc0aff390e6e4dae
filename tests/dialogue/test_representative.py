import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.representative import (
    Z90,
    consensus,
    group_informed_consensus,
    one_proportion,
    representative,
    representativeness,
    two_proportions,
)
from comity.dialogue.tally import Tally
from comity.dialogue.tally import tally as count
from tests.strategies import vote_logs


@st.composite
def tallies(draw, groups=3, statements=12):
    shape = (groups, draw(st.integers(1, statements)))
    cells = st.lists(st.integers(0, 30), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    return Tally(*(np.array(draw(cells)).reshape(shape) for _ in range(3)))


def scanned(values, group, allowed):
    """The incumbent's own reduction, statement by statement (``repness.clj``)."""
    agree, disagree = values.agree, values.disagree
    sufficient, best, best_agree = [], None, None
    for column in np.flatnonzero(allowed).tolist():
        at = group, column
        if agree.passes[at] or disagree.passes[at]:
            sufficient.append(column)
        strength = max(agree.ratio_z[at], disagree.ratio_z[at])
        if not sufficient and (best is None or strength > best[0]):
            best = strength, column
        if _beats(agree, disagree, at, best_agree):
            best_agree = at
    chosen = best_agree[1] if best_agree else None
    if not sufficient:
        return [best[1] if chosen is None else chosen] if best or best_agree else []
    metric = {
        column: (
            agree if agree.ratio_z[group, column] > disagree.ratio_z[group, column] else disagree
        )
        for column in sufficient
    }
    ranked = sorted(sufficient, key=lambda column: -metric[column].metric[group, column])
    listed = [column for column in [chosen] if column is not None]
    return (listed + [column for column in ranked if column != chosen])[:5]


def _beats(agree, disagree, at, present):
    if agree.count[at] == 0 and disagree.count[at] == 0:
        return False
    if present and agree.ratio[present] > 1:
        return agree.metric[at] > agree.metric[present]
    if present:
        return agree.share[at] * agree.share_z[at] > agree.share[present] * agree.share_z[present]
    return agree.share_z[at] > Z90 or (agree.ratio[at] > 1 and agree.share[at] > 0.5)


@given(tallies(), st.data())
def test_selection_equals_the_incumbents_scan(counts, data):
    values = representativeness(counts)
    allowed = np.array([data.draw(st.booleans()) for _ in range(counts.agree.shape[1])])
    for group in range(3):
        chosen = representative(values, group, allowed)
        assert {entry.statement for entry in chosen} == set(scanned(values, group, allowed))
        directions = [entry.direction for entry in chosen]
        assert directions == sorted(directions)
        for direction in ("agree", "disagree"):
            kept = [e.statement for e in chosen if e.direction == direction]
            assert kept == [c for c in scanned(values, group, allowed) if c in kept]


@given(tallies())
def test_the_rest_are_the_other_groups_together(counts):
    values = representativeness(counts)
    for group in range(3):
        others = [index for index in range(3) if index != group]
        agree, seen = counts.agree[others].sum(0), counts.seen[others].sum(0)
        ratio = (counts.agree[group] + 1) / (counts.seen[group] + 2) / ((agree + 1) / (seen + 2))
        assert np.allclose(values.agree.ratio[group], ratio, rtol=1e-15)


def test_the_tests_of_shares_give_the_incumbents_figures():
    # From the production output of the shared conversation brexit-consensus, statement 8.
    assert one_proportion(np.array(67), np.array(75)) == pytest.approx(
        6.8824720161168536, abs=1e-14
    )
    # 10 of 10 against 3 of 10 with one added to each of the four: 11/11 and 4/11.
    pooled = 15 / 22
    by_hand = (1 - 4 / 11) / np.sqrt(pooled * (1 - pooled) * 2 / 11)
    ten, three = np.array(10), np.array(3)
    assert two_proportions(ten, three, ten, ten) == pytest.approx(by_hand, abs=1e-14)


def test_two_shares_that_both_are_all_do_not_differ():
    five, two = np.array([5]), np.array([2])
    assert two_proportions(five, two, five, two) == [0]


@given(tallies(), st.data())
def test_lists_name_no_statement_that_is_not_allowed(counts, data):
    allowed = np.array([data.draw(st.booleans()) for _ in range(counts.agree.shape[1])])
    values = representativeness(counts)
    listed = [e.statement for g in range(3) for e in representative(values, g, allowed)]
    listed += [c for columns in consensus(counts.total(), allowed).values() for c in columns]
    assert allowed[listed].all()


@given(tallies())
def test_swapping_agree_and_disagree_swaps_the_consensus(counts):
    total = counts.total()
    every = np.ones(len(total.seen), dtype=bool)
    one = consensus(total, every)
    other = consensus(Tally(total.disagree, total.agree, total.passed), every)
    assert (one["agree"], one["disagree"]) == (other["disagree"], other["agree"])


@given(tallies(groups=2), st.integers(0, 1))
def test_one_more_agree_never_lowers_share_test_or_group_informed_consensus(counts, group):
    more = counts.agree.copy()
    more[group] += 1
    grown = Tally(more, counts.disagree, counts.passed)
    before, after = representativeness(counts).agree, representativeness(grown).agree
    assert (after.share[group] >= before.share[group]).all()
    assert (after.share_z[group] >= before.share_z[group]).all()
    assert (group_informed_consensus(grown) >= group_informed_consensus(counts)).all()


def test_group_informed_consensus_is_the_product_of_the_groups_shares():
    counts = Tally(np.array([[3], [0]]), np.array([[1], [2]]), np.array([[0], [2]]))
    assert group_informed_consensus(counts) == [4 / 6 * 1 / 6]


@given(vote_logs())
def test_consensus_of_few_votes_is_finite_and_short(log):
    counts = count(log.matrix())
    lists = consensus(counts, np.ones(len(counts.seen), dtype=bool))
    assert all(len(columns) <= 5 for columns in lists.values())
