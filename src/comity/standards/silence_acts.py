"""Acts of a silence procedure, each with the time at which the server received it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from comity.standards.roll_call_channel import Officer

__all__ = ["NOTICES", "SILENCE_ACTS", "Addressee", "SilenceAct"]

NOTICES: Final = ("sent", "delivered", "opened", "acknowledged")
"""Steps of a notice: *delivered* is accepted by the mail server, *opened* is a pressed button."""

SILENCE_ACTS: Final = (
    "open",
    *NOTICES,
    "break",
    "withdraw_break",
    "statement",
    "extend",
    "corrigendum",
    "supersede",
    "withdraw",
    "downtime",
    "close",
    "admit_late",
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """A party whose silence is asked for, and the region it is counted in, if any."""

    party: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class SilenceAct:
    """One act: what was done, and ``at`` which instant of UTC the server received it.

    ``party`` is whose act it is, or whom a notice went to; ``by`` the person who did it. ``text``
    is the SHA-256 of the text an act is about, ``about`` the number of an earlier act. ``part`` is
    the part of the text that silence is broken on. ``attempted`` is when a party tried whose break
    is admitted late, with ``evidence``; ``start`` and ``end`` are those of a downtime. What an
    ``open`` act sets up for all that follows stands in ``addressees``, ``rule``, ``chair`` (the
    person who chairs) and ``staff`` (persons who may act for whoever chairs).
    """

    kind: str
    at: datetime
    party: str = ""
    by: str = ""
    number: str = ""
    line: int = 0
    text: str = ""
    deadline: datetime | None = None
    about: str = ""
    reason: str = ""
    part: str = ""
    evidence: str = ""
    attempted: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None
    channel: str = "web"
    officers: tuple[Officer, ...] = ()
    mandate_until: datetime | None = None
    addressees: tuple[Addressee, ...] = ()
    rule: str = ""
    chair: str = ""
    staff: tuple[str, ...] = ()
