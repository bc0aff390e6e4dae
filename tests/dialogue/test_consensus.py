from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.consensus import counting_groups, find_consensus
from comity.dialogue.representative import group_informed_consensus
from comity.dialogue.tally import Tally, tally, tally_by_group
from comity.statistics import Draw
from tests.dialogue.worlds import SHIPPED, real_matrix

SIZES = (60, 40)


def world(*statements, sizes=SIZES):
    """Return tallies of statements given as one (agree, disagree, pass) per group."""
    cells = np.array(statements).reshape(len(statements), len(sizes), 3).transpose(2, 1, 0)
    by_group = Tally(*cells)
    return by_group.total(), by_group, sizes, np.ones(len(statements), dtype=bool)


def judged(*statements, sizes=SIZES):
    return find_consensus(*world(*statements, sizes=sizes), SHIPPED)


BOTH_AGREE = [(50, 5, 5), (35, 3, 2)]
BOTH_REFUSE = [(4, 50, 6), (2, 36, 2)]
OPPOSED = [(52, 4, 4), (4, 34, 2)]
ONE_AGREES = [(55, 2, 3), (20, 18, 2)]
SPLIT = [(30, 28, 2), (20, 18, 2)]
UNSEEN = [(3, 1, 0), (2, 0, 0)]


def test_the_three_classes_and_both_directions():
    found = judged(BOTH_AGREE, BOTH_REFUSE, OPPOSED, ONE_AGREES, SPLIT, UNSEEN)
    assert found.kind == (
        "consensus",
        "consensus",
        "contested",
        "majority",
        "undetermined",
        "not_enough_data",
    )
    assert found.direction == ("agree", "disagree", None, "agree", None, None)
    assert sorted(found.common_ground) == [0, 1]
    assert found.differences == (2,)
    assert found.counting.tolist() == [True, True]


def test_a_high_share_of_few_people_is_no_consensus():
    enough, few = judged(BOTH_AGREE), judged([(50, 5, 5), (7, 2, 2)])
    assert enough.kind == ("consensus",)
    # 7 of 11 is 64 %, yet one half cannot be ruled out.
    assert few.kind == ("majority",)


def test_a_group_that_has_not_seen_a_statement_does_not_agree_with_it():
    found = judged([(55, 2, 3), (6, 0, 0)])
    assert found.kind == ("majority",)


def test_a_small_group_has_no_veto():
    against = [(90, 5, 5), (85, 5, 10), (0, 9, 0)]
    assert judged(against, sizes=(100, 100, 9)).kind == ("consensus",)
    # The control: with the minimum cell of people its word counts.
    against = [(90, 5, 5), (85, 5, 10), (0, 11, 0)]
    assert judged(against, sizes=(100, 100, 11)).kind == ("contested",)


def test_the_cap_is_ten_people_or_five_per_cent():
    assert counting_groups((300, 200, 26), SHIPPED).tolist() == [True, True, False]
    assert counting_groups((300, 200, 27), SHIPPED).tolist() == [True, True, True]
    assert counting_groups((50, 40, 9), SHIPPED).tolist() == [True, True, False]
    assert counting_groups((), SHIPPED).tolist() == []


def test_one_group_alone_has_nobody_to_agree_with():
    found = judged([(90, 5, 5), (0, 4, 0)], sizes=(100, 4))
    assert found.counting.tolist() == [False, False]
    assert found.kind == ("majority",)
    assert found.common_ground == (0,)
    assert np.isnan(found.informed).all()


def test_without_groups_common_ground_is_what_most_agree_on():
    agree, disagree = np.array([80, 10, 50, 95]), np.array([10, 85, 45, 5])
    total = Tally(agree, disagree, np.full(4, 5))
    none = Tally(*np.zeros((3, 0, 4), dtype=int))
    found = find_consensus(total, none, (), np.ones(4, dtype=bool), SHIPPED)
    assert found.kind == ("majority", "majority", "undetermined", "majority")
    assert found.direction == ("agree", "disagree", None, "agree")
    assert found.common_ground == (3, 1, 0)
    assert found.differences == ()


def test_rejected_statements_are_in_no_list():
    total, by_group, sizes, listed = world(BOTH_AGREE, BOTH_AGREE, OPPOSED)
    listed[[0, 2]] = False
    found = find_consensus(total, by_group, sizes, listed, SHIPPED)
    assert found.common_ground == (1,)
    assert found.differences == ()
    assert found.kind == ("not_enough_data", "consensus", "not_enough_data")


def test_common_ground_is_ranked_by_the_weakest_group():
    lukewarm = [(60, 0, 0), (28, 10, 2)]
    even = [(52, 6, 2), (35, 4, 1)]
    found = judged(lukewarm, even)
    # The first has the larger share of everybody, the second that of its weaker group.
    assert found.common_ground == (1, 0)


def test_ties_go_to_the_lower_statement():
    swapped = [(d, a, p) for a, d, p in BOTH_AGREE]
    assert judged(swapped, BOTH_AGREE, BOTH_AGREE).common_ground == (0, 1, 2)


def test_dialogue_D9_the_geometric_mean_does_not_fall_with_the_number_of_groups():
    six = judged([(93, 4, 3)] * 6, sizes=(100,) * 6)
    two = judged([(93, 4, 3)] * 2, sizes=(100,) * 2)
    assert six.product[0] == pytest.approx((94 / 102) ** 6)
    assert six.informed[0] == pytest.approx(94 / 102)
    assert two.informed[0] == pytest.approx(six.informed[0])
    assert six.product[0] < 0.65 < two.product[0]


