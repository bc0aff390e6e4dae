"""A published number with what is needed to weigh it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Figure", "Recompute"]

Recompute: TypeAlias = Literal["anyone", "auditors", "nobody"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or other number, its sample size, interval and where it comes from.

    ``value``, ``low`` and ``high`` are None where there is not enough data to state them.
    ``level`` is the coverage the interval claims (0.90), ``method`` its name, ``rule`` the id and
    version of the rule file, ``recompute`` says who can recompute the number.
    """

    value: float | None
    n: int
    low: float | None
    high: float | None
    level: float
    method: str
    rule: str
    recompute: Recompute = "anyone"
