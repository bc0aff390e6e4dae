"""Roles: what a person does for a party, as the record names it."""

from dataclasses import dataclass

__all__ = ["Role"]


@dataclass(frozen=True, slots=True)
class Role:
    """A party and what its bearer is there, such as ``assembly`` and ``secretary``."""

    party: str
    title: str

    def __str__(self) -> str:
        """Return the form used for the actor of a record entry, such as ``assembly/secretary``."""
        return f"{self.party}/{self.title}"
