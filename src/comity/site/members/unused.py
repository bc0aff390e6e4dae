"""Delegations none of whose printed codes was used: who is still to be reached."""

from collections.abc import Sequence
from dataclasses import dataclass

from comity.people import Party
from comity.site.members.models import InvitationRow, PartyRow
from comity.site.members.queries import party_of

__all__ = ["UnusedCodes", "unused_codes"]


@dataclass(frozen=True, slots=True)
class UnusedCodes:
    """A delegation for whose people codes were printed, and how many; nobody used one."""

    party: Party
    codes: int


def unused_codes() -> Sequence[UnusedCodes]:
    """Return the delegations with printed codes of which none was used, by their ids.

    A later code takes the place of an earlier one, so there is one for each person. Of a
    delegation some of whose people came nothing is told, nor ever who of them did.
    """
    invited: dict[str, set[str]] = {}
    came: set[str] = set()
    rows = InvitationRow.objects.filter(person__closingrow=None, person__human=True)
    columns = ("person__party", "person", "person__account__settled")
    for party, person, settled in rows.values_list(*columns).distinct():
        invited.setdefault(party, set()).add(person)
        if settled:
            came.add(party)
    parties = PartyRow.objects.in_bulk(invited.keys() - came)
    return [UnusedCodes(party_of(parties[one]), len(invited[one])) for one in sorted(parties)]
