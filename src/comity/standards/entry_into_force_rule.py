"""The rule by which an instrument enters into force: conditions, delays, sets and groups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from comity.standards.acts import ActKind
from comity.standards.months import Delay

__all__ = ["ALL", "Branch", "Count", "EntryRule", "Group", "Measure", "Member", "Named", "Sets"]

ALL = "all"
"""The set of all parties, which no rule lists."""


@dataclass(frozen=True, slots=True)
class Member:
    """That ``party`` belongs to a set from the day ``since`` on, and no more from ``until`` on."""

    party: str
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether it belongs to the set on ``day``."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


@dataclass(frozen=True, slots=True)
class Sets:
    """Named sets of parties, with the days of their members."""

    members: Mapping[str, Mapping[str, tuple[Member, ...]]]

    @classmethod
    def of(cls, named: Mapping[str, Iterable[Member]]) -> "Sets":
        """Return the sets of ``named``; a party may belong to one over several times."""
        found: dict[str, dict[str, tuple[Member, ...]]] = {}
        for name, members in named.items():
            own = found.setdefault(name, {})
            for member in members:
                own[member.party] = (*own.get(member.party, ()), member)
        return cls(found)

    def has(self, name: str, party: str, day: date) -> bool:
        """Tell whether ``party`` belongs to the set ``name`` on ``day``."""
        if name == ALL:
            return True
        return any(one.holds(day) for one in self.members[name].get(party, ()))

    def on(self, name: str, day: date) -> tuple[str, ...]:
        """Return who belongs to the set ``name`` on ``day``, in order of id."""
        return tuple(sorted(party for party in self.members[name] if self.has(name, party, day)))

    def turns(self) -> set[date]:
        """Return every day on which somebody enters or leaves a set."""
        return {
            day
            for own in self.members.values()
            for spans in own.values()
            for one in spans
            for day in (one.since, one.until)
            if day is not None
        }


@dataclass(frozen=True, slots=True)
class Group:
    """A party made of others, such as a union of states, and the set of these.

    Its consent is ``counted`` where a rule counts parties, or stands beside theirs and adds
    nothing. It never brings a measure: its members bring theirs.
    """

    party: str
    members: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Count:
    """At least ``at_least`` parties of a set, or a share of it where that is smaller."""

    set: str
    at_least: int
    or_share: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """Parties of a set with at least the share ``at_least`` (p, q) of the whole ``of``."""

    measure: str
    set: str
    at_least: tuple[int, int]
    of: int


@dataclass(frozen=True, slots=True)
class Named:
    """Every party of a set."""

    set: str


@dataclass(frozen=True, slots=True)
class Branch:
    """Conditions that must hold together, and when the instrument is then in force.

    They are looked at from ``conditions_from`` on. It is not in force before ``not_before``.
    """

    conditions: tuple[Count | Measure | Named, ...]
    delay: Delay
    conditions_from: date | None = None
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class EntryRule:
    """When an instrument enters into force, and the identity of the file that says so.

    ``per_party`` is the delay for those who consent later; None where the instrument leaves their
    day to somebody's decision, which their acts then give. ``ends_below``: it is no longer in force
    once the conditions no longer hold.
    """

    id: str
    version: int
    sha256: str
    title: str
    source: str
    opened: date | None
    consents: tuple[ActKind, ...]
    counted: tuple[ActKind, ...]
    sets: Sets
    groups: Mapping[str, Group]
    branches: tuple[Branch, ...]
    per_party: Delay | None
    ends_below: bool

    @property
    def measures(self) -> tuple[str, ...]:
        """Return the names of the measures that its conditions use."""
        used = (one for branch in self.branches for one in branch.conditions)
        return tuple(dict.fromkeys(one.measure for one in used if isinstance(one, Measure)))
