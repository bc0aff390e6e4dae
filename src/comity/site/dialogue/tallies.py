"""Counts of live conversations, kept in this process and brought up to date line by line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import numpy as np

from comity.dialogue import RunningCounts, Tally, VoteLog
from comity.site.dialogue.models import VoteLine

__all__ = ["Standing", "forget", "standing_of"]

MOST_KEPT: Final = 64
STEP: Final = 10


@dataclass(frozen=True, eq=False)
class Standing:
    """How a conversation stands: the columns voted on, their counts (S,), voters and lines.

    ``stepped`` are the counts as they were when the number of people who had voted on a statement
    was last a multiple of ten: nothing that is shown to others may tell more of protected votes.
    """

    statements: tuple[int, ...]
    counts: Tally
    voters: int
    lines: int
    stepped: Tally


@dataclass(eq=False)
class _Kept:
    """What was counted so far."""

    counts: RunningCounts = field(
        default_factory=lambda: RunningCounts(VoteLog.of(list[str](), list[str](), []), {}, 0)
    )
    voters: set[str] = field(default_factory=set)
    seq: int = 0
    stepped: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


_KEPT: Final[dict[str, _Kept]] = {}
_FINDING: Final = Lock()


def forget(code: str) -> None:
    """Count afresh the next time: lines of the conversation with this code have gone."""
    with _FINDING:
        _KEPT.pop(code, None)


def standing_of(conversation: str, code: str) -> Standing:
    """Return how the conversation with this id and code stands, all committed votes included.

    Only the lines that came since the last call are read.
    """
    with _FINDING:
        while len(_KEPT) >= MOST_KEPT and code not in _KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        kept = _KEPT.setdefault(code, _Kept())
    with kept.lock:
        lines = VoteLine.objects.filter(conversation=conversation, seq__gt=kept.seq)
        columns = ("seq", "voter", "statement", "vote")
        for seq, voter, statement, vote in lines.order_by("seq").values_list(*columns):
            kept.counts.cast(voter, str(statement), vote, seq)
            kept.voters.add(voter)
            now = kept.counts.of_statement(str(statement))
            if sum(now) >= sum(kept.stepped.get(statement, (0, 0, 0))) + STEP:
                kept.stepped[statement] = now
            kept.seq = seq
        statements = tuple(int(statement) for statement in kept.counts.statements)
        return Standing(
            statements, kept.counts.total(), len(kept.voters), kept.seq, _stepped(kept, statements)
        )


def _stepped(kept: _Kept, statements: Sequence[int]) -> Tally:
    rows = [kept.stepped.get(statement, (0, 0, 0)) for statement in statements]
    agree, disagree, passed = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return Tally(agree=agree, disagree=disagree, passed=passed)
