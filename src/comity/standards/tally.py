"""What was counted, as whole numbers: one tally per measure and per named set of the roll."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from comity.standards.rules import SEAT

__all__ = ["ALL_MEMBERS", "GivenTallies", "Tallies", "Tally"]

ALL_MEMBERS: Final[None] = None
"""The set of everybody who is entitled."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes for (Y), against (N), abstaining (A), present and not voting (P), and who gave none.

    ``set_aside`` are ballots that the rule does not count, ``open`` those of N that have no
    disposition. ``absent`` is None where no roll says who might have voted.
    """

    Y: int = 0
    N: int = 0
    A: int = 0
    P: int = 0
    set_aside: int = 0
    absent: int | None = None
    open: int = 0

    def total(self, parts: tuple[str, ...]) -> int | None:
        """Return the sum of ``parts``, or None where one of them is not known."""
        found: list[int | None] = [getattr(self, part) for part in parts]
        known = [each for each in found if each is not None]
        return sum(known) if len(known) == len(found) else None


class Tallies(Protocol):
    """Whoever can say what was counted, by measure and set."""

    def tally(self, measure: str, members: str | None) -> Tally | None:
        """Return what was counted, or None where it cannot be known."""

    def sets_of(self, division: str) -> tuple[str, ...] | None:
        """Return the sets of a division such as ``region``, or None where it is not known."""


@dataclass(frozen=True, slots=True)
class GivenTallies:
    """Tallies that are given as they are, by set and by measure."""

    by_set: Mapping[str | None, Tally]
    by_measure: Mapping[str, Tally]

    @classmethod
    def of(cls, tally: Tally) -> "GivenTallies":
        """Return the one tally of everybody, each weighing one."""
        return cls({ALL_MEMBERS: tally}, {})

    def tally(self, measure: str, members: str | None) -> Tally | None:
        """Return the tally given for this measure and set, or None."""
        return self.by_set.get(members) if measure == SEAT else self.by_measure.get(measure)

    def sets_of(self, division: str) -> tuple[str, ...] | None:
        """Return the given sets whose name begins with the division's."""
        named = (each for each in self.by_set if each and each.startswith(f"{division}/"))
        return tuple(sorted(named)) or None
