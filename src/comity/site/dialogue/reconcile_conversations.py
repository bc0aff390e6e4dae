"""Rebuilds conversations and statements from their entries, and names each row that differs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from comity.dialogue import encode_terms
from comity.site.dialogue.models import Conversation, Statement
from comity.site.dialogue.recorded import RecordedConversation, RecordedStatement
from comity.site.record.comparison import Difference, as_bytes, as_text, compared, guarded
from comity.site.record.stored import Row, stored_rows

__all__ = ["count_conversations", "reconcile_conversations"]

CONVERSATION: Final = (
    *("symbol", "title", "terms", "opens_at", "closes_at", "ballots", "state", "simulated"),
    *("opened_id", "closed_id"),
)
STATEMENT: Final = (
    *("conversation_id", "number", "text", "language", "state", "reason", "day"),
    *("entry_id", "decided_id"),
)


def count_conversations() -> int:
    """Return how many rows of conversations and statements are compared."""
    return Conversation.objects.count() + Statement.objects.count()


def reconcile_conversations(conversations: Sequence[RecordedConversation]) -> Iterator[Difference]:
    """Yield what differs between the rows of conversations and statements and their entries."""
    rows = {
        row["pk"]: row for row in stored_rows(Conversation.objects.order_by("id"), CONVERSATION)
    }
    for one in conversations:
        row = rows.pop(one.id, None)
        if row is None:
            says = f"entry {one.opened.name} says it was opened"
            yield Difference("conversation", one.id, "", "there is no row", says)
        else:
            yield from guarded("conversation", one.id, _conversation, row, one)
    for key in rows:
        found, says = "there is a row", "no entry says it was opened"
        yield Difference("conversation", as_text(key), "", found, says)
    yield from _statements(conversations)


def _conversation(row: Row, one: RecordedConversation) -> Iterator[Difference]:
    stood = {**row, "terms": as_bytes(row["terms"])}
    entry = f"entry {one.opened.name}"
    recorded: dict[str, object] = {"opened_id": one.opened.row}
    if one.terms is not None:
        recorded |= {
            "symbol": one.terms.symbol,
            "title": one.terms.title,
            "terms": encode_terms(one.terms),
            "opens_at": one.terms.opens,
            "closes_at": one.terms.closes,
            "ballots": one.terms.ballots,
            "simulated": one.terms.simulated,
        }
    yield from compared("conversation", one.id, stood, entry, recorded)
    if one.closed is not None:
        closing = {"state": "closed", "closed_id": one.closed.row}
        yield from compared("conversation", one.id, stood, f"entry {one.closed.name}", closing)
    elif row["closed_id"] is not None or row["state"] not in ("open", "closing"):
        found = f"the row says “{as_text(row['state'])}”"
        yield Difference("conversation", one.id, "state", found, "no entry says it was closed")


def _statements(conversations: Sequence[RecordedConversation]) -> Iterator[Difference]:
    """Compare each statement's row with the entry it came by, and find entries without a row."""
    came = {
        one.entry.row: (conversation, one)
        for conversation in conversations
        for one in conversation.statements
    }
    rows = Statement.objects.order_by("conversation_id", "number")
    for row in stored_rows(rows, STATEMENT):
        name = f"{as_text(row['conversation_id'])} {as_text(row['number'])}"
        found = came.pop(row["entry_id"], None)
        if found is None:
            yield Difference("statement", name, "", "there is a row", "no entry brought it")
        else:
            yield from guarded("statement", name, _statement, name, row, *found)
    for conversation, one in came.values():
        number = one.content.get("statement", "?")
        says = f"entry {one.entry.name} brought it"
        yield Difference("statement", f"{conversation.id} {number}", "", "there is no row", says)


def _statement(
    name: str, row: Row, conversation: RecordedConversation, one: RecordedStatement
) -> Iterator[Difference]:
    recorded: dict[str, object] = {
        "conversation_id": conversation.id,
        "day": date.fromisoformat(one.entry.statement.at[:10]),
    }
    if one.content:
        recorded |= {
            "number": one.content["statement"],
            "text": one.content["text"],
            "language": one.content["language"],
        }
    else:
        recorded["text"] = ""
    yield from compared("statement", name, row, f"entry {one.entry.name}", recorded)
    yield from _ruling(name, row, conversation, one)


def _ruling(
    name: str, row: Row, conversation: RecordedConversation, one: RecordedStatement
) -> Iterator[Difference]:
    ruled = conversation.rulings.get(one.content.get("statement", row["number"]))
    recorded: Mapping[str, object]
    if ruled is None:
        state = "accepted" if one.is_seed else "waiting"
        recorded = {"state": state, "reason": "", "decided_id": None}
        yield from compared("statement", name, row, f"entry {one.entry.name}", recorded)
        return
    recorded = {"state": ruled.decision, "reason": ruled.reason, "decided_id": ruled.entry.row}
    yield from compared("statement", name, row, f"entry {ruled.entry.name}", recorded)
