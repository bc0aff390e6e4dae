"""Compares what live conversations told of their votes with the votes, as far as these are there.

Snapshots of counts and counts of who took part stand in no entry. Whoever owns the database could
let them say something else, or add one that differs from another by one person.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from comity.dialogue import ANONYMOUS, Answered, ReleaseLedger, tier_of
from comity.site.dialogue.actions import ERASE_VOTES
from comity.site.dialogue.models import LiveSnapshot, ParticipationCount, VoteLine
from comity.site.dialogue.recorded import RecordedConversation
from comity.site.dialogue.tallies import live_rule
from comity.site.record.comparison import Difference, guarded
from comity.site.record.stored import Row, stored_rows

__all__ = ["count_live", "reconcile_live"]

SNAPSHOT: Final = ("statement", "seq", "agree", "disagree", "passed")
LINE: Final = ("seq", "voter", "statement", "vote")


def count_live() -> int:
    """Return how many snapshots and counts are compared."""
    return LiveSnapshot.objects.count() + ParticipationCount.objects.count()


def reconcile_live(conversations: Sequence[RecordedConversation]) -> Iterator[Difference]:
    """Yield what differs between what was told of live conversations and their votes.

    The votes of who left are gone: by so many people counts may be larger.
    """
    for one in conversations:
        left = sum(entry.statement.act == ERASE_VOTES for entry in one.beside)
        tier = one.terms.tier if one.terms else ANONYMOUS
        yield from guarded("conversation", one.id, _snapshots, one.id, tier, left)
        yield from guarded("conversation", one.id, _came, one.id, tier, left)


def _snapshots(conversation: str, tier: str, left: int) -> Iterator[Difference]:
    """Count votes of ``tier`` again up to each snapshot; where nobody left, see that it was due."""
    rows = LiveSnapshot.objects.filter(conversation=conversation).order_by("pk")
    lines = VoteLine.objects.filter(conversation=conversation).order_by("seq")
    ledger = ReleaseLedger(live_rule().step)
    votes = (line for line in lines.values_list(*LINE) if tier_of(line[1]) == tier)
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


def _came(conversation: str, tier: str, left: int) -> Iterator[Difference]:
    """Compare how many took part: each tier by itself, languages and regions of ``tier`` alone."""
    rows = ParticipationCount.objects.filter(conversation=conversation).order_by("pk")
    counted = Counter(dict.fromkeys((f"tier {tier}", "language", "region"), 0))
    for row in stored_rows(rows, ("part", "value", "count")):
        part = f"tier {row['value']}" if row["part"] == "tier" else row["part"]
        counted[part] += row["count"]
    voters = VoteLine.objects.filter(conversation=conversation).values_list("voter", flat=True)
    voted = Counter(f"tier {tier_of(voter)}" for voter in voters.distinct())
    for part, count in counted.items():
        other = not part.startswith("tier ")
        most = voted[f"tier {tier}" if other else part] + left
        if count > most or (other and count != counted[f"tier {tier}"]):
            found, says = f"the rows count {count} people", f"{most} at most have voted"
            yield Difference("conversation", conversation, f"who took part by {part}", found, says)
