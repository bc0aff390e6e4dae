"""Acts for which several persons have to agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from comity.fault import N_, Fault, FaultKind, Place
from comity.people.mandate import Mandate, holds

__all__ = ["Approval", "Several", "agreement_lacks"]

TOO_FEW: Final = FaultKind(
    "people.too_few_agree",
    N_("{found} of {needed} persons have agreed to {act}"),
    N_("for this act several persons agree, each under a mandate valid then"),
    N_("Ask somebody else whose mandate covers it to agree."),
)
ONE_PARTY: Final = FaultKind(
    "people.one_party_agrees",
    N_("those who have agreed to {act} act for {found} of {needed} parties"),
    N_("for this act persons of several parties agree"),
    N_("Ask somebody of another party whose mandate covers it to agree."),
)


@dataclass(frozen=True, slots=True)
class Several:
    """How many persons, and of how many parties, have to agree to ``act``."""

    act: str
    persons: int = 2
    parties: int = 1

    def __post_init__(self) -> None:
        """Refuse a rule that nobody can keep to."""
        if not 1 <= self.parties <= self.persons:
            raise ValueError("at least one party, and no more parties than persons")


@dataclass(frozen=True, slots=True)
class Approval:
    """That the holder of ``mandate`` agreed at ``at``."""

    mandate: Mandate
    at: datetime


def agreement_lacks(rule: Several, approvals: Sequence[Approval]) -> Fault | None:
    """Return what is lacking before the act may be done, or None where enough have agreed.

    One person counts once, however many mandates they hold; one under a mandate that did not
    cover the act at that time does not count.
    """
    valid = [
        one.mandate
        for one in approvals
        if holds(one.mandate, holder=one.mandate.holder, act=rule.act, at=one.at)
    ]
    persons = {one.holder for one in valid}
    if len(persons) < rule.persons:
        return TOO_FEW.at(Place(rule.act), act=rule.act, found=len(persons), needed=rule.persons)
    parties = {one.role.party for one in valid}
    if len(parties) < rule.parties:
        return ONE_PARTY.at(Place(rule.act), act=rule.act, found=len(parties), needed=rule.parties)
    return None
