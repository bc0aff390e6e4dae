"""Mandates: who may do what for whom, from when, until when."""

from dataclasses import dataclass
from datetime import datetime

from comity.people.role import Role

__all__ = ["Mandate", "holds"]


@dataclass(frozen=True, slots=True)
class Mandate:
    """A dated permission given to one person in one role.

    ``holder`` is the person's pseudonym, ``scope`` the acts it covers by their record names.
    ``start`` is included, ``end`` is not; both and ``revoked`` carry a time zone. ``role.party``
    is the party that is spoken for; ``through`` names another party whose person holds it, where
    one party has lent its voice to another.
    """

    id: str
    holder: str
    role: Role
    scope: frozenset[str]
    start: datetime
    end: datetime
    revoked: datetime | None = None
    revocable: bool = True
    through: str = ""

    def __post_init__(self) -> None:
        """Refuse times without a zone, an end before the start, and what contradicts itself."""
        for moment in (self.start, self.end, self.revoked):
            if moment is not None and moment.tzinfo is None:
                raise ValueError("a mandate's times need a time zone")
        if self.end <= self.start:
            raise ValueError("a mandate ends after it starts")
        if self.revoked is not None and not self.revocable:
            raise ValueError("a mandate that cannot be revoked was revoked")
        if self.through == self.role.party:
            raise ValueError("a party does not lend its voice to itself")


def holds(mandate: Mandate, *, holder: str, act: str, at: datetime) -> bool:
    """Return whether ``mandate`` let ``holder`` do ``act`` at the time ``at``."""
    if mandate.holder != holder or act not in mandate.scope:
        return False
    if mandate.revoked is not None and mandate.revoked <= at:
        return False
    return mandate.start <= at < mandate.end
