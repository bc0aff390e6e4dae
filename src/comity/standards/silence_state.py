"""What a silence procedure has come to: rounds, one per text, with all that was done in each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from comity.fault import Fault
from comity.standards.silence_acts import Addressee, SilenceAct
from comity.standards.silence_deadline import is_in_time
from comity.standards.silence_terms import SilenceTerms

__all__ = ["SILENCE_STATES", "KeptAct", "Round", "Silence"]

SILENCE_STATES: Final = (
    *("draft", "open", "extended"),
    *("adopted", "broken", "superseded", "withdrawn", "void"),
)

Notices = Mapping[str, Mapping[str, datetime]]
"""Per party the first time of each step of its notice, and ``told``: when it was last sent one."""

NO_NOTICES: Final[Notices] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class KeptAct:
    """An act that was refused: kept with the reason, and outside every count."""

    act: SilenceAct
    fault: Fault


@dataclass(frozen=True, slots=True)
class Round:
    """One text under silence: from its opening to its deadline.

    ``set_deadline`` is the last that a person has set, ``deadline`` with what downtime added.
    ``texts`` are the digests of the text, editorial corrections after it. ``changed`` is when
    all had to be told anew, ``ended`` how the round ended before its time.
    """

    texts: tuple[str, ...]
    opened: datetime
    first_deadline: datetime
    set_deadline: datetime
    deadline: datetime
    changed: datetime
    breaks: tuple[SilenceAct, ...] = ()
    taken_back: tuple[SilenceAct, ...] = ()
    late: tuple[SilenceAct, ...] = ()
    downtimes: tuple[SilenceAct, ...] = ()
    granted: int = 0
    notices: Notices = field(default_factory=lambda: NO_NOTICES, hash=False)
    closed: datetime | None = None
    ended: str = ""

    @property
    def standing(self) -> tuple[SilenceAct, ...]:
        """Return the breaks that stand, those admitted late last."""
        return self.breaks + self.late

    def is_in_time(self, at: datetime, closes: str) -> bool:
        """Tell whether an act received ``at`` is in time for the deadline."""
        return self.closed is None and not self.ended and is_in_time(at, self.deadline, closes)

    def noticed(self, step: str) -> frozenset[str]:
        """Return the parties whose notice came to ``step``."""
        return frozenset(party for party, steps in self.notices.items() if step in steps)

    def with_notice(self, act: SilenceAct) -> "Round":
        """Return the round with one more step of a party's notice."""
        steps = {act.kind: act.at, **self.notices.get(act.party, {})}
        if act.kind == "sent":
            steps["told"] = act.at
        own = MappingProxyType(steps)
        return replace(self, notices=MappingProxyType({**self.notices, act.party: own}))

    def with_downtime(self, act: SilenceAct, share: tuple[int, int] | None) -> "Round":
        """Return the round with a downtime, longer by it if the share of the rule is exceeded."""
        downtimes = (*self.downtimes, act)
        lost = _lost(downtimes[self.granted :], self.opened, self.set_deadline)
        period = self.set_deadline - self.opened
        deadline = self.deadline
        if share and self.closed is None and lost * share[1] > period * share[0]:
            deadline = max(deadline, self.set_deadline + lost)
        changed = self.changed if deadline == self.deadline else act.at
        return replace(self, downtimes=downtimes, deadline=deadline, changed=changed)


@dataclass(frozen=True, slots=True)
class Silence:
    """A procedure after some acts: what it was opened with, its rounds, and what was refused.

    ``clock`` is the latest time of receipt so far, ``stepped`` the acts whose own time was
    earlier than that. ``ended`` says that no text is under silence any more, and why.
    """

    terms: SilenceTerms
    opening: SilenceAct | None = None
    rounds: tuple[Round, ...] = ()
    ended: str = ""
    clock: datetime | None = None
    stepped: tuple[SilenceAct, ...] = ()
    statements: tuple[SilenceAct, ...] = ()
    refused: tuple[KeptAct, ...] = ()
    numbers: frozenset[str] = frozenset()

    @property
    def addressees(self) -> tuple[Addressee, ...]:
        """Return the parties whose silence is asked for."""
        return self.opening.addressees if self.opening else ()

    @property
    def now(self) -> Round:
        """Return the round that is the last so far; there must be one."""
        return self.rounds[-1]

    def state(self, at: datetime) -> str:
        """Return the state of the procedure at the time ``at``, given these acts."""
        if not self.rounds:
            return "draft"
        return self.ended or self.state_of(self.now, at)

    def state_of(self, part: Round, at: datetime) -> str:
        """Return the state of one round at the time ``at``; a break outweighs all else."""
        if part.standing:
            return "broken"
        if part.ended:
            return part.ended
        if part.is_in_time(at, self.terms.closes):
            return "extended" if part.deadline > part.first_deadline else "open"
        return "void" if self._is_void(part) else "adopted"

    def regions(self) -> Mapping[str, frozenset[str]]:
        """Return the parties that count together towards the floor: by region, or all."""
        floor = self.terms.floor
        found: dict[str, set[str]] = {}
        for each in self.addressees:
            name = each.region if floor and floor.each_region else ""
            found.setdefault(name, set()).add(each.party)
        return {name: frozenset(parties) for name, parties in found.items()}

    def _is_void(self, part: Round) -> bool:
        floor, acknowledged = self.terms.floor, part.noticed("acknowledged")
        parties = {each.party for each in self.addressees}
        if self.terms.all_notified and parties - part.noticed("sent"):
            return True
        return floor is not None and any(
            len(own & acknowledged) < floor.needed(len(own)) for own in self.regions().values()
        )


def _lost(downtimes: tuple[SilenceAct, ...], start: datetime, end: datetime) -> timedelta:
    """Return how long within ``start`` and ``end`` the server was down, no moment twice."""
    lost, reached = timedelta(), start
    spans = sorted((one.start, one.end) for one in downtimes if one.start and one.end)
    for span in spans:
        began, ceased = max(span[0], reached), min(span[1], end)
        if began < ceased:
            lost, reached = lost + (ceased - began), ceased
    return lost