def test_dialogue_A3_the_product_is_the_incumbents():
    _total, by_group, _sizes, _listed = world(BOTH_AGREE, OPPOSED, SPLIT)
    theirs = group_informed_consensus(by_group)
    assert judged(BOTH_AGREE, OPPOSED, SPLIT).product == pytest.approx(theirs, rel=1e-12)


def test_dialogue_D10_passing_is_told_from_disagreeing():
    passing, refusing = [(48, 3, 9), (32, 2, 6)], [(48, 9, 3), (32, 6, 2)]
    found = judged(passing, refusing)
    assert found.informed[0] == found.informed[1]
    assert found.effective[0] > found.effective[1]
    assert found.informed_disagree[0] < found.informed_disagree[1]


cells = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 20))
worlds = st.lists(st.tuples(cells, cells), min_size=1, max_size=8)


@given(worlds)
def test_the_sign_of_all_votes_swaps_the_directions_only(statements):
    flipped = [[(d, a, p) for a, d, p in each] for each in statements]
    one, two = judged(*statements, sizes=(100, 100)), judged(*flipped, sizes=(100, 100))
    swap = {"agree": "disagree", "disagree": "agree", None: None}
    assert two.kind == one.kind
    assert two.direction == tuple(swap[direction] for direction in one.direction)
    assert two.common_ground == one.common_ground
    assert two.differences == one.differences
    assert two.informed_disagree == pytest.approx(one.informed)


@given(worlds)
def test_a_class_says_what_it_says(statements):
    found = judged(*statements, sizes=(100, 100))
    for column, (one, two) in enumerate(statements):
        side = {"agree": 0, "disagree": 1, None: None}[found.direction[column]]
        if found.kind[column] == "consensus":
            assert all(each[side] * 2 > sum(each) for each in (one, two))
        if found.kind[column] == "majority":
            assert (one[side] + two[side]) * 2 > sum(one) + sum(two)
        if found.kind[column] == "contested":
            assert any(
                (each[s] * 2 > sum(each)) and (other[s] * 2 < sum(other))
                for s in (0, 1)
                for each, other in ((one, two), (two, one))
            )
        assert (column in found.common_ground) == (found.kind[column] == "consensus")
        assert (column in found.differences) == (found.kind[column] == "contested")


@given(worlds, st.integers(0, 7))
def test_one_more_agree_never_lowers_agreement(statements, place):
    place %= len(statements)
    (agree, disagree, passed), two = statements[place]
    more = [*statements]
    more[place] = ((agree + 1, disagree, passed), two)
    before, after = judged(*statements, sizes=(100, 100)), judged(*more, sizes=(100, 100))
    for measure in ("informed", "product", "effective"):
        assert getattr(after, measure)[place] >= getattr(before, measure)[place]


def false_claims(seed, level_only):
    """Return claims and false claims of a majority in 200 statements, 60 of them truly above."""
    draw = Draw(seed)
    people, width = 80, 200
    true = np.arange(width) < 60
    share = np.where(true, 0.7, 0.5)
    agree = (draw.floats(width * people).reshape(width, people) < share[:, None]).sum(axis=1)
    total = Tally(agree, people - agree, np.zeros(width, dtype=int))
    none = Tally(*np.zeros((3, 0, width), dtype=int))
    rule = replace(SHIPPED, false_discovery_rate=1.0) if level_only else SHIPPED
    found = find_consensus(total, none, (), np.ones(width, dtype=bool), rule)
    claimed = np.array([kind == "majority" for kind in found.kind])
    return claimed.sum(), (claimed & ~true).sum()


def test_dialogue_S2_false_majorities_are_held_at_the_rate():
    runs = np.array([false_claims(seed, level_only=False) for seed in range(30)])
    assert runs[:, 1].sum() / runs[:, 0].sum() <= 0.12
    assert runs[:, 0].mean() > 50
    # The control: intervals alone, without regard to how many statements there are.
    alone = np.array([false_claims(seed, level_only=True) for seed in range(30)])
    assert alone[:, 1].sum() / alone[:, 0].sum() > 0.12


def test_weighted_counts_give_the_same_as_whole_ones():
    total, by_group, sizes, listed = world(BOTH_AGREE, OPPOSED, SPLIT)
    as_fractions = [
        Tally(*(np.asarray(part, dtype=float) for part in (t.agree, t.disagree, t.passed)))
        for t in (total, by_group)
    ]
    one = find_consensus(total, by_group, sizes, listed, SHIPPED)
    two = find_consensus(*as_fractions, sizes, listed, SHIPPED)
    assert (one.kind, one.common_ground) == (two.kind, two.common_ground)


def test_nothing_at_all():
    none = Tally(*np.zeros((3, 0), dtype=int))
    empty = Tally(*np.zeros((3, 0, 0), dtype=int))
    found = find_consensus(none, empty, (), np.zeros(0, dtype=bool), SHIPPED)
    assert (found.kind, found.common_ground, found.differences) == ((), (), ())
    with_groups = Tally(*np.zeros((3, 2, 3), dtype=int))
    found = find_consensus(with_groups.total(), with_groups, SIZES, np.ones(3, dtype=bool), SHIPPED)
    assert found.kind == ("not_enough_data",) * 3
    assert np.isfinite(found.informed).all()


def test_the_lists_of_a_real_conversation(shared_data):
    matrix, excluded = real_matrix(shared_data, "brexit-consensus")
    group = (matrix.votes_per_participant % 2).astype(np.int64)
    sizes = tuple(np.bincount(group).tolist())
    found = find_consensus(
        tally(matrix), tally_by_group(matrix, group, 2), sizes, ~excluded, SHIPPED
    )
    # Groups that mean nothing have nothing between them, and share what most agree on.
    assert found.differences == ()
    assert len(found.common_ground) > 15
