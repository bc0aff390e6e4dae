"""What became of each statement, step by step, as plain values: no words, no author."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from comity.canonical import decode
from comity.dialogue import UNUSED, Use, unused, uses
from comity.site.dialogue.models import AppealRow, PublishedReport, Statement, TranslationRow
from comity.site.dialogue.queries.conversation import StatementLine
from comity.site.record.models import Entry

__all__ = ["Step", "Trail", "statement_count", "trails", "trails_of", "unused_in"]

SEEDED: Final = "dialogue.seed_statements"
DECISIONS: Final = {
    "dialogue.moderate_statement": "decision",
    "dialogue.decide_concerns": "decision",
    "dialogue.decide_appeal": "outcome",
}
"""The acts that decide on a statement, and the member of their content that says what."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: seeded, sent, accepted, rejected, appealed, upheld, overturned or kept.

    Or translated: its translation into ``language`` was changed after ``votes``, in steps of ten.
    """

    kind: str
    day: date
    reason: str = ""
    language: str = ""
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Trail:
    """A statement and its steps; ``line`` has no text where its words are not shown.

    ``state`` is where it stands, ``use`` what became of it in the published report.
    """

    line: StatementLine
    state: str
    erased: bool
    steps: Sequence[Step]
    use: Use | None


def statement_count(conversation: str) -> int:
    """Return how many statements were sent or entered, whatever became of them."""
    return Statement.objects.filter(conversation=conversation).count()


def trails(conversation: str, start: int, count: int) -> Sequence[Trail]:
    """Return the trails of so many statements from ``start``, by number."""
    rows = Statement.objects.filter(conversation=conversation).order_by("number")
    return _trails(conversation, list(rows.select_related("entry")[start : start + count]))


def trails_of(conversation: str, author: str) -> Mapping[int, Trail]:
    """Return the trails of what one pseudonym sent, by number."""
    own = Statement.objects.filter(conversation=conversation, author=author).exclude(author="")
    found = _trails(conversation, list(own.select_related("entry").order_by("number")))
    return {one.line.number: one for one in found}


def unused_in(conversation: str, report: Mapping[str, Any]) -> Sequence[tuple[str, Sequence[int]]]:
    """Return why ``report`` does not lead with accepted statements, and with which of them."""
    accepted = Statement.objects.filter(conversation=conversation, state="accepted")
    numbers = accepted.exclude(text="").order_by("number").values_list("number", flat=True)
    found = unused(uses(report, [str(number) for number in numbers]))
    return [(UNUSED[name], [int(one) for one in ids]) for name, ids in found.items()]


def _trails(conversation: str, rows: Sequence[Statement]) -> Sequence[Trail]:
    numbers = {row.number for row in rows}
    steps = _steps(conversation, numbers)
    used = _uses(conversation, [str(number) for number in sorted(numbers)])
    return [_trail(row, steps.get(row.number, ()), used.get(str(row.number))) for row in rows]


def _trail(row: Statement, steps: Sequence[tuple[int, Step]], use: Use | None) -> Trail:
    shown = row.state == "accepted"
    first = Step("seeded" if row.entry.act == SEEDED else "sent", row.day)
    return Trail(
        StatementLine(row.number, row.text if shown else "", row.language),
        row.state,
        not row.text,
        [first, *(step for _, step in sorted(steps, key=lambda one: one[0]))],
        use if shown else None,
    )


def _steps(conversation: str, numbers: set[int]) -> Mapping[int, Sequence[tuple[int, Step]]]:
    """Return the steps after the first by statement, each with the key of its entry: its order."""
    found = _decisions(conversation, numbers)
    rows = AppealRow.objects.filter(
        statement__conversation=conversation, statement__number__in=numbers
    )
    for number, entry, day in rows.values_list("statement__number", "entry_id", "day"):
        found.setdefault(number, []).append((entry, Step("appealed", day)))
    changed = TranslationRow.objects.filter(
        conversation=conversation, statement__number__in=numbers, statement__state="accepted"
    ).exclude(votes_before=None)
    columns = ("statement__number", "entry_id", "entry__at", "language", "votes_before")
    for number, entry, at, language, votes in changed.values_list(*columns):
        step = Step("translated", at.date(), language=language, votes=votes or 0)
        found.setdefault(number, []).append((entry, step))
    return found


def _decisions(conversation: str, numbers: set[int]) -> dict[int, list[tuple[int, Step]]]:
    about = f"dialogue:conversation:{conversation}"
    rows = Entry.objects.filter(act__in=DECISIONS, subject=about).exclude(payload=None)
    found: dict[int, list[tuple[int, Step]]] = {}
    for key, act, at, payload in rows.order_by("pk").values_list("pk", "act", "at", "payload"):
        said: Any = decode(bytes(payload or b"{}"))
        if said["statement"] in numbers:
            step = Step(said[DECISIONS[act]], at.date(), said["reason"])
            found.setdefault(said["statement"], []).append((key, step))
    return found


def _uses(conversation: str, statements: Sequence[str]) -> Mapping[str, Use]:
    kept = PublishedReport.objects.filter(pk=conversation).values_list("report", flat=True).first()
    if kept is None:
        return {}
    report: Any = decode(bytes(kept))
    return uses(report, statements)
