"""What waits for a person: values that every room gives, and what waits in one's own account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from comity.site.members.queries import AccountView

__all__ = ["Duty", "account_duties"]

MANDATE_ENDS: Final = timedelta(days=30)
FEW_CODES: Final = 5


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that waits for a person: of what kind, in what, how many, and until when.

    ``page`` names the address where it is done and ``of`` what that address is about; ``title``
    stands in ``language``, both empty where it is about the account.
    """

    kind: str
    page: str
    of: str = ""
    title: str = ""
    language: str = ""
    count: int = 0
    due: datetime | None = None


def account_duties(account: AccountView, at: datetime) -> Sequence[Duty]:
    """Return which mandates end soon, and whether the printed codes run out."""
    ending = [
        Duty("mandate_ends", "account", due=one.mandate.end)
        for one in account.mandates
        if one.state == "runs" and one.mandate.end <= at + MANDATE_ENDS
    ]
    few = account.codes_left < FEW_CODES
    return [*ending, *([Duty("codes", "account", count=account.codes_left)] if few else ())]
