"""What may be told of an open conversation: one source for pages, interface and files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from comity.dialogue import Answered, decode_terms, shown_states
from comity.site.dialogue.models import Conversation, Statement
from comity.site.dialogue.tallies import live_rule, standing_of
from comity.site.record.models import Entry
from comity.statistics import jeffreys

__all__ = ["LiveCell", "LiveResults", "LiveShare", "left_since", "live_results"]

ERASED: Final = "dialogue.erase_votes"


@dataclass(frozen=True, slots=True)
class LiveShare:
    """A share of those who voted, from 0 to 1, and its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LiveCell:
    """What is shown of one statement; without values where there is not enough data yet.

    ``n`` is how many people had voted on it when it last moved.
    """

    statement: int
    n: int | None = None
    agree: LiveShare | None = None
    disagree: LiveShare | None = None
    passed: LiveShare | None = None


@dataclass(frozen=True, slots=True)
class LiveResults:
    """The live results of one tier: ``cells`` of all statements that are voted on, by number.

    ``rule`` and ``version`` name the rule they follow, ``step`` by how many people each cell moves
    at least, ``level`` that of the intervals. There are no cells where it was fixed at the opening
    that results are shown after the close only. Tiers are never added up.
    """

    conversation: str
    tier: str
    rule: str
    version: int
    step: int
    level: float
    live: bool
    cells: tuple[LiveCell, ...]

    @property
    def by_statement(self) -> Mapping[int, LiveCell]:
        """Return the cells by the numbers of their statements."""
        return {cell.statement: cell for cell in self.cells}


def live_results(conversation: str) -> LiveResults | None:
    """Return what may be shown of the votes of a conversation, or None where there is none such.

    Nothing else may show counts of an open conversation: who subtracts any two of these values, of
    any two times, has ten people or more in the difference.
    """
    row = Conversation.objects.filter(pk=conversation).only("code", "terms").first()
    if row is None:
        return None
    terms, rule = decode_terms(bytes(row.terms)), live_rule()
    cells: tuple[LiveCell, ...] = ()
    if terms.live:
        kept = Statement.objects.filter(conversation=row, state__in=shown_states(terms))
        numbers = kept.exclude(text="").order_by("number").values_list("number", flat=True)
        shown = standing_of(row.id, row.code).shown
        cells = tuple(_cell(number, shown.get(number), rule.level) for number in numbers)
    return LiveResults(
        conversation=row.id,
        tier=terms.tier,
        rule=rule.id,
        version=rule.version,
        step=rule.step,
        level=rule.level,
        live=terms.live,
        cells=cells,
    )


def left_since(conversation: str) -> int:
    """Return how many people have taken their votes out."""
    return Entry.objects.filter(act=ERASED, subject=f"dialogue:votes:{conversation}").count()


def _cell(statement: int, counts: Answered | None, level: float) -> LiveCell:
    if counts is None:
        return LiveCell(statement)
    parts = np.array([counts.agree, counts.disagree, counts.passed])
    low, high = jeffreys(parts, np.full(3, counts.seen), level)
    shares = [
        LiveShare(int(part) / counts.seen, float(least), float(most))
        for part, least, most in zip(parts, low, high, strict=True)
    ]
    return LiveCell(statement, counts.seen, *shares)
