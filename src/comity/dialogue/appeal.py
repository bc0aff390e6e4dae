"""An author's appeal against the rejection of a statement, and what another person decides on it.

The words of an appeal are for its author and for who decides; they are sealed and can be erased.
The decision is public: its outcome, and a reason of a closed list, read in six languages.
"""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from comity.canonical import encode
from comity.dialogue.conversation import REASONS
from comity.fault import N_, Fault, FaultKind, Place
from comity.language import TextRule

__all__ = [
    "CLEARED",
    "LONGEST_APPEAL",
    "OUTCOMES",
    "Outcome",
    "appeal_faults",
    "appeal_payload",
    "outcome_faults",
    "outcome_payload",
]

Outcome: TypeAlias = Literal["upheld", "overturned"]
"""``upheld``: the statement stays rejected; ``overturned``: it is shown after all."""

LONGEST_APPEAL: Final = 500
CLEARED: Final[Mapping[str, str]] = {
    "does_not_apply": N_("The reason that was given does not apply to it."),
    "understood": N_("It can be understood and voted on as it stands."),
}
"""Why a statement is shown all the same: a closed list, as the reasons for rejecting are."""
OUTCOMES: Final[Mapping[str, Mapping[str, str]]] = {"upheld": REASONS, "overturned": CLEARED}
"""The reasons that each outcome may have."""

NO_WORDS: Final = FaultKind(
    "dialogue.appeal_empty",
    N_("the appeal says nothing"),
    N_("an appeal says in words why the statement should be shown"),
    N_("Write a sentence or two for the person who decides."),
)
TOO_LONG: Final = FaultKind(
    "dialogue.appeal_long",
    N_("the appeal has {length} characters"),
    N_("an appeal has at most {most}"),
    N_("Shorten it. Nothing of it was lost: it stands below."),
)
HIDDEN_SIGNS: Final = FaultKind(
    "dialogue.appeal_controls",
    N_("the appeal holds invisible control characters: {characters}"),
    N_("such characters can make a text read as something other than it says"),
    N_("They are taken out of the text below. Read it again and send it."),
)
NO_OUTCOME: Final = FaultKind(
    "dialogue.appeal_outcome",
    N_("the appeal is “{outcome}” because of “{reason}”"),
    N_("an appeal is upheld or overturned, for one of the published reasons"),
    N_("Choose the reason that fits best."),
)


WORDS: Final = TextRule(LONGEST_APPEAL, TOO_LONG, HIDDEN_SIGNS, NO_WORDS)


def appeal_faults(text: str) -> tuple[Fault, ...]:
    """Return all that speaks against the words of an appeal as somebody sent it."""
    return tuple(WORDS.faults(text, Place("appeal")))


def outcome_faults(number: int, outcome: str, reason: str) -> tuple[Fault, ...]:
    """Return what speaks against a decision on the appeal of statement ``number``."""
    if reason in OUTCOMES.get(outcome, {}):
        return ()
    place = Place(f"statement {number}")
    return (NO_OUTCOME.at(place, outcome=outcome, reason=reason),)


def appeal_payload(number: int, text: str) -> bytes:
    """Return the content of the entry of an appeal: canonical JSON."""
    return encode({"v": 1, "statement": number, "text": text})


def outcome_payload(number: int, outcome: str, reason: str) -> bytes:
    """Return the content of the entry of a decision on an appeal: canonical JSON."""
    return encode({"v": 1, "statement": number, "outcome": outcome, "reason": reason})
