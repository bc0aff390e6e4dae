import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.routing import priorities
from comity.dialogue.tally import Tally

NONE = np.zeros(1, dtype=bool)


def priority(agree, disagree, passed, extremity):
    counts = Tally(*(np.array([number]) for number in (agree, disagree, passed)))
    return float(priorities(counts, np.array([extremity]), NONE)[0])


@pytest.mark.parametrize(
    ("votes", "extremity", "expected"),
    [((1, 0, 0), 0.0, 12.529726), ((18, -1, 3), 1.0, 4.493699)],
)
def test_priorities_give_the_published_vectors(votes, extremity, expected):
    # The second vector counts 18 agrees and 3 passes among 20 votes; taken as it stands.
    assert priority(*votes, extremity) == pytest.approx(expected, abs=1e-6)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.floats(0, 10))
def test_at_equal_votes_and_extremity_priority_rises_with_agrees_and_falls_with_passes(
    agree, disagree, passed, extremity
):
    if disagree:
        assert priority(agree + 1, disagree - 1, passed, extremity) > priority(
            agree, disagree, passed, extremity
        )
        assert priority(agree, disagree - 1, passed + 1, extremity) < priority(
            agree, disagree, passed, extremity
        )


def test_meta_statements_weigh_49_and_the_others_differ():
    # The incumbent gave all statements 49 for over a year: 0 counted as true.
    counts = Tally(np.array([5, 9, 0]), np.array([2, 1, 0]), np.array([1, 4, 0]))
    values = priorities(counts, np.array([0.5, 0.1, 0.0]), np.array([False, True, False]))
    assert values[1] == 49
    assert len(set(values)) == 3
