"""A vote matrix with a column for every statement of a conversation, voted on or not."""

from collections.abc import Sequence

import numpy as np

from comity.dialogue.votes import Statement, VoteMatrix, ascending

__all__ = ["aligned", "in_order"]


def in_order(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements by ascending id."""
    return tuple(statements[place] for place in ascending([one.id for one in statements]))


def aligned(matrix: VoteMatrix, statements: Sequence[Statement]) -> VoteMatrix:
    """Return the matrix with a column for each of ``statements``, in their order.

    Raises ``KeyError`` for a vote on another statement.
    """
    place = {statement.id: index for index, statement in enumerate(statements)}
    moved = np.array([place[label] for label in matrix.statements], dtype=np.int32)
    row, column, value = matrix.row, matrix.column, matrix.value
    if len(column):
        column = moved[column]
    # Whole numbers ascend otherwise among themselves than beside ids that are none.
    if not bool(np.all(moved[1:] > moved[:-1])):
        order = np.lexsort((column, row))
        row, column, value = row[order], column[order], value[order]
    return VoteMatrix(
        participants=matrix.participants,
        statements=tuple(statement.id for statement in statements),
        row=row,
        column=column,
        value=value,
    )
