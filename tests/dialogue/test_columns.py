import numpy as np
import pytest

from comity.dialogue.columns import aligned, in_order
from comity.dialogue.votes import Statement, VoteLog


def texts(*ids):
    return in_order([Statement(id_, "t") for id_ in ids])


def test_statements_ascend_as_numbers_if_all_are_numbers():
    assert [one.id for one in texts("10", "9")] == ["9", "10"]
    assert [one.id for one in texts("10", "9", "a")] == ["10", "9", "a"]


def test_statements_nobody_voted_on_get_a_column():
    matrix = VoteLog.of(["p", "p", "q"], ["2", "10", "2"], [1, -1, 0]).matrix()
    wide = aligned(matrix, texts("1", "2", "10", "11"))
    assert wide.statements == ("1", "2", "10", "11")
    assert wide.column.tolist() == [1, 2, 1]
    assert wide.value.tolist() == [1, -1, 0]


def test_cells_stay_sorted_where_the_statements_ascend_otherwise():
    matrix = VoteLog.of(["p", "p", "q"], ["2", "10", "2"], [1, -1, 0]).matrix()
    wide = aligned(matrix, texts("2", "10", "a"))
    assert wide.statements == ("10", "2", "a")
    cells = wide.row.astype(int) * 3 + wide.column
    assert (np.diff(cells) > 0).all()
    assert wide.value.tolist() == [-1, 1, 0]


def test_without_votes_there_are_only_columns():
    wide = aligned(VoteLog.of([], [], []).matrix(), texts("1"))
    assert (wide.statements, len(wide.column)) == (("1",), 0)


def test_a_vote_on_another_statement_is_not_passed_over():
    matrix = VoteLog.of(["p"], ["2"], [1]).matrix()
    with pytest.raises(KeyError):
        aligned(matrix, texts("1"))
