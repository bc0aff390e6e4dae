"""A text that a machine drafted and a person made their own: both stand, for anybody to compare.

It is a member of the bundle whose manifest the sign-off binds, so the machine's draft, what wrote
it and the text as signed are all under the same signature.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from comity.canonical import decode, encode
from comity.fault import N_, Fault, FaultKind, Place
from comity.language import TextRule
from comity.oversight.provenance import Machine, machine_fields

__all__ = ["LONGEST_REVIEWED", "Reviewed", "decode_reviewed", "encode_reviewed", "text_faults"]

LONGEST_REVIEWED: Final = 8_000

EMPTY: Final = FaultKind(
    "oversight.text_empty",
    N_("the text is empty"),
    N_("who signs a text signs words"),
    N_("Write it, or bring the draft back by opening the item again."),
)
TOO_LONG: Final = FaultKind(
    "oversight.text_long",
    N_("the text has {length} characters"),
    N_("it has at most {most}"),
    N_("Shorten it. What you wrote stands below."),
)
HIDDEN_SIGNS: Final = FaultKind(
    "oversight.text_controls",
    N_("the text holds invisible control characters: {characters}"),
    N_("such characters can make a text read as something other than it says"),
    N_("They are taken out of the text below. Read it again and go on."),
)
WORDS: Final = TextRule(LONGEST_REVIEWED, TOO_LONG, HIDDEN_SIGNS, EMPTY)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A text as signed, the draft it came from, and the machine that wrote the draft.

    ``language`` is the tag of both texts.
    """

    language: str
    draft: str
    machine: Machine
    text: str


def text_faults(text: str) -> tuple[Fault, ...]:
    """Return what speaks against signing ``text``."""
    return tuple(WORDS.faults(text, Place("text")))


def encode_reviewed(reviewed: Reviewed) -> bytes:
    """Return the member of a bundle that holds both texts: canonical JSON."""
    return encode(
        {
            "v": 1,
            "language": reviewed.language,
            "draft": reviewed.draft,
            "machine": machine_fields(reviewed.machine),
            "text": reviewed.text,
        }
    )


def decode_reviewed(data: bytes) -> Reviewed:
    """Return the texts that a member holds; ``ValueError`` where it holds none."""
    try:
        members: Any = decode(data)
        origin = members["machine"]
        machine = Machine(**{**origin, "at": datetime.fromisoformat(origin["at"])})
        reviewed = Reviewed(members["language"], members["draft"], machine, members["text"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no reviewed text: {error}") from error
    if encode_reviewed(reviewed) != data:
        raise ValueError("no reviewed text of version 1")
    return reviewed
