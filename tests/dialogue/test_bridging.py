import numpy as np
import pytest
from scipy.stats import spearmanr

from comity.dialogue.bridging import _loss, _Votes, bridge
from comity.dialogue.compat import compat
from comity.dialogue.representative import group_informed_consensus
from comity.dialogue.tally import tally_by_group
from comity.statistics import Draw
from tests.dialogue.real import conversation
from tests.dialogue.worlds import camps, dense

# Six people, four statements. All agree on the first; two are of one camp each.
VECTOR = dense(
    [
        [1, 1, -1, 0],
        [1, 1, -1, 0],
        [1, 1, -1, None],
        [1, -1, 1, 0],
        [1, -1, 1, 0],
        [None, -1, 1, -1],
    ]
)


@pytest.mark.parametrize("seed", range(6))
def test_dialogue_A9_the_vector_of_community_notes(seed):
    found = bridge(VECTOR, seed)
    assert found.loss == pytest.approx(0.282022903, abs=1e-9)
    assert found.level == pytest.approx(0.419345, abs=1e-6)
    assert found.statement == pytest.approx([0.468642, 0.007765, 0.013340, -0.070402], abs=1e-6)
    size = [0.04129, 0.90268, 0.93606, 0.14410]
    assert np.abs(found.statement_factor) == pytest.approx(size, abs=1e-5)


def test_the_statement_all_agree_on_comes_first_and_camps_lie_apart():
    found = bridge(VECTOR)
    assert int(np.argmax(found.statement)) == 0
    assert found.statement_factor[2] > 0 > found.statement_factor[1]
    assert (np.sign(found.person_factor) == [-1, -1, -1, 1, 1, 1]).all()


def test_at_the_least_loss_no_step_leads_down():
    found = bridge(VECTOR)
    values = np.concatenate(
        [
            [found.level],
            found.person,
            found.statement,
            found.person_factor,
            found.statement_factor,
        ]
    )
    ratings = (VECTOR.value + 1.0) / 2
    votes = _Votes(VECTOR.row, VECTOR.column, ratings, VECTOR.shape)
    loss, gradient = _loss(values, votes)
    assert loss == pytest.approx(found.loss)
    assert gradient == pytest.approx(np.zeros(len(values)), abs=1e-5)
    step = 1e-6 * (Draw(1).floats(len(values)) - 0.5)
    ahead, behind = _loss(values + 1 + step, votes)[0], _loss(values + 1 - step, votes)[0]
    slope = _loss(values + 1, votes)[1]
    assert (ahead - behind) / 2 == pytest.approx(float(np.sum(slope * step)), rel=1e-6)


def test_who_agrees_with_everything_carries_no_statement():
    """An intercept of one's own takes up what is a habit, not an opinion."""
    plain = dense([[1, -1], [1, -1], [-1, 1], [-1, 1]])
    habit = dense([[1, -1], [1, -1], [-1, 1], [-1, 1], [1, 1], [1, 1]])
    assert bridge(habit).statement == pytest.approx(bridge(plain).statement, abs=0.1)
    assert bridge(habit).person[-1] > 0.2


def test_the_order_of_rows_changes_nothing_that_counts():
    matrix = camps(3, people=40, statements=12, liked=2)[0].matrix("content")
    order = Draw(5).permutation(matrix.shape[0])
    one, two = bridge(matrix), bridge(matrix.take(order))
    assert two.statement == pytest.approx(one.statement, abs=1e-4)
    assert two.person == pytest.approx(one.person[order], abs=1e-4)
    assert two.statement_factor == pytest.approx(one.statement_factor, abs=1e-3)


def test_the_same_votes_and_seed_give_the_same_bits():
    one, two = bridge(VECTOR, 4), bridge(VECTOR, 4)
    assert one.statement.tolist() == two.statement.tolist()
    assert one.loss == two.loss


def test_nobody_and_nothing():
    assert bridge(dense([])).loss == 0
    empty = bridge(dense([[None, None]] * 3))
    assert empty.statement == pytest.approx([0, 0], abs=1e-4)


@pytest.mark.slow
def test_on_a_real_conversation_it_orders_statements_much_as_agreement_of_groups(shared_data):
    log, statements, _ = conversation(shared_data, "brexit-consensus")
    matrix, result = log.matrix(), compat(log, statements)
    label = {str(p): int(g) for g, members in result["groups"].items() for p in members}
    group = np.array([label.get(person, -1) for person in matrix.participants])
    agreement = group_informed_consensus(tally_by_group(matrix, group, result["k"]))
    order = spearmanr(bridge(matrix, starts=2).statement, agreement).statistic
    assert order == pytest.approx(0.98, abs=0.01)
