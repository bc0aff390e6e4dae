"""What a party's standing was on any day: a history that is only ever added to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

__all__ = ["STATUSES", "History", "Status", "StatusChange"]

Status: TypeAlias = Literal[
    "proposed",
    "signed",
    "ratified",
    "in_force",
    "observer",
    "objector",
    "suspended",
    "withdrawn",
    "disputed",
]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """That a party had ``status`` from the day ``since``, and the source that says so.

    ``order`` is its place in the record: of two for one day the later one counts, so that a
    correction is an addition.
    """

    status: Status
    since: date
    source: str
    order: int = 0

    def __post_init__(self) -> None:
        """Refuse a status that there is not, and one without a source."""
        if self.status not in STATUSES:
            raise ValueError(f"there is no status {self.status}")
        if not self.source.strip():
            raise ValueError("a status needs a source")


@dataclass(frozen=True, slots=True)
class History:
    """All changes of one party's status, in order of day and then of record."""

    changes: tuple[StatusChange, ...]

    @classmethod
    def of(cls, changes: Iterable[StatusChange]) -> "History":
        """Return the history of ``changes``, in whatever order they come."""
        return cls(tuple(sorted(changes, key=lambda one: (one.since, one.order))))

    def at(self, day: date) -> StatusChange | None:
        """Return what held on ``day``, or None before the first."""
        before = [one for one in self.changes if one.since <= day]
        return before[-1] if before else None
