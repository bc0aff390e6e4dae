import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.incremental import RunningCounts
from comity.dialogue.representative import group_informed_consensus
from comity.dialogue.routing import priorities
from comity.dialogue.tally import tally, tally_by_group
from tests.strategies import log_of, rows_of, vote_logs

KINDS = ("agree", "disagree", "passed")


def assert_equal_to_recompute(running, log, group):
    matrix = log.matrix()
    column = [running.statements.index(name) for name in matrix.statements]
    assert sorted(running.statements) == sorted(matrix.statements)
    labels = np.array([group.get(name, -1) for name in matrix.participants], dtype=np.int64)
    everybody, grouped = tally(matrix), tally_by_group(matrix, labels, 3)
    for kind in KINDS:
        assert np.array_equal(getattr(running.total(), kind)[column], getattr(everybody, kind))
        assert np.array_equal(getattr(running.by_group(), kind)[:, column], getattr(grouped, kind))
    extremity, meta = np.arange(len(column)) / 7.0, np.arange(len(column)) % 5 == 4
    counts = running.by_group()
    back = np.argsort(column)
    assert np.array_equal(
        group_informed_consensus(counts)[column], group_informed_consensus(grouped)
    )
    assert np.array_equal(
        priorities(counts.total(), extremity[back], meta[back])[column],
        priorities(grouped.total(), extremity, meta),
    )


@given(vote_logs(statements=40, votes=80), st.data())
def test_dialogue_after_any_prefix_running_counts_equal_a_full_recompute(log, data):
    rows = rows_of(log)
    group = {name: data.draw(st.integers(0, 2)) for name in log.participants[::2]}
    start = data.draw(st.integers(0, len(rows)))
    running = RunningCounts(log_of(rows[:start]), group, 3)
    for end in range(start, len(rows) + 1):
        if end > start:
            running.cast(*rows[end - 1])
        if end == len(rows) or data.draw(st.integers(0, 9)) == 0:
            assert_equal_to_recompute(running, log_of(rows[:end]), group)


def test_what_was_read_does_not_change_with_the_next_vote():
    running = RunningCounts(log_of([("a", "1", 1, 0)]), {"a": 0}, 1)
    before = running.by_group()
    running.cast("a", "1", -1, 1)
    assert before.agree.tolist() == [[1]]
    assert running.by_group().agree.tolist() == [[0]]
    with pytest.raises(ValueError, match="a vote is"):
        running.cast("a", "1", 2, 2)


def test_more_statements_than_there_was_room_for_are_counted():
    rows = [("a", str(what), 1, what) for what in range(40)]
    running = RunningCounts(log_of([]), {"a": 1}, 3)
    for row in rows:
        running.cast(*row)
    assert_equal_to_recompute(running, log_of(rows), {"a": 1})
