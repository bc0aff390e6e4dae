"""Compares sealed ballots with the batches that were entered, and votes with what was sealed.

Nothing that is told of a difference says how anybody voted.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from comity.record import BallotLine, Batch, make_batch, parse_batch, seal_line
from comity.site.dialogue.models import VoteLine
from comity.site.dialogue.recorded import RecordedConversation
from comity.site.record.comparison import Difference, as_bytes, compared, guarded, locked_keys
from comity.site.record.models import BallotBatch, SealedBallot
from comity.site.record.recorded import Recorded
from comity.site.record.stored import Row, stored_rows
from comity.site.record.wrapping import open_key, wrappings

__all__ = ["count_ballots", "reconcile_ballots"]

BATCH: Final = ("subject", "count", "root", "entry_id")
LINE: Final = ("seq", "voter", "statement", "vote")
BALLOT: Final = ("seq", "key", "leaf")


def count_ballots() -> int:
    """Return how many batches and votes are compared."""
    return BallotBatch.objects.count() + VoteLine.objects.count()


def reconcile_ballots(conversations: Sequence[RecordedConversation]) -> Iterator[Difference]:
    """Yield what differs between batches, sealed ballots and votes and what was entered."""
    entered = {one.row: one for conversation in conversations for one in conversation.batches}
    for row in stored_rows(BallotBatch.objects.order_by("entry_id"), BATCH):
        one = entered.pop(row["entry_id"], None)
        if one is None:
            name = f"{row['pk']}"
            yield Difference("batch", name, "", "there is a row", "no entry tells of it")
        else:
            yield from guarded("batch", f"entry {one.name}", _batch, row, one)
    for one in entered.values():
        says = f"entry {one.name} tells of it"
        yield Difference("batch", f"entry {one.name}", "", "there is no row", says)
    for conversation in conversations:
        yield from guarded("vote", conversation.id, _votes, conversation)


def _batch(row: Row, one: Recorded) -> Iterator[Difference]:
    """Compare a batch with its entry, and the sealed ballots in it with the root."""
    if one.content is None:
        return
    name, said = f"entry {one.name}", parse_batch(one.content)
    recorded = {"subject": said.subject, "count": said.count, "root": said.root}
    yield from compared("batch", name, {**row, "root": as_bytes(row["root"])}, name, recorded)
    leaves = SealedBallot.objects.filter(batch_id=row["pk"]).values_list("leaf", flat=True)
    stand = [as_bytes(leaf) for leaf in leaves]
    if len(stand) != said.count or _root(said, stand) != said.root:
        found = f"the {len(stand)} sealed ballots in it give another root"
        yield Difference("batch", name, "leaf", found, f"{name} says {said.count} give its root")


def _root(said: Batch, leaves: Sequence[bytes]) -> bytes:
    return make_batch(said.subject, leaves).root if leaves else b""


def _votes(conversation: RecordedConversation) -> Iterator[Difference]:
    """Compare each vote with the leaf it was sealed into, as long as its key is there."""
    subject = conversation.opened.statement.subject
    ballots = SealedBallot.objects.filter(subject=subject).order_by("seq", "id")
    known = wrappings()
    sealed = {
        row["seq"]: {**row, "bare": open_key(row["key"], known)}
        for row in stored_rows(ballots, BALLOT)
    }
    locked = sum(one["key"] is not None and one["bare"] is None for one in sealed.values())
    yield from locked_keys("conversation", conversation.id, locked)
    lines = VoteLine.objects.filter(conversation_id=conversation.id).order_by("seq", "id")
    for row in stored_rows(lines, LINE):
        name = f"{conversation.id} {row['seq']}"
        ballot = sealed.pop(row["seq"], None)
        if ballot is None:
            yield Difference("vote", name, "", "there is a row", "none such was sealed")
        elif as_bytes(ballot["leaf"]) in conversation.erased:
            yield Difference("vote", name, "", "there is a row", "an entry says it was taken out")
        elif ballot["key"] is None:
            yield Difference("vote", name, "", "its key is gone", "no entry says it was taken out")
        elif ballot["bare"] is not None:
            yield from guarded("vote", name, _vote, name, row, ballot)
    for seq, ballot in sealed.items():
        if ballot["key"] is not None or as_bytes(ballot["leaf"]) not in conversation.erased:
            name = f"{conversation.id} {seq}"
            yield Difference("vote", name, "", "there is no row", "one was sealed")


def _vote(name: str, row: Row, ballot: Row) -> Iterator[Difference]:
    line = BallotLine(row["seq"], row["voter"], str(row["statement"]), row["vote"])
    if seal_line(line, ballot["bare"]) != as_bytes(ballot["leaf"]):
        yield Difference("vote", name, "", "the row says something else", "another was sealed")
