"""Was there such a decision? A claim, such as “185 to 1”, held against a list of decisions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from unicodedata import normalize

from comity.documents import FaultList, Table, read_table
from comity.fault import N_, FaultKind, Place, refuse
from comity.standards.acts_fields import Fields

__all__ = ["Claim", "ClaimAnswer", "ListedDecision", "check_claim", "parse_votes", "read_decisions"]

NAMES: Final = ("decision", "symbol", "unres", "id", "rcid")
TITLES: Final = ("title", "subject", "short")
COUNTS: Final = (("yes", "pub-yes"), ("no", "pub-no"), ("abstain", "abstention", "pub-abstain"))
VOTES: Final = re.compile(r"([0-9]{1,6})[-–:]([0-9]{1,6})(?:[-–:]([0-9]{1,6}))?", re.ASCII)
MOST_NEAR: Final = 5

NO_COLUMNS: Final = FaultKind(
    "standards.decisions_columns",
    N_("the first line names {found}"),
    N_("a list of decisions has the columns decision, date, title, yes and no"),
    N_("Missing: {missing}. Rename or add the columns."),
)
BAD_VOTES: Final = FaultKind(
    "standards.claim_votes",
    N_("the votes claimed are “{found}”"),
    N_("they are written as in 185-1, or 92-46-25 with the abstentions"),
    N_("Correct them, or leave them out."),
)


@dataclass(frozen=True, slots=True)
class ListedDecision:
    """One decision of a list: its symbol, day and title, and how many voted yes, no, abstained."""

    name: str
    day: date
    title: str
    counts: tuple[int, int, int]
    line: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed: words of the title, votes for and against, and between which days."""

    words: tuple[str, ...] = ()
    votes: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """Which decisions are as claimed, of how many; and the nearest counts where none is."""

    found: tuple[ListedDecision, ...]
    near: tuple[ListedDecision, ...]
    searched: int
    first: date | None
    last: date | None


def parse_votes(text: str) -> tuple[int, ...]:
    """Return the numbers of ``185-1`` or ``92-46-25``; raise ``RefusedError`` for other texts."""
    match = VOTES.fullmatch(text.strip())
    if match is None:
        raise refuse(BAD_VOTES.at(Place("--votes"), found=text))
    return tuple(int(one) for one in match.groups() if one is not None)


def read_decisions(data: bytes, name: str = "decisions.csv") -> tuple[ListedDecision, ...]:
    """Return the decisions of the file; raise ``RefusedError`` with all its faults."""
    faults, table = FaultList(name), read_table(data, name)
    places = _places(table)
    fields = Fields(name, faults)
    found = []
    for line, row in table.records(faults):
        day = fields.day(row[places[1]], line)
        counts = [fields.whole(row[place] or "0", line, "votes") for place in places[3:]]
        if day is not None:
            symbol = fields.text(row[places[0]], line, "decision") or f"line {line}"
            title = fields.text(row[places[2]], line, "title")
            yes, no, abstain = (*counts, 0)[:3]
            found.append(ListedDecision(symbol, day, title, (yes, no, abstain), line))
    faults.refuse_any()
    return tuple(found)


def check_claim(decisions: Sequence[ListedDecision], claim: Claim) -> ClaimAnswer:
    """Return which of ``decisions`` are as claimed.

    All words must stand in the title or the symbol, whatever their case; of votes those that were
    claimed must be equal. ``near`` are the decisions of that time whose counts come closest.
    """
    words = tuple(_folded(one) for one in claim.words)
    within = [one for one in decisions if _is_within(one, claim)]
    told = [one for one in within if all(word in _text(one) for word in words)]
    found = [one for one in told if one.counts[: len(claim.votes)] == claim.votes]
    days = [one.day for one in decisions]
    near = () if found or not claim.votes else _nearest(told or within, claim.votes)
    return ClaimAnswer(
        tuple(found), near, len(decisions), min(days, default=None), max(days, default=None)
    )


def _nearest(
    decisions: Iterable[ListedDecision], votes: tuple[int, ...]
) -> tuple[ListedDecision, ...]:
    def distance(one: ListedDecision) -> tuple[int, date, int]:
        pairs = zip(one.counts, votes, strict=False)
        return sum(abs(had - said) for had, said in pairs), one.day, one.line

    return tuple(sorted(decisions, key=distance)[:MOST_NEAR])


def _is_within(one: ListedDecision, claim: Claim) -> bool:
    early = claim.since is not None and one.day < claim.since
    return not early and (claim.until is None or one.day <= claim.until)


def _text(one: ListedDecision) -> str:
    return _folded(f"{one.name} {one.title}")


def _folded(text: str) -> str:
    return normalize("NFKC", text).casefold()


def _places(table: Table) -> list[int]:
    wanted = (NAMES, ("date",), TITLES, *COUNTS)
    places = [table.find(*names) for names in wanted]
    missing = [
        names[0] for names, place in zip(wanted[:5], places[:5], strict=True) if place is None
    ]
    if missing:
        told = {"found": ", ".join(table.columns)[:80], "missing": ", ".join(missing)}
        raise refuse(NO_COLUMNS.at(Place(table.name, line=1), **told))
    return [place for place in places if place is not None]
