"""What pages may know of live conversations, as plain values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet

from comity.dialogue import (
    DECIDED_IN,
    SEEDED_IN,
    Answered,
    Shown,
    Stage,
    Tally,
    Terms,
    Translation,
    VoteLog,
    decode_terms,
    draw_next,
    shown_states,
    stage_of,
    tier_of,
)
from comity.dialogue import (
    Conversation as Gathered,
)
from comity.dialogue import Statement as Voted
from comity.dialogue import offer as offered
from comity.oversight import Reviewed, decode_not_cited, decode_reviewed
from comity.site.dialogue.models import (
    Conversation,
    PublishedReport,
    ReportDraft,
    Statement,
    VoteLine,
)
from comity.site.dialogue.tallies import standing_of
from comity.site.record.meanwhile import meanwhile
from comity.site.record.models import Entry
from comity.site.record.queries import newest
from comity.statistics import Draw, Integers, derive_seed

__all__ = [
    "STEP",
    "ConversationView",
    "DraftView",
    "OwnStatement",
    "StatementLine",
    "Waiting",
    "conversation_by_code",
    "conversation_with",
    "draft_of",
    "drawn_votes",
    "gathered",
    "has_conversation",
    "languages_of",
    "next_statement",
    "next_symbol",
    "open_conversations",
    "own_statements",
    "shown_statements",
    "undrafted",
    "waiting_count",
    "waiting_statements",
]

NUMBERED: Final = re.compile(r"dia-[0-9]{1,9}")
STEP: Final = 10
"""Public counts of people move in steps of this many (docs/howto/protect-ballots.md)."""
DESTROYED: Final = "dialogue.destroy_pseudonyms"
TOOK_PART: Final = (
    "SELECT count FROM dialogue_participation "
    "WHERE conversation_id = %s AND part = 'tier' AND value = %s"
)
MODERATED: Final = {"waiting": 0, "accepted": 1, "rejected": -1}


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation as its pages show it. ``took_part`` is rounded down to a multiple of STEP.

    ``rejected`` counts those too that were overturned on appeal. ``closed`` is when it was closed,
    ``keyless`` on what day the key of its pseudonyms was destroyed; ``suspended`` that the key is
    missing while it is open. ``told`` is what anybody may be told of the votes, by statement, and
    ``under`` the newest entry when it was read.
    """

    id: str
    symbol: str
    code: str
    terms: Terms
    stage: Stage
    statements: int
    took_part: int
    rejected: int
    report: str | None
    closed: datetime | None = None
    keyless: date | None = None
    suspended: bool = False
    told: Mapping[int, Answered] = field(default_factory=dict, repr=False, compare=False)
    under: str = field(default="", repr=False, compare=False)

    @property
    def title(self) -> str:
        """Return the title."""
        return self.terms.title

    @property
    def takes(self) -> bool:
        """Return whether votes and statements are taken now."""
        return self.stage == "open" and not self.suspended

    @property
    def decides(self) -> bool:
        """Return whether a moderator may decide on a statement now."""
        return self.stage in DECIDED_IN

    @property
    def seeds(self) -> bool:
        """Return whether the organisation may add statements of its own now."""
        return self.stage in SEEDED_IN


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement that is voted on, and its translation for who reads it in another language."""

    number: int
    text: str
    language: str
    translation: Translation | None = None

    @property
    def of(self) -> str:
        """Return by what a vote or a translation names it."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class OwnStatement:
    """A statement somebody sent: what became of it, and why it was rejected if it was."""

    line: StatementLine
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A statement on which a moderator has to decide; ``author`` is the pseudonym it came by."""

    line: StatementLine
    day: date
    author: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """The draft of a report: the summary a machine wrote, and when it was computed.

    ``not_cited`` are the statements that a plug-in left out, None where the template wrote.
    """

    summary: Reviewed
    at: datetime
    not_cited: tuple[str, ...] | None = None


def conversation_with(conversation: str, now: datetime) -> ConversationView | None:
    """Return the conversation with this id, or None."""
    under = newest()
    state = _state(conversation)
    if state is None:
        return None
    kept = meanwhile(under, ("conversation", conversation), lambda: _settled(conversation))
    return _view(kept, state, under, now)


def languages_of(conversation: str) -> Sequence[str]:
    """Return the languages of a conversation; none where there is no such conversation."""
    terms = Conversation.objects.filter(pk=conversation).values_list("terms", flat=True).first()
    return () if terms is None else decode_terms(bytes(terms)).languages


def has_conversation(conversation: str) -> bool:
    """Return whether there is a conversation with this id."""
    # Not by the model, which takes longer than the rest of a vote's way through the site.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM dialogue_conversation WHERE id = %s", [conversation])
        return cursor.fetchone() is not None


def conversation_by_code(code: str) -> str | None:
    """Return the id of the conversation with this short code, however it was typed, or None."""
    plain = "".join(code.upper().split()).replace("-", "")
    return Conversation.objects.filter(code=plain).values_list("pk", flat=True).first()


def open_conversations(now: datetime) -> Sequence[ConversationView]:
    """Return the conversations that have no report yet, those that close first at the front."""
    published = PublishedReport.objects.values("pk")
    rows = Conversation.objects.exclude(pk__in=published).order_by("closes_at", "pk")
    found = (conversation_with(pk, now) for pk in rows.values_list("pk", flat=True))
    return [view for view in found if view is not None]


def next_symbol(series: str) -> tuple[str, str]:
    """Return symbol and id of the next conversation of ``series``: ``A24/DIA/5`` and ``dia-5``."""
    taken = [*Conversation.objects.values_list("pk"), *PublishedReport.objects.values_list("pk")]
    numbers = [int(name[4:]) for (name,) in taken if NUMBERED.fullmatch(name)]
    number = max(numbers, default=0) + 1
    return f"{series}/DIA/{number}", f"dia-{number}"


def shown_statements(view: ConversationView) -> Sequence[StatementLine]:
    """Return the statements that are voted on, by number."""
    states = shown_states(view.terms)
    rows = Statement.objects.filter(conversation=view.id, state__in=states).exclude(text="")
    rows = rows.order_by("number")
    return [StatementLine(*row) for row in rows.values_list("number", "text", "language")]


def own_statements(view: ConversationView, author: str) -> Sequence[OwnStatement]:
    """Return what one pseudonym sent, and what became of it."""
    rows = Statement.objects.filter(conversation=view.id, author=author).order_by("number")
    columns = ("number", "text", "language", "state", "reason")
    return [
        OwnStatement(StatementLine(number, text, language), state, reason)
        for number, text, language, state, reason in rows.values_list(*columns)
    ]


def waiting_count(view: ConversationView) -> int:
    """Return on how many statements nobody has decided."""
    return _waiting(view).count()


def waiting_statements(view: ConversationView, start: int, count: int) -> Sequence[Waiting]:
    """Return so many of the statements nobody has decided on, the oldest first, from ``start``."""
    columns = ("number", "text", "language", "day", "author")
    rows = _waiting(view).order_by("number").values_list(*columns)
    return [
        Waiting(StatementLine(number, text, language), day, author)
        for number, text, language, day, author in rows[start : start + count]
    ]


def next_statement(
    view: ConversationView, statements: Sequence[StatementLine], voted: Mapping[int, int], who: str
) -> tuple[StatementLine, float] | None:
    """Return the statement to show next and the probability it was drawn with; None at the end.

    The draw depends on ``who`` looks and on how many votes they have cast, so that a page loaded
    again shows the same statement. Whoever loads it often sees the probabilities: they follow the
    counts that may be shown to anybody.
    """
    columns = {one.number: place for place, one in enumerate(statements)}
    made = offered(
        [Voted(str(one.number), "", 1) for one in statements],
        _aligned(view.told, columns),
    )
    seen = np.array([columns[number] for number in voted if number in columns], dtype=np.int64)
    seed = derive_seed(len(seen), "next", view.code, who)
    drawn: Shown | None = draw_next(made, seen, Draw(seed))
    return None if drawn is None else (statements[drawn.column], drawn.propensity)


def draft_of(conversation: str) -> DraftView | None:
    """Return the draft of a closed conversation's report, or None."""
    row = ReportDraft.objects.filter(pk=conversation).first()
    if row is None:
        return None
    left_out = decode_not_cited(bytes(row.not_cited))
    return DraftView(decode_reviewed(bytes(row.summary)), row.made_at, left_out)


