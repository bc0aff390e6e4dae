"""Who is acting now, and whether they may: one predicate for pages, actions and whoever audits."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from comity.fault import N_, Fault, FaultKind, Place, refuse
from comity.people.mandate import Mandate, holds
from comity.people.role_table import RoleTable

__all__ = ["Acting", "objection", "permit", "role_objection"]

NOT_SIGNED_IN: Final = FaultKind(
    "people.not_signed_in",
    N_("nobody is signed in, and {act} is not open to everybody"),
    N_("an official act is that of a person with a mandate"),
    N_("Sign in and do it again."),
)
NO_MANDATE: Final = FaultKind(
    "people.no_mandate",
    N_("no mandate of yours covers {act}"),
    N_("who acts needs a mandate for this act that is valid at that time"),
    N_("Ask the secretariat for a mandate that covers it."),
)
ROLE_MAY_NOT: Final = FaultKind(
    "people.role_may_not",
    N_("the role {role} of mandate {mandate} never does {act}"),
    N_("which role may do what stands in the table of roles and acts"),
    N_("Ask somebody whose role may do it."),
)
ENDED: Final = N_("your mandate {mandate} for {act} ended at {moment}")
REVOKED: Final = N_("your mandate {mandate} for {act} was revoked at {moment}")
NOT_BEGUN: Final = N_("your mandate {mandate} for {act} begins only at {moment}")
ASK_HEAD: Final = N_(
    "Ask the head of your delegation or the secretariat for a mandate that covers it."
)
ASK_ADMINISTRATOR: Final = N_("Ask the administrator for a mandate that covers it.")
ASK_OPERATOR: Final = N_("Only whoever runs the server can do it.")
WHO_GIVES: Final = {
    "head_of_delegation": ASK_HEAD,
    "secretary": NO_MANDATE.remedy,
    "administrator": ASK_ADMINISTRATOR,
}
"""Whom to ask: the first of these who can give a mandate for the act."""


@dataclass(frozen=True, slots=True)
class Acting:
    """A person who is signed in: pseudonym, name, and every mandate, also those that are over."""

    person: str
    name: str
    mandates: tuple[Mandate, ...]

    def mandate_for(self, act: str, at: datetime) -> Mandate | None:
        """Return the mandate by which this person may do ``act`` at ``at``: that which ends last.

        None if no mandate holds then. Whether the role may ever do the act, ``objection`` says.
        """
        valid = [one for one in self.mandates if holds(one, holder=self.person, act=act, at=at)]
        return max(valid, key=lambda one: (one.end, one.id), default=None)


def objection(acting: Acting | None, *, act: str, at: datetime, table: RoleTable) -> Fault | None:
    """Return why ``acting`` may not do ``act`` at ``at``, or None if they may.

    ``acting`` is None for a visitor. An act that ``table`` does not know is refused to everybody.
    """
    place = Place(act)
    if table.is_open(act):
        return None
    if acting is None:
        return NOT_SIGNED_IN.at(place, act=act)
    if _fitting(acting, act, at, table) is not None:
        return None
    held = acting.mandate_for(act, at)
    if held is not None:
        return role_objection(held, act=act, table=table)
    return _without_mandate(acting, act, at, table)


def role_objection(mandate: Mandate, *, act: str, table: RoleTable) -> Fault | None:
    """Return why the role of ``mandate`` never does ``act``, or None where it may."""
    title = mandate.role.title
    if table.allows(title, act):
        return None
    return ROLE_MAY_NOT.at(Place(act), act=act, role=title, mandate=mandate.id)


def permit(acting: Acting | None, *, act: str, at: datetime, table: RoleTable) -> Mandate:
    """Return the mandate by which ``acting`` does ``act`` at ``at``, or raise ``RefusedError``.

    For acts that nobody needs a mandate for, ask ``objection`` alone.
    """
    fault = objection(acting, act=act, at=at, table=table)
    if fault is not None:
        raise refuse(fault)
    found = None if acting is None else _fitting(acting, act, at, table)
    if found is None:
        raise refuse(NO_MANDATE.at(Place(act), act=act))
    return found


def _fitting(acting: Acting, act: str, at: datetime, table: RoleTable) -> Mandate | None:
    """Return the mandate that holds and whose role may do the act."""
    fitting = tuple(one for one in acting.mandates if table.allows(one.role.title, act))
    return replace(acting, mandates=fitting).mandate_for(act, at)


def _without_mandate(acting: Acting, act: str, at: datetime, table: RoleTable) -> Fault:
    givers = table.givers_of(act)
    remedy = next((say for who, say in WHO_GIVES.items() if who in givers), ASK_OPERATOR)
    own = (one for one in acting.mandates if one.holder == acting.person and act in one.scope)
    last = _latest(own)
    if last is None:
        return replace(NO_MANDATE.at(Place(act), act=act), remedy=remedy)
    if at < last.start and last.revoked is None:
        found, moment = NOT_BEGUN, last.start
    elif last.revoked is not None and last.revoked <= at:
        found, moment = REVOKED, last.revoked
    else:
        found, moment = ENDED, last.end
    values = {"act": act, "mandate": last.id, "moment": moment.isoformat(timespec="seconds")}
    return replace(NO_MANDATE.at(Place(act), **values), found=found, remedy=remedy)


def _latest(mandates: Iterable[Mandate]) -> Mandate | None:
    return max(mandates, key=lambda one: (one.end, one.id), default=None)
