"""Who is refused because a conversation does not take their tier."""

from typing import Final

from comity.dialogue import Terms, tier_of
from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["NOT_OF_TIER", "refuse_other_tiers"]

NOT_OF_TIER: Final = FaultKind(
    "dialogue.tier_not_taken",
    N_("this conversation is not open to everybody"),
    N_("who takes part was fixed when it opened"),
    N_("Sign in as somebody who takes part. What you sent was not kept."),
)


def refuse_other_tiers(terms: Terms, pseudonym: str) -> None:
    """Raise ``RefusedError`` where ``pseudonym`` is of a tier that is not taken."""
    if tier_of(pseudonym) not in terms.tiers:
        raise refuse(NOT_OF_TIER.at(Place(terms.symbol)))
