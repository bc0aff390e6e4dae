"""A concern that somebody who votes raises about a statement, and what a moderator decides on it.

A concern hides nothing by itself. It is sealed and can be erased; the decision is public.
"""

from collections.abc import Mapping
from typing import Final

from comity.canonical import encode
from comity.dialogue.appeal import CLEARED
from comity.dialogue.conversation import REASONS
from comity.fault import N_, Fault, FaultKind, Place
from comity.language import TextRule

__all__ = [
    "CONCERN_DECISIONS",
    "CONCERN_STEP",
    "LONGEST_CONCERN",
    "concern_decision_faults",
    "concern_decision_payload",
    "concern_faults",
    "concern_payload",
    "stepped",
]

LONGEST_CONCERN: Final = 300
CONCERN_STEP: Final = 10
CONCERN_DECISIONS: Final[Mapping[str, Mapping[str, str]]] = {"kept": CLEARED, "rejected": REASONS}
"""The reasons that each decision may have."""

NO_REASON: Final = FaultKind(
    "dialogue.concern_reason",
    N_("the reason is “{reason}”"),
    N_("a concern has one of the published reasons for which a statement is not shown"),
    N_("Choose the reason that fits best."),
)
TOO_LONG: Final = FaultKind(
    "dialogue.concern_long",
    N_("what you add has {length} characters"),
    N_("a concern has at most {most}"),
    N_("Shorten it. Nothing of it was lost: it stands below."),
)
HIDDEN_SIGNS: Final = FaultKind(
    "dialogue.concern_controls",
    N_("what you add holds invisible control characters: {characters}"),
    N_("such characters can make a text read as something other than it says"),
    N_("They are taken out of the text below. Read it again and send it."),
)
NO_DECISION: Final = FaultKind(
    "dialogue.concern_decision",
    N_("the decision is “{decision}” because of “{reason}”"),
    N_("a statement about which there are concerns is kept or rejected, for a published reason"),
    N_("Choose the reason that fits best."),
)


WORDS: Final = TextRule(LONGEST_CONCERN, TOO_LONG, HIDDEN_SIGNS)


def concern_faults(reason: str, text: str) -> tuple[Fault, ...]:
    """Return what speaks against a concern as somebody raised it; words need not be added."""
    place = Place("concern")
    unknown = () if reason in REASONS else (NO_REASON.at(place, reason=reason),)
    return (*unknown, *WORDS.faults(text, place))


def concern_decision_faults(number: int, decision: str, reason: str) -> tuple[Fault, ...]:
    """Return what speaks against a decision on the concerns about statement ``number``."""
    if reason in CONCERN_DECISIONS.get(decision, {}):
        return ()
    place = Place(f"statement {number}")
    return (NO_DECISION.at(place, decision=decision, reason=reason),)


def concern_payload(number: int, reason: str, text: str) -> bytes:
    """Return the content of the entry of a concern; one without a reason takes it back."""
    return encode({"v": 1, "statement": number, "reason": reason, "text": text})


def concern_decision_payload(number: int, decision: str, reason: str) -> bytes:
    """Return the content of the entry of a decision on concerns: canonical JSON."""
    return encode({"v": 1, "statement": number, "decision": decision, "reason": reason})


def stepped(count: int) -> int:
    """Return ``count`` rounded down to a multiple of CONCERN_STEP: small counts tell of people."""
    return count // CONCERN_STEP * CONCERN_STEP