def undrafted() -> Sequence[tuple[str, str]]:
    """Return id and language of each closed conversation without a draft and without a report."""
    done = ReportDraft.objects.values("pk")
    published = PublishedReport.objects.values("pk")
    rows = (
        Conversation.objects.filter(state="closed").exclude(pk__in=done).exclude(pk__in=published)
    )
    return [(row.id, decode_terms(bytes(row.terms)).language) for row in rows.order_by("pk")]


def gathered(conversation: str) -> Gathered:
    """Return all votes and statements of a conversation, as a report is computed from them."""
    columns = ("seq", "voter", "statement", "vote")
    lines = VoteLine.objects.filter(conversation=conversation).order_by("seq")
    rows = list(lines.values_list(*columns))
    seqs, voters, numbers, votes = zip(*rows, strict=True) if rows else ((), (), (), ())
    log = VoteLog.of(voters, [str(number) for number in numbers], votes, seqs)
    kept = Statement.objects.filter(conversation=conversation).order_by("number")
    told = kept.values_list("number", "text", "language", "state")
    statements = tuple(
        Voted(str(number), text, MODERATED[state] if text else -1, language=language)
        for number, text, language, state in told
    )
    return Gathered(log, statements, ())


def _waiting(view: ConversationView) -> QuerySet[Statement]:
    return Statement.objects.filter(conversation=view.id, state="waiting").exclude(text="")


