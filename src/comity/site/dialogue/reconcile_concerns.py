"""Compares concerns about statements with their entries, and names each row that differs."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from comity.site.dialogue.models import ConcernRow, Statement
from comity.site.dialogue.recorded import RecordedConcern, RecordedConversation
from comity.site.record.comparison import Difference, as_text, compared, guarded
from comity.site.record.stored import Row, stored_rows

__all__ = ["count_concerns", "reconcile_concerns"]

COLUMNS: Final = ("statement_id", "who", "reason", "text", "day", "entry_id")
GONE: Final = {"who": "", "reason": "", "text": ""}


def count_concerns() -> int:
    """Return how many rows of concerns are compared."""
    return ConcernRow.objects.count()


def reconcile_concerns(conversations: Sequence[RecordedConversation]) -> Iterator[Difference]:
    """Yield what differs between the rows of concerns and the entries they came by.

    Whose a concern is no entry says: there the row alone knows.
    """
    came = {
        one.entry.row: (conversation, one)
        for conversation in conversations
        for one in conversation.concerns
    }
    columns = ("conversation_id", "number")
    statements = {row["pk"]: row for row in stored_rows(Statement.objects.order_by("pk"), columns)}
    for row in stored_rows(ConcernRow.objects.order_by("pk"), COLUMNS):
        statement = statements.get(row["statement_id"])
        name = _name(statement, row)
        found = came.pop(row["entry_id"], None)
        if found is None:
            yield Difference("concern", name, "", "there is a row", "no entry brought it")
        elif statement is not None:
            yield from guarded("concern", name, _concern, name, row, statement, *found)
    for conversation, one in came.values():
        says = f"entry {one.entry.name} brought it"
        name = f"{conversation.id} {one.content.get('statement', '?')}"
        yield Difference("concern", name, "", "there is no row", says)


def _name(statement: Row | None, row: Row) -> str:
    if statement is None:
        return as_text(row["statement_id"])
    return f"{as_text(statement['conversation_id'])} {as_text(statement['number'])}"


def _concern(
    name: str, row: Row, statement: Row, conversation: RecordedConversation, one: RecordedConcern
) -> Iterator[Difference]:
    recorded: dict[str, object] = {"day": date.fromisoformat(one.entry.statement.at[:10]), **GONE}
    if one.content:
        recorded |= {"reason": one.content["reason"], "text": one.content["text"]}
        del recorded["who"]
    yield from compared("concern", name, row, f"entry {one.entry.name}", recorded)
    number = one.content.get("statement", statement["number"])
    if (statement["conversation_id"], statement["number"]) != (conversation.id, number):
        says = f"entry {one.entry.name} is about {conversation.id} {number}"
        yield Difference("concern", name, "statement", f"the row points to {name}", says)
