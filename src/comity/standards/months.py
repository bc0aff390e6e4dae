"""Delays of treaties: days and months after an act, and where the day then falls."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias, get_args

__all__ = ["ANCHORS", "Anchor", "Delay", "add_months"]

Anchor: TypeAlias = Literal["day", "first_of_next_month"]
ANCHORS: Final[tuple[Anchor, ...]] = get_args(Anchor)


@dataclass(frozen=True, slots=True)
class Delay:
    """Months and then days after an act; from there on the day itself, or the next month's first.

    Thirty days after 5 October is 4 November: the day of the act is not counted.
    """

    days: int = 0
    months: int = 0
    anchor: Anchor = "day"

    def after(self, day: date) -> date:
        """Return the day on which what began on ``day`` takes effect."""
        reached = add_months(day, self.months) + timedelta(days=self.days)
        if self.anchor == "day":
            return reached
        return add_months(reached.replace(day=1), 1)


def add_months(day: date, months: int) -> date:
    """Return the day of the same number ``months`` later, or the last of a shorter month.

    >>> add_months(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
