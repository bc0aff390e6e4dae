"""Acts of a roll call, each with the time at which the server received it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from comity.standards.roll_call_channel import Officer

__all__ = ["ROLL_CALL_ACTS", "Called", "RollCallAct"]

ROLL_CALL_ACTS: Final = ("call", "ballot", "explanation", "close", "correction")


@dataclass(frozen=True, slots=True)
class Called:
    """A party on the roll with its status: ``member`` is entitled to vote, any other is not."""

    party: str
    status: str = "member"


@dataclass(frozen=True, slots=True)
class RollCallAct:
    """One act: what was done, and ``at`` which instant of UTC the server received it.

    ``vote`` is that of a ballot, or in a correction note the vote that was intended. ``code`` is
    the digest of the one-time code that a ballot was given with. A ``call`` sets up what follows:
    ``question``, ``roll`` and ``root``, the root of the checkpoint that draws the running order.
    """

    kind: str
    at: datetime
    party: str = ""
    by: str = ""
    number: str = ""
    line: int = 0
    vote: str = ""
    text: str = ""
    code: str = ""
    channel: str = "web"
    officers: tuple[Officer, ...] = ()
    mandate_until: datetime | None = None
    question: str = ""
    roll: tuple[Called, ...] = ()
    root: str = ""
