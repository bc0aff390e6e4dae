"""Compares appeals with their entries, and names each row that differs."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from comity.site.dialogue.models import AppealRow, Statement
from comity.site.dialogue.recorded import RecordedAppeal, RecordedConversation
from comity.site.record.comparison import Difference, as_text, compared, guarded
from comity.site.record.stored import Row, stored_rows

__all__ = ["count_appeals", "reconcile_appeals"]

COLUMNS: Final = (
    *("statement_id", "text", "state", "reason", "day"),
    *("against_id", "entry_id", "decided_id"),
)


def count_appeals() -> int:
    """Return how many rows of appeals are compared."""
    return AppealRow.objects.count()


def reconcile_appeals(conversations: Sequence[RecordedConversation]) -> Iterator[Difference]:
    """Yield what differs between the rows of appeals and the entries they came by."""
    came = {
        one.entry.row: (conversation, one)
        for conversation in conversations
        for one in conversation.appeals
    }
    columns = ("conversation_id", "number", "text")
    statements = {row["pk"]: row for row in stored_rows(Statement.objects.order_by("pk"), columns)}
    for row in stored_rows(AppealRow.objects.order_by("pk"), COLUMNS):
        statement = statements.get(row["statement_id"])
        name = _name(statement, row)
        found = came.pop(row["entry_id"], None)
        if found is None:
            yield Difference("appeal", name, "", "there is a row", "no entry brought it")
        elif statement is not None:
            yield from guarded("appeal", name, _appeal, name, row, statement, *found)
    for conversation, one in came.values():
        name = f"{conversation.id} {one.content.get('statement', '?')}"
        says = f"entry {one.entry.name} brought it"
        yield Difference("appeal", name, "", "there is no row", says)


def _name(statement: Row | None, row: Row) -> str:
    if statement is None:
        return as_text(row["statement_id"])
    return f"{as_text(statement['conversation_id'])} {as_text(statement['number'])}"


def _appeal(
    name: str, row: Row, statement: Row, conversation: RecordedConversation, one: RecordedAppeal
) -> Iterator[Difference]:
    recorded: dict[str, object] = {
        "text": one.content.get("text", ""),
        "day": date.fromisoformat(one.entry.statement.at[:10]),
    }
    yield from compared("appeal", name, row, f"entry {one.entry.name}", recorded)
    number = one.content.get("statement", statement["number"])
    if (statement["conversation_id"], statement["number"]) != (conversation.id, number):
        says = f"entry {one.entry.name} is about {conversation.id} {number}"
        yield Difference("appeal", name, "statement", f"the row points to {name}", says)
    if row["text"] and not statement["text"]:
        found = "the row still has words"
        yield Difference("appeal", name, "text", found, "the statement’s words were erased")
    yield from _outcome(name, row, conversation, one)


def _outcome(
    name: str, row: Row, conversation: RecordedConversation, one: RecordedAppeal
) -> Iterator[Difference]:
    """Compare what was decided on the appeal, and which entry it is against."""
    if not one.content:
        return
    if one.against is not None:
        rejected: dict[str, object] = {"against_id": one.against.row}
        yield from compared("appeal", name, row, f"entry {one.against.name}", rejected)
    outcome = conversation.outcomes.get(one.content["statement"])
    if outcome is None:
        waits: dict[str, object] = {"state": "waiting", "reason": "", "decided_id": None}
        yield from compared("appeal", name, row, f"entry {one.entry.name}", waits)
        return
    decided: dict[str, object] = {
        "state": outcome.decision,
        "reason": outcome.reason,
        "decided_id": outcome.entry.row,
    }
    yield from compared("appeal", name, row, f"entry {outcome.entry.name}", decided)
