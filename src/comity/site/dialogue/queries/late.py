"""What came into the record of a conversation after it was closed, and nobody has admitted yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from comity.record import parse_entry
from comity.site.dialogue.models import Conversation
from comity.site.record.models import BallotBatch, Entry

__all__ = ["ADMIT", "LateEntry", "late_entries", "with_late_entries"]

ADMIT: Final = "dialogue.admit_late"


@dataclass(frozen=True, slots=True)
class LateEntry:
    """An entry after the closing one: its place, what it is, its leaf's hash, when it was made.

    ``ballots`` is how many sealed ballots it enters, 0 where it is no batch.
    """

    index: int
    act: str
    at: datetime
    leaf_hash: bytes
    ballots: int


def late_entries(conversation: str) -> Sequence[LateEntry]:
    """Return the late entries of a conversation in their order; none as long as it is open.

    As long as there is one, the record does not verify: the closing said that it was complete.
    """
    row = Conversation.objects.select_related("closed").filter(pk=conversation).first()
    if row is None or row.closed is None or row.closed.idx is None:
        return ()
    rows = Entry.objects.filter(
        log=row.closed.log_id, subject=row.closed.subject, idx__gt=row.closed.idx
    )
    counts = dict(BallotBatch.objects.filter(entry__in=rows).values_list("entry", "count"))
    late: dict[int, LateEntry] = {}
    for entry in rows.order_by("idx"):
        if entry.act != ADMIT and entry.idx is not None:
            ballots, leaf = counts.get(entry.pk, 0), bytes(entry.leaf_hash)
            late[entry.idx] = LateEntry(entry.idx, entry.act, entry.at, leaf, ballots)
        elif entry.act == ADMIT:
            for admitted in parse_entry(bytes(entry.leaf)).refs:
                late.pop(admitted, None)
    return tuple(late.values())


def with_late_entries() -> Sequence[str]:
    """Return the conversations into which something came after the close that waits for a word."""
    after = Entry.objects.filter(
        log=OuterRef("closed__log"), subject=OuterRef("closed__subject")
    ).filter(idx__gt=OuterRef("closed__idx"))
    rows = Conversation.objects.filter(Exists(after.exclude(act=ADMIT))).order_by("pk")
    return [one for one in rows.values_list("pk", flat=True) if late_entries(one)]
