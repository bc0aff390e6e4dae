"""One line of the table of attacks."""

from dataclasses import dataclass

__all__ = ["Attack"]


@dataclass(frozen=True, slots=True)
class Attack:
    """What is tried, what answers, and the tests that show it."""

    tried: str
    answer: str
    proof: str
    control: str
