"""Flagged near duplicates under names of their own, so that a human can decide on each.

A name is made of the votes of a component and of nothing else: other people's votes, the order of
rows and their numbers leave it as it is, and it is gone when the component is another. So only open
ballots have such names: whoever guessed protected votes could check the guess by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from comity.canonical import encode, sha256_hex
from comity.dialogue.integrity import Duplicates, find_duplicates
from comity.dialogue.rule import DuplicateRule
from comity.dialogue.votes import VoteMatrix

__all__ = ["Flags", "find_flags"]

NAME_LENGTH: Final = 12


@dataclass(frozen=True, eq=False)
class Flags:
    """The components of near duplicates, each with a name, and the labels of its rows."""

    duplicates: Duplicates
    components: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def find_flags(matrix: VoteMatrix, rule: DuplicateRule) -> Flags:
    """Return who is flagged in ``matrix``: people linked by near-duplicate votes."""
    found = find_duplicates(matrix, rule)
    members = [np.flatnonzero(found.component == each).tolist() for each in range(len(found.sizes))]
    return Flags(
        duplicates=found,
        components=tuple(_name(matrix, rows) for rows in members),
        rows=tuple(tuple(matrix.participants[row] for row in rows) for rows in members),
    )


def _name(matrix: VoteMatrix, rows: Sequence[int]) -> str:
    """Return the beginning of the SHA-256 over the sorted votes of these rows."""
    part = matrix.take(rows)
    told = [matrix.statements[column] for column in part.column.tolist()]
    cells = list(zip(told, part.value.tolist(), strict=True))
    bounds = pairwise(part.row_starts.tolist())
    votes = sorted([list(cell) for cell in sorted(cells[start:end])] for start, end in bounds)
    return sha256_hex(encode(votes))[:NAME_LENGTH]
