from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.votes import VoteLog, ascending
from tests.strategies import cells_of, log_of, rows_of, vote_logs


def latest(rows):
    """The rule in plain words: the last by time, of equals the last in the log."""
    return {row[:2]: row[2] for row in sorted(rows, key=lambda row: row[3])}


@given(vote_logs())
def test_the_latest_vote_wins_and_ties_go_to_the_later_in_the_log(log):
    assert cells_of(log.matrix()) == latest(rows_of(log))


@given(vote_logs())
def test_rows_come_by_first_vote_in_time_and_columns_ascend(log):
    matrix = log.matrix()
    by_time = sorted(rows_of(log), key=lambda row: row[3])
    assert list(matrix.participants) == list(dict.fromkeys(row[0] for row in by_time))
    assert list(matrix.statements) == sorted(log.statements, key=int)
    width = max(1, matrix.shape[1])
    assert np.all(np.diff(matrix.row.astype(int) * width + matrix.column) > 0)


@given(vote_logs(), st.randoms(use_true_random=False))
def test_content_order_depends_on_neither_ids_nor_arrival(log, random):
    rows = [(who, what, value, 0) for (who, what), value in cells_of(log.matrix()).items()]
    names = list({row[0] for row in rows})
    renamed = dict(zip(names, random.sample(range(1000), len(names)), strict=True))
    random.shuffle(rows)
    other = log_of([(str(renamed[row[0]]), *row[1:]) for row in rows]).matrix("content")
    one = log.matrix("content")
    assert one.statements == other.statements
    for name in ("row", "column", "value"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@given(vote_logs())
def test_content_order_sorts_rows_by_their_own_votes(log):
    matrix = log.matrix("content")
    cells = list(zip(matrix.column.tolist(), matrix.value.tolist(), strict=True))
    starts = matrix.row_starts.tolist()
    own = [cells[a:b] for a, b in pairwise(starts)]
    assert own == sorted(own)
    assert cells_of(matrix) == cells_of(log.matrix())


@given(vote_logs(least=1), st.data())
def test_take_gives_the_rows_asked_for_and_repeats_them(log, data):
    matrix = log.matrix()
    wanted = data.draw(st.lists(st.integers(0, matrix.shape[0] - 1)))
    taken = matrix.take(wanted)
    every = cells_of(matrix)
    for place, row in enumerate(wanted):
        cells = slice(taken.row_starts[place], taken.row_starts[place + 1])
        got = {
            matrix.statements[column]: value
            for column, value in zip(
                taken.column[cells].tolist(), taken.value[cells].tolist(), strict=True
            )
        }
        who = matrix.participants[row]
        assert got == {what: value for (name, what), value in every.items() if name == who}


@given(vote_logs(), st.data())
def test_select_keeps_the_rows_and_drops_other_columns(log, data):
    matrix = log.matrix()
    kept = np.array([data.draw(st.booleans()) for _ in matrix.statements], dtype=bool)
    selected = matrix.select(kept)
    names = {name for name, keep in zip(matrix.statements, kept, strict=True) if keep}
    assert selected.participants == matrix.participants
    assert cells_of(selected) == {
        cell: value for cell, value in cells_of(matrix).items() if cell[1] in names
    }


def test_statements_without_a_vote_keep_their_column_and_silent_people_have_no_row():
    log = VoteLog(
        participants=("a", "b"),
        statements=("2", "10", "1"),
        participant=np.array([1], np.int32),
        statement=np.array([1], np.int32),
        value=np.array([1], np.int8),
        time=np.array([0], np.int64),
    )
    matrix = log.matrix()
    assert (matrix.participants, matrix.statements) == (("b",), ("1", "2", "10"))
    assert cells_of(matrix) == {("b", "10"): 1}


def test_more_than_65536_people_are_told_apart():
    people = 70_000
    names = [str(index) for index in range(people)]
    log = VoteLog.of(names + names, ["0"] * people + ["1"] * people, [1] * people + [-1] * people)
    matrix = log.matrix()
    assert matrix.shape == (people, 2)
    assert np.array_equal(matrix.row, np.repeat(np.arange(people), 2))
    assert np.array_equal(matrix.value, np.tile([1, -1], people))


def test_ids_ascend_as_numbers_only_if_all_are():
    assert [["10", "9", "0"][index] for index in ascending(["10", "9", "0"])] == ["0", "9", "10"]
    assert ascending(["10", "9", "x"]) == [0, 1, 2]
    assert ascending([]) == []


@pytest.mark.parametrize(("values", "times"), [([2], [0]), ([-2], [0]), ([1], [0, 1])])
def test_a_log_that_cannot_be_is_refused(values, times):
    with pytest.raises(ValueError, match=r"vote|length"):
        VoteLog.of(["a"], ["b"], values, times)


def test_times_too_far_apart_to_share_a_number_with_a_place_still_sort():
    rows = [("a", "1", 1, 2**62), ("a", "1", -1, -(2**62)), ("b", "1", 0, 2**62)]
    log = log_of(rows)
    assert len(log) == 3
    assert cells_of(log.matrix()) == latest(rows) == {("a", "1"): 1, ("b", "1"): 0}
