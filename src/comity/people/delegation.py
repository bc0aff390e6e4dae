"""A delegation administers its own accounts and mandates, within what it was given."""

from collections.abc import Iterable
from typing import Final

from comity.fault import N_, Fault, FaultKind, Place
from comity.people.mandate import Mandate
from comity.people.role_table import RoleTable

__all__ = ["administering_lacks", "giving_lacks", "opening_lacks"]

CAP_REACHED: Final = FaultKind(
    "people.cap_reached",
    N_("party {party} has opened {opened} of {cap} accounts"),
    N_("a delegation opens accounts within its cap, and how many it opened is public"),
    N_("Close one that is not used any more, or ask the secretariat for a larger cap."),
)
NOT_OF_PARTY: Final = FaultKind(
    "people.other_party",
    N_("your mandate is for {own}, not for {party}"),
    N_("a delegation administers its own people, the secretariat those of all parties"),
    N_("Ask the head of that delegation, or the secretariat."),
)
ROLE_NOT_GIVEN: Final = FaultKind(
    "people.role_not_given",
    N_("the role {giver} does not give mandates in the role {role}"),
    N_("who can give a mandate stands in the table of roles and acts"),
    N_("Ask somebody in one of these roles: {givers}."),
)
SCOPE_TOO_WIDE: Final = FaultKind(
    "people.scope_too_wide",
    N_("the role {role} never does {act}"),
    N_("a mandate covers only acts that its role may do"),
    N_("Leave the act out, or give the mandate in another role."),
)
LONGER_THAN_OWN: Final = FaultKind(
    "people.outlasts_giver",
    N_("it would end at {end}, yours ends at {own}"),
    N_("nobody gives a mandate that outlasts the one by which it is given"),
    N_("Let it end earlier, or have your own mandate renewed first."),
)
HIGHER_OFFICE: Final = FaultKind(
    "people.higher_office",
    N_("{person} holds the role {role}, which does not come from the role {giver}"),
    N_("who gives a mandate, or those above them, administer the access of its holder"),
    N_("Ask somebody in one of these roles: {givers}."),
)
LENDERS: Final = frozenset({"head_of_delegation"})
"""Roles that act for their own party alone; the others serve the whole organisation."""


def opening_lacks(giver: Mandate, *, party: str, opened: int, cap: int) -> tuple[Fault, ...]:
    """Return what speaks against opening one more account for ``party`` under ``giver``."""
    faults = _foreign(giver, party)
    if opened >= cap:
        faults.append(CAP_REACHED.at(Place(party), party=party, opened=opened, cap=cap))
    return tuple(faults)


def administering_lacks(
    giver: Mandate, *, person: str, party: str, roles: Iterable[str], table: RoleTable
) -> tuple[Fault, ...]:
    """Return what speaks against ``giver`` administering the access of ``person`` of ``party``.

    ``roles`` are those the person holds now: nobody takes over the access of somebody in an office
    that does not come from their own, and nobody takes such an office away.
    """
    faults = _foreign(giver, party)
    own = giver.role.title
    for role in sorted(roles):
        if not table.reaches(own, role):
            rule = table.role(role)
            said = ", ".join(sorted(rule.given_by)) if rule else "–"
            faults.append(
                HIGHER_OFFICE.at(
                    Place(person), person=person, role=role, giver=own, givers=said or "–"
                )
            )
    return tuple(faults)


def giving_lacks(giver: Mandate, given: Mandate, table: RoleTable) -> tuple[Fault, ...]:
    """Return what speaks against giving ``given`` under ``giver``.

    The holder may be of another party: then ``given.through`` names it, and ``given.role.party``
    stays the party that is spoken for.
    """
    place, title = Place(given.id), given.role.title
    faults = _foreign(giver, given.role.party)
    rule = table.role(title)
    givers = frozenset() if rule is None else rule.given_by
    if giver.role.title not in givers:
        said = ", ".join(sorted(givers)) or "–"
        faults.append(ROLE_NOT_GIVEN.at(place, giver=giver.role.title, role=title, givers=said))
    for act in sorted(given.scope - table.acts_of(title)):
        faults.append(SCOPE_TOO_WIDE.at(place, role=title, act=act))
    if giver.role.title in LENDERS and given.end > giver.end:
        ends = {"end": given.end.isoformat(), "own": giver.end.isoformat()}
        faults.append(LONGER_THAN_OWN.at(place, **ends))
    return tuple(faults)


def _foreign(giver: Mandate, party: str) -> list[Fault]:
    if giver.role.title not in LENDERS or giver.role.party == party:
        return []
    return [NOT_OF_PARTY.at(Place(party), own=giver.role.party, party=party)]
