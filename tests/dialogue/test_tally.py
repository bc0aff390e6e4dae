import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.tally import tally, tally_by_group
from tests.strategies import cells_of, vote_logs


@given(vote_logs())
def test_counts_are_those_of_the_latest_votes(log):
    matrix = log.matrix()
    counts = tally(matrix)
    for column, name in enumerate(matrix.statements):
        votes = [value for (_, what), value in cells_of(matrix).items() if what == name]
        assert counts.agree[column] == votes.count(1)
        assert counts.disagree[column] == votes.count(-1)
        assert counts.passed[column] == votes.count(0)
        assert counts.seen[column] == len(votes)


@given(vote_logs(), st.data())
def test_groups_are_counted_apart_and_people_in_none_nowhere(log, data):
    matrix = log.matrix()
    group = np.array([data.draw(st.integers(-1, 2)) for _ in matrix.participants], dtype=np.int64)
    counts = tally_by_group(matrix, group, 3)
    for each in range(3):
        members = tally(matrix.take(np.flatnonzero(group == each)))
        assert np.array_equal(counts.agree[each], members.agree)
        assert np.array_equal(counts.disagree[each], members.disagree)
        assert np.array_equal(counts.passed[each], members.passed)
    together = tally(matrix.take(np.flatnonzero(group >= 0)))
    assert np.array_equal(counts.total().seen, together.seen)
