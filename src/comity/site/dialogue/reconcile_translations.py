"""Compares translations of statements with their entries, and names each row that differs."""

from collections.abc import Iterator, Sequence
from typing import Final

from comity.site.dialogue.models import Statement, TranslationRow
from comity.site.dialogue.recorded import RecordedConversation, RecordedTranslation
from comity.site.record.comparison import Difference, as_text, compared, guarded
from comity.site.record.stored import Row, stored_rows

__all__ = ["count_translations", "reconcile_translations"]

SAID: Final = ("language", "text", "origin", "by", "reviewer", "source")
GONE: Final = {"text": "", "by": "", "reviewer": ""}
COLUMNS: Final = ("conversation_id", "of", *SAID, "votes_before", "statement_id", "entry_id")


def count_translations() -> int:
    """Return how many rows of translations are compared."""
    return TranslationRow.objects.count()


def reconcile_translations(conversations: Sequence[RecordedConversation]) -> Iterator[Difference]:
    """Yield what differs between the rows of translations and the entries they came by."""
    came = {
        one.entry.row: (conversation, one)
        for conversation in conversations
        for one in conversation.translations
    }
    columns = ("conversation_id", "number", "text")
    statements = {row["pk"]: row for row in stored_rows(Statement.objects.order_by("pk"), columns)}
    for row in stored_rows(TranslationRow.objects.order_by("pk"), COLUMNS):
        name = " ".join(as_text(row[column]) for column in ("conversation_id", "of", "language"))
        found = came.pop(row["entry_id"], None)
        if found is None:
            yield Difference("translation", name, "", "there is a row", "no entry brought it")
        else:
            yield from guarded("translation", name, _translation, name, row, *found)
            yield from _statement(name, row, statements.get(row["statement_id"]))
    for conversation, one in came.values():
        name = f"{conversation.id} {one.content.get('of', '?')}"
        says = f"entry {one.entry.name} brought it"
        yield Difference("translation", name, "", "there is no row", says)


def _translation(
    name: str, row: Row, conversation: RecordedConversation, one: RecordedTranslation
) -> Iterator[Difference]:
    recorded: dict[str, object] = {"conversation_id": conversation.id, **GONE}
    if one.content:
        said = {column: one.content[column] for column in SAID}
        before = one.content.get("votes_before")
        recorded |= {"of": one.content["of"], **said, "votes_before": before}
    yield from compared("translation", name, row, f"entry {one.entry.name}", recorded)


def _statement(name: str, row: Row, statement: Row | None) -> Iterator[Difference]:
    """Yield what speaks against the statement that the row points to, where it is one of one."""
    if statement is None:
        if row["statement_id"] is not None or as_text(row["of"]).isdigit():
            found = "the row points to no statement"
            yield Difference("translation", name, "statement", found, "it is one of a statement")
        return
    named = (as_text(statement["conversation_id"]), as_text(statement["number"]))
    if named != (as_text(row["conversation_id"]), as_text(row["of"])):
        found = f"the row points to statement {' '.join(named)}"
        yield Difference("translation", name, "statement", found, "it is one of another")
    if row["text"] and not statement["text"]:
        found = "the row still has words"
        yield Difference("translation", name, "text", found, "the statement’s words were erased")
