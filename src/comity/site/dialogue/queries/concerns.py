"""What pages may know of concerns, as plain values: never how many, below ten, are about one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.canonical import decode
from comity.dialogue import stepped
from comity.record import opens, parse_entry
from comity.site.dialogue.models import ConcernRow
from comity.site.dialogue.queries.conversation import StatementLine
from comity.site.record.models import Entry

__all__ = [
    "ConcernCounts",
    "ConcernDecision",
    "OwnConcern",
    "Raised",
    "concern_counts",
    "concern_decisions",
    "own_concerns",
    "raised_concerns",
    "undecided",
]

RAISED: Final = "dialogue.raise_concern"
DECIDED: Final = "dialogue.decide_concerns"
MOST_TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class ConcernDecision:
    """What was decided on the concerns about a statement; ``entry`` is the key of its row."""

    number: int
    decision: str
    reason: str
    entry: int


@dataclass(frozen=True, slots=True)
class ConcernCounts:
    """How many entries of concerns a conversation has, and how many decisions on them.

    ``raised`` counts what was changed or taken back as well: the record shows no more of it.
    """

    raised: int
    kept: int
    rejected: int


@dataclass(frozen=True, slots=True)
class OwnConcern:
    """A concern as who raised it reads it."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Raised:
    """A statement about which concerns wait: how many at least, why, and what people added.

    ``waits`` is whether nobody has accepted it yet; ``author`` the pseudonym it came by.
    """

    line: StatementLine
    at_least: int
    reasons: Sequence[str]
    texts: Sequence[str]
    waits: bool
    author: str


def concern_decisions(conversation: str) -> Sequence[ConcernDecision]:
    """Return what the record says was decided on concerns, in its order."""
    rows = Entry.objects.filter(act=DECIDED, subject=f"dialogue:conversation:{conversation}")
    found = []
    for key, leaf, payload in rows.order_by("pk").values_list("pk", "leaf", "payload"):
        statement = parse_entry(bytes(leaf))
        if payload is None or not opens(statement.payload, bytes(payload), None):
            continue
        said: Any = decode(bytes(payload))
        found.append(ConcernDecision(said["statement"], said["decision"], said["reason"], key))
    return found


def concern_counts(conversation: str) -> ConcernCounts:
    """Return what everybody can count in the record: concerns of all statements, and decisions.

    Exact, since each is a public entry; about which statement one is, is sealed.
    """
    about = f"dialogue:conversation:{conversation}"
    decided = Counter(one.decision for one in concern_decisions(conversation))
    return ConcernCounts(
        raised=Entry.objects.filter(act=RAISED, subject=about).count(),
        kept=decided["kept"],
        rejected=decided["rejected"],
    )


def own_concerns(conversation: str, who: str) -> Mapping[int, OwnConcern]:
    """Return what one pseudonym has raised and not taken back, by statement."""
    rows = ConcernRow.objects.filter(statement__conversation=conversation, who=who).order_by("pk")
    columns = ("statement__number", "reason", "text")
    last = {number: OwnConcern(reason, text) for number, reason, text in rows.values_list(*columns)}
    return {number: one for number, one in sorted(last.items()) if one.reason}


def undecided(conversation: str, *but: str) -> Mapping[int, Sequence[OwnConcern]]:
    """Return by statement what was raised since somebody decided on it last, not by ``but``."""
    decided = {one.number: one.entry for one in concern_decisions(conversation)}
    rows = ConcernRow.objects.filter(statement__conversation=conversation)
    rows = rows.exclude(who__in=("", *but))
    columns = ("statement__number", "who", "reason", "text", "entry_id")
    last: dict[tuple[int, str], OwnConcern] = {}
    for number, who, reason, text, entry in rows.order_by("pk").values_list(*columns):
        last.pop((number, who), None)
        if reason and entry > decided.get(number, 0):
            last[number, who] = OwnConcern(reason, text)
    found: dict[int, list[OwnConcern]] = {}
    for (number, _), one in last.items():
        found.setdefault(number, []).append(one)
    return found


def raised_concerns(conversation: str) -> Sequence[Raised]:
    """Return the shown statements about which concerns wait, those with most steps first.

    What is in one step stands by number, and words by the alphabet: no order tells of anybody.
    """
    waiting = undecided(conversation)
    rows = ConcernRow.objects.filter(
        statement__conversation=conversation, statement__number__in=list(waiting)
    )
    shown = rows.exclude(statement__state="rejected").exclude(statement__text="")
    columns = ("number", "text", "language", "state", "author")
    told = shown.values_list(*(f"statement__{column}" for column in columns)).distinct()
    lines = [
        _raised(StatementLine(number, text, language), waiting[number], state, author)
        for number, text, language, state, author in told
    ]
    return sorted(lines, key=lambda one: (-one.at_least, one.line.number))


def _raised(line: StatementLine, said: Sequence[OwnConcern], state: str, author: str) -> Raised:
    reasons = sorted({one.reason for one in said})
    texts = sorted({one.text for one in said if one.text})[:MOST_TOLD]
    return Raised(line, stepped(len(said)), reasons, texts, state == "waiting", author)
