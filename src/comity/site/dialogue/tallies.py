"""Counts of live conversations, kept in this process and brought up to date line by line."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from comity.dialogue import RunningCounts, Tally, VoteLog
from comity.site.dialogue.models import VoteLine

__all__ = ["Standing", "forget", "standing_of"]

MOST_KEPT: Final = 64


@dataclass(frozen=True, eq=False)
class Standing:
    """How a conversation stands: the columns voted on, their counts (S,), voters and lines."""

    statements: tuple[int, ...]
    counts: Tally
    voters: int
    lines: int


@dataclass(eq=False)
class _Kept:
    """What was counted so far."""

    counts: RunningCounts = field(
        default_factory=lambda: RunningCounts(VoteLog.of(list[str](), list[str](), []), {}, 0)
    )
    voters: set[str] = field(default_factory=set)
    seq: int = 0
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
            kept.seq = seq
        return Standing(
            tuple(int(statement) for statement in kept.counts.statements),
            kept.counts.total(),
            len(kept.voters),
            kept.seq,
        )
