"""Compares what live conversations told of their votes with the votes, as far as these are there.

Snapshots of counts and counts of who took part stand in no entry. Whoever owns the database could
let them say something else, or add one that differs from another by one person.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from comity.dialogue import Answered, ReleaseLedger
from comity.site.dialogue.actions import ERASE_VOTES
from comity.site.dialogue.models import LiveSnapshot, ParticipationCount, VoteLine
from comity.site.dialogue.recorded import RecordedConversation
from comity.site.dialogue.tallies import live_rule
from comity.site.record.comparison import Difference, guarded
from comity.site.record.stored import Row, stored_rows

__all__ = ["count_live", "reconcile_live"]

SNAPSHOT: Final = ("statement", "seq", "agree", "disagree", "passed")
LINE: Final = ("seq", "voter", "statement", "vote")
PARTS: Final = ("tier", "language", "region")


def count_live() -> int:
    """Return how many snapshots and counts are compared."""
    return LiveSnapshot.objects.count() + ParticipationCount.objects.count()


def reconcile_live(conversations: Sequence[RecordedConversation]) -> Iterator[Difference]:
    """Yield what differs between what was told of live conversations and their votes.

    The votes of who left are gone: by so many people counts may be larger.
    """
    for one in conversations:
        left = sum(entry.statement.act == ERASE_VOTES for entry in one.beside)
        yield from guarded("conversation", one.id, _snapshots, one.id, left)
        yield from guarded("conversation", one.id, _came, one.id, left)


def _snapshots(conversation: str, left: int) -> Iterator[Difference]:
    """Count all votes again up to each snapshot; where nobody left, ask whether it was due."""
    rows = LiveSnapshot.objects.filter(conversation=conversation).order_by("pk")
    lines = VoteLine.objects.filter(conversation=conversation).order_by("seq")
    ledger = ReleaseLedger(live_rule().step)
    votes = iter(lines.values_list(*LINE))
    line = next(votes, None)
    for row in stored_rows(rows, SNAPSHOT):
        while line is not None and line[0] <= row["seq"]:
            ledger.cast(*line[1:])
            line = next(votes, None)
        due = row["statement"] in ledger.due()
        yield from _snapshot(conversation, row, ledger.take(row["statement"]), left)
        if not left and not due:
            says = f"it differs from another by fewer than {live_rule().step} people"
            yield _difference(conversation, row, "there is a row", says)


def _snapshot(conversation: str, row: Row, votes: Answered, left: int) -> Iterator[Difference]:
    counted = (votes.agree, votes.disagree, votes.passed)
    told = tuple(row[column] for column in SNAPSHOT[2:])
    more = [one - other for one, other in zip(told, counted, strict=True)]
    if min(more) < 0 or sum(more) > left:
        found = f"the row counts {sum(told)} people"
        yield _difference(conversation, row, found, "the votes up to it give other counts")


def _difference(conversation: str, row: Row, found: str, recorded: str) -> Difference:
    column = f"live results of {row['statement']} up to {row['seq']}"
    return Difference("conversation", conversation, column, found, recorded)


def _came(conversation: str, left: int) -> Iterator[Difference]:
    """Compare how many took part by each part: all count the same people, and no others."""
    rows = ParticipationCount.objects.filter(conversation=conversation).order_by("pk")
    counted = dict.fromkeys(PARTS, 0)
    for row in stored_rows(rows, ("part", "count")):
        counted[row["part"]] += row["count"]
    lines = VoteLine.objects.filter(conversation=conversation)
    most = lines.values("voter").distinct().count() + left
    for part, count in counted.items():
        if count > most or count != counted["tier"]:
            found, says = f"the rows count {count} people", f"{most} at most have voted"
            yield Difference("conversation", conversation, f"who took part by {part}", found, says)
