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
    column = moved[matrix.column] if len(matrix.column) else matrix.column
    # Cells are sorted by row and column; another order of columns would have to sort them again.
    if len(moved) > 1 and not bool(np.all(moved[1:] > moved[:-1])):
        raise ValueError("the statements are in another order than the columns")
    return VoteMatrix(
        participants=matrix.participants,
        statements=tuple(statement.id for statement in statements),
        row=matrix.row,
        column=column,
        value=matrix.value,
    )
