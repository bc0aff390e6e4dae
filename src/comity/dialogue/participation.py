"""How many people took part by tier, language and region: what may be told, and what is missing.

A part is one way to divide the same people. Tiers are never added up: each is counted by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode

__all__ = [
    "NOT_STATED",
    "Alarm",
    "ParticipationRule",
    "Turnout",
    "coarse",
    "participation_alarms",
    "read_participation_rule",
    "stepped_turnout",
]

SCHEMA: Final = "comity.dialogue.participation/1"
LEAST_STEP: Final = 10
NOT_STATED: Final = ""
"""The value of who did not say, or of whom it is not known."""
BANDS: Final = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class ParticipationRule:
    """By how many people counts move, from which share an alarm is given, and the regions."""

    id: str
    version: int
    step: int
    largest_share: float
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many people took part by the values of one ``part``; ``expected`` are those invited."""

    part: str
    counts: Mapping[str, int]
    expected: tuple[str, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """Return the invited values in their order, then whatever else there is by name."""
        others = sorted(self.counts.keys() - set(self.expected))
        return (*self.expected, *others)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to see before closing: ``kind`` is none, share, unknown or unused, of ``value``."""

    part: str
    kind: str
    value: str

    @property
    def id(self) -> str:
        """Return what the record names it by, such as ``language.none.ar``."""
        return ".".join(filter(None, (self.part, self.kind, self.value)))


def read_participation_rule(data: bytes) -> ParticipationRule:
    """Return the rule in ``data``; raise ``ValueError`` where it is none."""
    try:
        members: Any = decode(data)
        rule = ParticipationRule(
            members["id"],
            members["version"],
            members["step"],
            members["largest_share"],
            tuple(members["regions"]),
        )
        sound = members["schema"] == SCHEMA and 0.5 <= rule.largest_share <= 1
        sound = sound and rule.step >= LEAST_STEP
    except (KeyError, TypeError, NotCanonicalError) as error:
        raise ValueError(f"no rule of participation: {error}") from error
    if not sound:
        raise ValueError(f"no rule of participation: {members}")
    return rule


def stepped_turnout(turnout: Turnout, step: int) -> Mapping[str, int | None]:
    """Return what may be told of each value: a multiple of ``step``; None where it is hidden.

    Fewer than ``step`` are hidden, and with them the smallest others until those hidden are
    ``step`` people together: else the total less what is told would speak of fewer. Nobody is 0.
    """
    counts = {value: turnout.counts.get(value, 0) for value in turnout.values}
    hidden = {value for value, count in counts.items() if 0 < count < step}
    left = sorted((count, value) for value, count in counts.items() if count >= step)
    while left and 0 < sum(counts[value] for value in hidden) < step:
        hidden.add(left.pop(0)[1])
    return {
        value: None if value in hidden else count // step * step for value, count in counts.items()
    }


def coarse(count: int | None) -> int | None:
    """Return a told count for the public: the next lower of 0, 10, 20, 50, 100, 200 and so on."""
    if not count:
        return count
    found, unit = 0, 10
    while unit <= count:
        found = max(band * unit for band in BANDS if band * unit <= count)
        unit *= 10
    return found


def participation_alarms(turnouts: Sequence[Turnout], rule: ParticipationRule) -> tuple[Alarm, ...]:
    """Return what somebody who closes is to see: who is missing, and who outweighs all others."""
    return tuple(alarm for turnout in turnouts for alarm in _of(turnout, rule))


def _of(turnout: Turnout, rule: ParticipationRule) -> Iterator[Alarm]:
    known = {value: count for value, count in turnout.counts.items() if value != NOT_STATED}
    total = sum(known.values())
    if not total and turnout.part == "region":
        yield Alarm(turnout.part, "unknown", "")
        return
    for value in turnout.expected:
        if value != NOT_STATED and not known.get(value):
            yield Alarm(turnout.part, "none", value)
    if total < rule.step or len(turnout.expected) < 2:
        return
    for value, count in sorted(known.items()):
        if count > rule.largest_share * total:
            yield Alarm(turnout.part, "share", value)
