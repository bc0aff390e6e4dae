"""Compares what people said about statements with the entries, and names each row that differs.

Appeals and concerns are kept alike; a kind says which columns an entry tells, and what more is
compared.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.site.dialogue.models import AppealRow, ConcernRow, Statement
from comity.site.dialogue.recorded import RecordedConversation, RecordedSaid
from comity.site.record.comparison import Difference, as_text, compared, guarded
from comity.site.record.stored import Row, stored_rows

__all__ = ["count_said", "reconcile_said"]

STATEMENT: Final = ("conversation_id", "number", "text")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is said about statements: its rows, what its content tells of them, what more is seen.

    ``gone`` are the columns that are empty once the content was erased, ``told`` those that it
    tells as long as it is there.
    """

    name: str
    model: type[AppealRow] | type[ConcernRow]
    came: Callable[[RecordedConversation], Sequence[RecordedSaid]]
    gone: Sequence[str]
    told: Sequence[str]
    columns: Sequence[str]
    more: Callable[[str, Row, Row, RecordedConversation, RecordedSaid], Iterator[Difference]]


def count_said() -> int:
    """Return how many rows are compared."""
    return sum(kind.model.objects.count() for kind in KINDS)


def reconcile_said(conversations: Sequence[RecordedConversation]) -> Iterator[Difference]:
    """Yield what differs between the rows of appeals and concerns and the entries they came by.

    Whose a concern is no entry says: there the row alone knows.
    """
    statements = {
        row["pk"]: row for row in stored_rows(Statement.objects.order_by("pk"), STATEMENT)
    }
    for kind in KINDS:
        yield from _reconcile(kind, statements, conversations)


def _reconcile(
    kind: _Kind, statements: Mapping[object, Row], conversations: Sequence[RecordedConversation]
) -> Iterator[Difference]:
    came = {
        one.entry.row: (conversation, one)
        for conversation in conversations
        for one in kind.came(conversation)
    }
    for row in stored_rows(kind.model.objects.order_by("pk"), kind.columns):
        statement = statements.get(row["statement_id"])
        name = _name(statement, row)
        found = came.pop(row["entry_id"], None)
        if found is None:
            yield Difference(kind.name, name, "", "there is a row", "no entry brought it")
        elif statement is not None:
            yield from guarded(kind.name, name, _said, kind, row, statement, *found)
    for conversation, one in came.values():
        name = f"{conversation.id} {one.content.get('statement', '?')}"
        says = f"entry {one.entry.name} brought it"
        yield Difference(kind.name, name, "", "there is no row", says)


def _name(statement: Row | None, row: Row) -> str:
    if statement is None:
        return as_text(row["statement_id"])
    return f"{as_text(statement['conversation_id'])} {as_text(statement['number'])}"


def _said(
    kind: _Kind, row: Row, statement: Row, conversation: RecordedConversation, one: RecordedSaid
) -> Iterator[Difference]:
    name = _name(statement, row)
    told = {column: one.content[column] for column in kind.told} if one.content else {}
    recorded: dict[str, object] = {"day": date.fromisoformat(one.entry.statement.at[:10])}
    recorded |= told if one.content else dict.fromkeys(kind.gone, "")
    yield from compared(kind.name, name, row, f"entry {one.entry.name}", recorded)
    number = one.content.get("statement", statement["number"])
    if (statement["conversation_id"], statement["number"]) != (conversation.id, number):
        says = f"entry {one.entry.name} is about {conversation.id} {number}"
        yield Difference(kind.name, name, "statement", f"the row points to {name}", says)
    yield from kind.more(name, row, statement, conversation, one)


def _of_appeal(
    name: str, row: Row, statement: Row, conversation: RecordedConversation, one: RecordedSaid
) -> Iterator[Difference]:
    """Compare what was decided on an appeal, and which entry it is against."""
    if row["text"] and not statement["text"]:
        found = "the row still has words"
        yield Difference("appeal", name, "text", found, "the statement’s words were erased")
    if not one.content:
        return
    if one.against is not None:
        rejected: dict[str, object] = {"against_id": one.against.row}
        yield from compared("appeal", name, row, f"entry {one.against.name}", rejected)
    outcome = conversation.outcomes.get(one.content["statement"])
    decided: dict[str, object] = {"state": "waiting", "reason": "", "decided_id": None}
    if outcome is not None:
        decided = {
            "state": outcome.decision,
            "reason": outcome.reason,
            "decided_id": outcome.entry.row,
        }
    by = one.entry if outcome is None else outcome.entry
    yield from compared("appeal", name, row, f"entry {by.name}", decided)


def _nothing_more(
    _name: str, _row: Row, _about: Row, _in: RecordedConversation, _one: RecordedSaid
) -> Iterator[Difference]:
    """Compare nothing: what is decided on concerns stands in the statement’s row."""
    return iter(())


KINDS: Final = (
    _Kind(
        "appeal",
        AppealRow,
        lambda conversation: conversation.appeals,
        ("text",),
        ("text",),
        (
            *("statement_id", "text", "state", "reason", "day"),
            *("against_id", "entry_id", "decided_id"),
        ),
        _of_appeal,
    ),
    _Kind(
        "concern",
        ConcernRow,
        lambda conversation: conversation.concerns,
        ("who", "reason", "text"),
        ("reason", "text"),
        ("statement_id", "who", "reason", "text", "day", "entry_id"),
        _nothing_more,
    ),
)
