"""Who may do what on this site: the core's predicate, asked with the table of roles in use."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from comity.edge import shipped
from comity.fault import N_, FaultKind, Place, refuse
from comity.people import (
    Acting,
    Mandate,
    Role,
    RoleTable,
    objection,
    opening_lacks,
    permit,
    read_role_table,
)
from comity.site.members.models import RecusalRow
from comity.subject import Subject

__all__ = [
    "SERVER",
    "giving",
    "may",
    "may_administer",
    "operator",
    "recused_subjects",
    "require",
    "require_not_recused",
    "role_table",
]

VERSION: Final = 1
SERVER: Final = Role("server", "operator")

RECUSED: Final = FaultKind(
    "people.recused",
    N_("you keep out of everything about {subject}"),
    N_("who is recused from something does not act on it"),
    N_("Ask somebody else whose mandate covers it."),
)


@cache
def role_table() -> RoleTable:
    """Return the table of roles and acts in use."""
    return read_role_table(shipped("people", "roles", VERSION))


def require(acting: Acting | None, *, act: str, at: datetime) -> Mandate:
    """Return the mandate by which ``acting`` does ``act`` at ``at``, or raise ``RefusedError``.

    It asks of what was read when the page was asked for: enough to show a way, or to refuse early.
    An action asks ``require_in_force``, in its transaction.
    """
    return permit(acting, act=act, at=at, table=role_table())


def giving(acting: Acting, role: str) -> Acting:
    """Return ``acting`` with those mandates alone that can give ``role``, if there are any.

    Who holds two offices, as in a small secretariat, gives and revokes under the one it comes from.
    """
    rule = role_table().role(role)
    givers = frozenset() if rule is None else rule.given_by
    fitting = tuple(one for one in acting.mandates if one.role.title in givers)
    return replace(acting, mandates=fitting) if fitting else acting


def may_administer(acting: Acting | None, party: str, at: datetime) -> bool:
    """Return whether ``acting`` opens and closes the accounts of ``party``."""
    act = "members.open_account"
    if acting is None or objection(acting, act=act, at=at, table=role_table()) is not None:
        return False
    return not opening_lacks(require(acting, act=act, at=at), party=party, opened=0, cap=1)


def may(acting: Acting | None, act: str, at: datetime) -> bool:
    """Return whether ``acting`` may do ``act`` at ``at``: for pages that show a way to it."""
    return objection(acting, act=act, at=at, table=role_table()) is None


def require_not_recused(person: str, subject: Subject) -> None:
    """Raise ``RefusedError`` where ``person`` keeps out of everything about ``subject``."""
    if RecusalRow.objects.filter(person=person, subject=str(subject)).exists():
        raise refuse(RECUSED.at(Place(str(subject)), subject=subject))


def recused_subjects(person: str) -> set[str]:
    """Return what ``person`` keeps out of."""
    return set(RecusalRow.objects.filter(person=person).values_list("subject", flat=True))


def operator(now: datetime) -> Acting:
    """Return whoever runs the server, for its command line alone: no page can become this."""
    mandate = Mandate(
        id="operator",
        holder="operator",
        role=SERVER,
        scope=role_table().acts_of(SERVER.title),
        start=now,
        end=now + timedelta(days=1),
        revocable=False,
    )
    return Acting("operator", "", (mandate,))