def drawn_votes(conversation: str, tier: str) -> tuple[VoteLog, Integers]:
    """Return the votes of a ``tier``, and of each the probability of its draw in millionths.

    It is 0 where the person chose the statement.
    """
    columns = ("seq", "voter", "statement", "vote", "propensity")
    lines = VoteLine.objects.filter(conversation=conversation).order_by("seq")
    rows = [row for row in lines.values_list(*columns) if tier_of(row[1]) == tier]
    seqs, voters, numbers, votes, chance = zip(*rows, strict=True) if rows else ((),) * 5
    log = VoteLog.of(voters, [str(number) for number in numbers], votes, seqs)
    return log, np.array([one or 0 for one in chance], dtype=np.int64)


def _state(conversation: str) -> str | None:
    """Return what was noted of closing, which no entry tells while ballots are being entered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM dialogue_conversation WHERE id = %s", [conversation])
        row = cursor.fetchone()
        return None if row is None else str(row[0])


def _settled(conversation: str) -> ConversationView:
    """Return what only an entry changes of a conversation."""
    row = Conversation.objects.select_related("closed").get(pk=conversation)
    terms = decode_terms(bytes(row.terms))
    kept = Statement.objects.filter(conversation=row)
    report = PublishedReport.objects.filter(pk=row.id).values_list("pk", flat=True).first()
    return ConversationView(
        id=row.id,
        symbol=row.symbol,
        code=row.code,
        terms=terms,
        stage="planned",
        statements=kept.filter(state__in=shown_states(terms)).exclude(text="").count(),
        took_part=0,
        rejected=kept.filter(Q(state="rejected") | Q(appeal__state="overturned")).count(),
        report=report,
        closed=None if row.closed is None else row.closed.at,
        keyless=_keyless(row.id),
    )


def _view(settled: ConversationView, state: str, under: str, now: datetime) -> ConversationView:
    """Return a conversation as it is now: its stage, and how many people have voted.

    Counted are those of the tier that shapes the report, also who took their votes out since: a
    count that fell would tell of them.
    """
    terms = settled.terms
    with connection.cursor() as cursor:
        cursor.execute(TOOK_PART, [settled.id, terms.tier])
        row = cursor.fetchone()
    return replace(
        settled,
        stage=stage_of(state, terms.opens, terms.closes, now),
        took_part=(row[0] if row else 0) // STEP * STEP,
        told=standing_of(settled.id, settled.code).shown,
        under=under,
    )


def _keyless(conversation: str) -> date | None:
    about = f"dialogue:pseudonyms:{conversation}"
    entries = Entry.objects.filter(act=DESTROYED, subject=about).order_by("pk")
    at = entries.values_list("at", flat=True).first()
    return None if at is None else at.date()


def _aligned(shown: Mapping[int, Answered], columns: Mapping[int, int]) -> Tally:
    """Return the counts in the order of ``columns``; what has none yet has zeros."""
    placed = np.zeros((3, len(columns)), dtype=np.int64)
    for number, counts in shown.items():
        if number in columns:
            placed[:, columns[number]] = counts.agree, counts.disagree, counts.passed
    return Tally(*placed)
