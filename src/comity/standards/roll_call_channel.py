"""Ways by which an act comes in, and the two officers without whom only the web is believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from comity.fault import N_, Fault, FaultKind, Place
from comity.standards.parties import party_key

__all__ = ["CHANNELS", "Officer", "credentials_fault", "same_name"]

CHANNELS: Final = ("web", "floor", "mail", "voice")
"""On the floor, by mail and by voice an act is entered by officers, for whoever did it."""

OFFICERS: Final = 2

UNKNOWN_CHANNEL: Final = FaultKind(
    "standards.channel",
    N_("the act came in by “{channel}”"),
    N_("acts come in by web, floor, mail or voice"),
    N_("Correct the word."),
)
UNCONFIRMED: Final = FaultKind(
    "standards.act_unconfirmed",
    N_("an act of {party} by {channel} was entered by fewer than two officers"),
    N_("what does not come by the web is checked back and entered by two officers"),
    N_("Call the delegation back, and let a second officer enter it with you."),
)
SAME_OFFICER: Final = FaultKind(
    "standards.same_officer",
    N_("the two officers who entered an act of {party} are of one person or one party"),
    N_("two officers are two persons, of two different parties"),
    N_("Let an officer of another party enter it with you."),
)
EXPIRED: Final = FaultKind(
    "standards.mandate_expired",
    N_("the mandate of whoever acted for {party} ended at {end}"),
    N_("a party acts through a mandate that holds at the time of receipt"),
    N_("Have the mandate renewed, or let somebody act who has one."),
)


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who enters what others say, and the party that this person comes from."""

    name: str
    party: str


class Received(Protocol):
    """An act of a party as it was received."""

    @property
    def party(self) -> str:
        """Return the party that acts."""

    @property
    def channel(self) -> str:
        """Return the way by which it came in."""

    @property
    def officers(self) -> tuple[Officer, ...]:
        """Return who entered it."""

    @property
    def mandate_until(self) -> datetime | None:
        """Return the end of the mandate it rests on, itself not included."""


def credentials_fault(act: Received, at: datetime, place: Place) -> Fault | None:
    """Return what forbids to believe that ``act``, received ``at``, is the party's own."""
    if act.mandate_until is not None and at >= act.mandate_until:
        return EXPIRED.at(place, party=act.party, end=act.mandate_until.isoformat())
    if act.channel not in CHANNELS:
        return UNKNOWN_CHANNEL.at(place, channel=act.channel)
    if act.channel == "web":
        return None
    if len(act.officers) < OFFICERS:
        return UNCONFIRMED.at(place, party=act.party, channel=act.channel)
    if not _are_two(act.officers):
        return SAME_OFFICER.at(place, party=act.party)
    return None


def same_name(first: str, second: str) -> bool:
    """Tell whether two names are one, written with other spaces or letters of another size.

    >>> same_name("Ana  Ruiz", "ana ruiz ")
    True
    """
    return party_key(first) == party_key(second)


def _are_two(officers: Sequence[Officer]) -> bool:
    """Tell whether all of ``officers`` differ from each other, in name and in party."""
    names = {party_key(each.name) for each in officers} - {""}
    parties = {party_key(each.party) for each in officers} - {""}
    return len(names) == len(parties) == len(officers)
