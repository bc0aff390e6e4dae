"""Counts kept right vote by vote, so that agreement and priorities are never stale.

The groups are those of the last map; who came since is in none. From the counts,
``group_informed_consensus`` and ``priorities`` give what a full recompute would.
"""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.tally import Tally
from comity.dialogue.votes import VoteLog

__all__ = ["RunningCounts"]

Counts: TypeAlias = NDArray[np.int64]

DISAGREE, PASSED, AGREE = 0, 1, 2


class RunningCounts:
    """The counts of the latest votes, per group and statement, as votes come in.

    ``statements`` are the columns in order of arrival. A cast takes microseconds whatever the
    size of the conversation; each latest vote takes about 150 bytes.
    """

    def __init__(self, log: VoteLog, group: Mapping[str, int], groups: int) -> None:
        """Take the votes so far and each grouped participant's group, from 0 below ``groups``."""
        self.statements: list[str] = []
        self._group = dict(group)
        self._column: dict[str, int] = {}
        self._person: dict[str, int] = {}
        # (person, column) -> (time, vote), both pairs packed into one number for the memory's sake.
        self._latest: dict[int, int] = {}
        # People in no group are counted in a first block of their own.
        self._counts: Counts = np.zeros((groups + 1, 16, 3), dtype=np.int64)
        names = zip(log.participant.tolist(), log.statement.tolist(), strict=True)
        cast = zip(log.value.tolist(), log.time.tolist(), strict=True)
        for (who, what), (value, time) in zip(names, cast, strict=True):
            self.cast(log.participants[who], log.statements[what], value, time)

    def cast(self, participant: str, statement: str, value: int, time: int) -> None:
        """Count a vote (1, 0 or -1); an earlier one of the same person on the same gives way.

        A vote older than the latest changes nothing; of equally old ones the one cast last counts.
        """
        if value not in (-1, 0, 1):
            raise ValueError("a vote is 1, 0 or -1")
        column = self._column_of(statement)
        person = self._person.setdefault(participant, len(self._person))
        cell = person << 32 | column
        block = self._counts[self._group.get(participant, -1) + 1, column]
        before = self._latest.get(cell)
        if before is not None:
            if before >> 2 > time:
                return
            block[before & 3] -= 1
        block[value + 1] += 1
        self._latest[cell] = time << 2 | (value + 1)

    def by_group(self) -> Tally:
        """Return the counts per group and statement, arrays of shape (groups, S)."""
        return _tally(self._counts[1:, : len(self.statements)])

    def total(self) -> Tally:
        """Return the counts of everybody, grouped or not, arrays of shape (S,)."""
        return _tally(self._counts[:, : len(self.statements)].sum(axis=0))

    def of_statement(self, statement: str) -> tuple[int, int, int]:
        """Return how many agree with, disagree with and pass on one statement."""
        disagree, passed, agree = self._counts[:, self._column_of(statement)].sum(axis=0).tolist()
        return agree, disagree, passed

    def _column_of(self, statement: str) -> int:
        column = self._column.setdefault(statement, len(self.statements))
        if column == len(self.statements):
            self.statements.append(statement)
            if column == self._counts.shape[1]:
                self._counts = np.concatenate([self._counts, np.zeros_like(self._counts)], axis=1)
        return column


def _tally(counts: Counts) -> Tally:
    now = counts.copy()
    return Tally(agree=now[..., AGREE], disagree=now[..., DISAGREE], passed=now[..., PASSED])
