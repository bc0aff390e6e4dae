"""Counts of live conversations, kept in this process and brought up to date line by line.

What others may see of them comes from snapshots that every process reads (``LiveSnapshot``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Final, TypeAlias

from django.db import connection

from comity.dialogue import (
    Answered,
    LiveRule,
    ReleaseLedger,
    Snapshot,
    decode_terms,
    read_live_rule,
    shown_of,
    tier_of,
)
from comity.edge import shipped
from comity.site.dialogue.models import Conversation

__all__ = ["Keep", "Standing", "forget", "is_due", "live_rule", "release_due", "standing_of"]

MOST_KEPT: Final = 64
RULE: Final = ("live-results", 1)
# Not by the models: both are asked for each page, and mostly there is little or nothing to read.
LINES: Final = (
    "SELECT seq, voter, statement, vote FROM dialogue_vote_line "
    "WHERE conversation_id = %s AND seq > %s ORDER BY seq"
)
SNAPSHOTS: Final = (
    "SELECT id, statement, seq, agree, disagree, passed FROM dialogue_live_snapshot "
    "WHERE conversation_id = %s AND id > %s ORDER BY id"
)
Keep: TypeAlias = Callable[[Sequence[Snapshot]], int]
"""Keeps snapshots and returns the number of the last row."""


@cache
def live_rule() -> LiveRule:
    """Return the rule that live results follow."""
    return read_live_rule(shipped("dialogue", *RULE))


@dataclass(frozen=True, eq=False)
class Standing:
    """How a conversation stands: people of the tier that shapes it, and the last line read.

    ``shown`` is all that may be told of how: per statement the last snapshot but one.
    """

    voters: int
    lines: int
    shown: Mapping[int, Answered]


def _fresh() -> ReleaseLedger:
    return ReleaseLedger(live_rule().step)


@dataclass(eq=False)
class _Kept:
    """What was counted so far, and which snapshots were read: the last two of each statement.

    ``left`` is how many people had taken their votes out when counting began, ``tier`` the one that
    is counted.
    """

    tier: str = ""
    ledger: ReleaseLedger = field(default_factory=_fresh)
    snapshots: dict[int, list[Snapshot]] = field(default_factory=dict)
    shown: dict[int, Answered] = field(default_factory=dict)
    seq: int = 0
    row: int = 0
    left: int = 0
    lock: Lock = field(default_factory=Lock)

    def clear(self, left: int) -> None:
        self.ledger, self.snapshots, self.shown = _fresh(), {}, {}
        self.seq, self.row, self.left = 0, 0, left

    def take(self, row: int, snapshot: Snapshot) -> None:
        self.ledger.take(snapshot.cell, snapshot.counts.seen)
        last_two = [*self.snapshots.get(snapshot.cell, ())[-1:], snapshot]
        self.snapshots[snapshot.cell] = last_two
        shown = shown_of(last_two)
        if shown is not None:
            self.shown[snapshot.cell] = shown.counts
        self.row = row


_KEPT: Final[dict[str, _Kept]] = {}
_FINDING: Final = Lock()


def forget(code: str) -> None:
    """Count afresh the next time: lines of the conversation with this code have gone."""
    with _FINDING:
        _KEPT.pop(code, None)


def standing_of(conversation: str, code: str, left: int | None = None) -> Standing:
    """Return how the conversation with this id and code stands, all committed votes included.

    Only what came since the last call is read. Who adds up those who voted and those who left says
    how many have ``left``: nobody is counted as both, also where another process took them out.
    """
    kept = _found(code)
    with kept.lock:
        if left is not None and kept.left != left:
            kept.clear(left)
        _catch_up(kept, conversation)
        return Standing(kept.ledger.people, kept.seq, dict(kept.shown))


def is_due(conversation: str, code: str, left: int) -> bool:
    """Return whether a snapshot of some statement may be taken, so many people having left."""
    kept = _found(code)
    with kept.lock:
        return bool(_due(kept, conversation, left))


def release_due(conversation: str, code: str, left: int, keep: Keep) -> int:
    """Have ``keep`` keep every snapshot that is due; return how many. Nobody else takes one now.

    The caller holds the conversation's row until it has committed.
    """
    kept = _found(code)
    with kept.lock:
        due = _due(kept, conversation, left)
        found = [Snapshot(cell, kept.seq, kept.ledger.counts(cell)) for cell in due]
        if found:
            last = keep(found)
            for one in found:
                kept.take(last, one)
        return len(found)


def _found(code: str) -> _Kept:
    with _FINDING:
        while len(_KEPT) >= MOST_KEPT and code not in _KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        return _KEPT.setdefault(code, _Kept())


def _due(kept: _Kept, conversation: str, left: int) -> Sequence[int]:
    if kept.left != left:
        # Lines have gone, perhaps by another process.
        kept.clear(left)
    _catch_up(kept, conversation)
    return kept.ledger.due()


def _catch_up(kept: _Kept, conversation: str) -> None:
    """Read snapshots and lines that came since, each snapshot after the lines it counts."""
    kept.tier = kept.tier or _shaping(conversation)
    rows = _snapshots_since(kept, conversation)
    if rows and rows[0][1].seq < kept.seq:
        # Another process took it before lines that were counted here meanwhile.
        kept.clear(kept.left)
        rows = _snapshots_since(kept, conversation)
    waiting = iter([*rows, None])
    ahead = next(waiting)
    with connection.cursor() as cursor:
        cursor.execute(LINES, [conversation, kept.seq])
        for seq, voter, statement, vote in cursor:
            while ahead and ahead[1].seq < seq:
                kept.take(*ahead)
                ahead = next(waiting)
            if tier_of(voter) == kept.tier:
                kept.ledger.cast(voter, statement, vote)
            kept.seq = seq
    while ahead:
        kept.take(*ahead)
        ahead = next(waiting)


def _shaping(conversation: str) -> str:
    """Return the tier that shapes a conversation: it is fixed when that opens."""
    terms = Conversation.objects.filter(pk=conversation).values_list("terms", flat=True).first()
    return "" if terms is None else decode_terms(bytes(terms)).tier


def _snapshots_since(kept: _Kept, conversation: str) -> list[tuple[int, Snapshot]]:
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOTS, [conversation, kept.row])
        return [
            (pk, Snapshot(statement, seq, Answered(*counts)))
            for pk, statement, seq, *counts in cursor.fetchall()
        ]
