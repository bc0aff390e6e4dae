"""What the record tells of conversations: how each was opened, what was said in it, its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from comity.canonical import decode
from comity.dialogue import Terms, decode_terms
from comity.site.dialogue.actions import (
    ADMIT,
    APPEAL,
    CLOSE,
    CONCERN,
    DECIDE,
    DECIDE_APPEAL,
    DECIDE_CONCERNS,
    DESTROY,
    EMBED,
    ERASE_VOTES,
    MODERATE,
    OPEN,
    SEE,
    SEED,
    SUBMIT,
    TRANSLATE,
)
from comity.site.record.reconcile import Label
from comity.site.record.recorded import Recorded, recorded_acts

__all__ = [
    "ENTER",
    "RecordedConversation",
    "RecordedSaid",
    "RecordedStatement",
    "RecordedTranslation",
    "Ruled",
    "labels_of_conversations",
    "recorded_conversations",
]

ENTER: Final = "dialogue.enter_ballots"
TOLD: Final = (
    *(OPEN, SEED, SUBMIT, MODERATE, APPEAL, DECIDE_APPEAL, CONCERN, DECIDE_CONCERNS),
    *(TRANSLATE, ENTER, SEE, EMBED, CLOSE, ADMIT),
)
"""The acts whose subject is the conversation itself."""


@dataclass(frozen=True, slots=True)
class RecordedStatement:
    """An entry that brought a statement, and its content: nothing of that once it was erased."""

    entry: Recorded
    content: Mapping[str, Any]

    @property
    def is_seed(self) -> bool:
        """Return whether it is the organisation's own."""
        return self.entry.statement.act == SEED


@dataclass(frozen=True, slots=True)
class RecordedTranslation:
    """An entry that brought a translation, and its content: nothing of that once it was erased."""

    entry: Recorded
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecordedSaid:
    """An entry that brought an appeal or a concern, and its content: nothing once it was erased.

    ``against`` is the entry of the rejection, as long as an appeal tells of which statement.
    """

    entry: Recorded
    content: Mapping[str, Any]
    against: Recorded | None = None


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a moderator decided by an entry, on a statement or on an appeal, and why."""

    entry: Recorded
    decision: str
    reason: str


@dataclass(slots=True)
class RecordedConversation:
    """A conversation as its entries tell it, in their order.

    ``beside`` are entries about its pseudonyms and flags, alarms that were seen, votes taken out
    and late ones admitted, ``erased`` the leaves of those votes. ``rulings`` is what was decided
    last on each statement, ``outcomes`` what on its appeal, ``decisions`` the entries of all that
    was decided.
    """

    opened: Recorded
    terms: Terms | None
    closed: Recorded | None = None
    statements: list[RecordedStatement] = field(default_factory=list)
    translations: list[RecordedTranslation] = field(default_factory=list)
    appeals: list[RecordedSaid] = field(default_factory=list)
    concerns: list[RecordedSaid] = field(default_factory=list)
    rulings: dict[int, Ruled] = field(default_factory=dict)
    outcomes: dict[int, Ruled] = field(default_factory=dict)
    decisions: list[Recorded] = field(default_factory=list)
    batches: list[Recorded] = field(default_factory=list)
    beside: list[Recorded] = field(default_factory=list)
    erased: set[bytes] = field(default_factory=set)

    @property
    def id(self) -> str:
        """Return the conversation's id."""
        return self.opened.statement.subject.rpartition(":")[2]

    def is_shown(self, statement: RecordedStatement) -> bool | None:
        """Return whether a statement's words are published; None where nobody can tell any more."""
        if not statement.content or self.terms is None:
            return None
        ruled = self.rulings.get(statement.content["statement"])
        if ruled is None:
            return self.terms.moderation == "after"
        return ruled.decision == "accepted"

    def is_read(self, translation: RecordedTranslation) -> bool | None:
        """Return whether a translation is published; None where nobody can tell any more."""
        of = translation.content.get("of")
        if of is None:
            return None
        ruled = self.rulings.get(int(of)) if of.isdigit() else None
        return ruled is None or ruled.decision == "accepted"


def recorded_conversations() -> Sequence[RecordedConversation]:
    """Return the conversations that the record tells of, in the order in which they opened."""
    found: dict[str, RecordedConversation] = {}
    for one in recorded_acts(*TOLD):
        subject = one.statement.subject
        if one.statement.act == OPEN:
            terms = None if one.content is None else decode_terms(one.content)
            found.setdefault(subject, RecordedConversation(one, terms))
        elif subject in found:
            _add(found[subject], one)
    for one in recorded_acts(DESTROY, ERASE_VOTES, DECIDE):
        about = f"dialogue:conversation:{one.statement.subject.rpartition(':')[2]}"
        if about in found:
            found[about].beside.append(one)
            found[about].erased |= set(map(bytes.fromhex, _members(one.content).get("leaves", ())))
    return list(found.values())


def labels_of_conversations(conversations: Sequence[RecordedConversation]) -> dict[int, Label]:
    """Return what the rows of these entries say beyond their bytes: symbol, title, what is open."""
    labels = {}
    for one in conversations:
        symbol, title = (one.terms.symbol, one.terms.title) if one.terms else (None, None)
        for entry in (one.opened, one.closed, *one.decisions, *one.beside):
            if entry is not None:
                labels[entry.row] = Label(symbol, title)
        for statement in one.statements:
            shown = False if statement.is_seed else one.is_shown(statement)
            labels[statement.entry.row] = Label(symbol, title, shown)
        for said in (*one.appeals, *one.concerns):
            labels[said.entry.row] = Label(symbol, title, opened=False)
        for translation in one.translations:
            labels[translation.entry.row] = Label(symbol, title, one.is_read(translation))
    return labels


def _add(conversation: RecordedConversation, one: Recorded) -> None:
    act = one.statement.act
    if act == CLOSE:
        conversation.closed = conversation.closed or one
    elif act == ENTER:
        conversation.batches.append(one)
    elif act == TRANSLATE:
        conversation.translations.append(RecordedTranslation(one, _members(one.content)))
    elif act in (ADMIT, SEE, EMBED):
        conversation.beside.append(one)
    elif act == APPEAL:
        content = _members(one.content)
        ruled = conversation.rulings.get(content.get("statement", 0))
        against = None if ruled is None else ruled.entry
        conversation.appeals.append(RecordedSaid(one, content, against))
    elif act == CONCERN:
        conversation.concerns.append(RecordedSaid(one, _members(one.content)))
    elif act in (MODERATE, DECIDE_APPEAL, DECIDE_CONCERNS):
        _add_decision(conversation, one)
    else:
        conversation.statements.append(RecordedStatement(one, _members(one.content)))


def _add_decision(conversation: RecordedConversation, one: Recorded) -> None:
    content = _members(one.content)
    number, reason = content.get("statement", 0), content.get("reason", "")
    conversation.decisions.append(one)
    if one.statement.act == MODERATE:
        conversation.rulings.setdefault(number, Ruled(one, content.get("decision", ""), reason))
        return
    if one.statement.act == DECIDE_CONCERNS:
        if content.get("decision") == "rejected":
            conversation.rulings[number] = Ruled(one, "rejected", reason)
        return
    outcome = content.get("outcome", "")
    conversation.outcomes.setdefault(number, Ruled(one, outcome, reason))
    if outcome == "overturned":
        conversation.rulings[number] = Ruled(one, "accepted", "")


def _members(content: bytes | None) -> Mapping[str, Any]:
    members: Any = {} if content is None else decode(content)
    return members if isinstance(members, Mapping) else {}
