"""Who may do what on this site: the core's predicate, asked with the table of roles in use."""

from datetime import datetime
from functools import cache
from typing import Final

from comity.edge import shipped
from comity.people import Acting, Mandate, RoleTable, permit, read_role_table

__all__ = ["require", "role_table"]

VERSION: Final = 1


@cache
def role_table() -> RoleTable:
    """Return the table of roles and acts in use."""
    return read_role_table(shipped("people", "roles", VERSION))


def require(acting: Acting | None, *, act: str, at: datetime) -> Mandate:
    """Return the mandate by which ``acting`` does ``act`` at ``at``, or raise ``RefusedError``.

    Call it once at the beginning of an action; the mandate's role is the actor of its entry.
    """
    return permit(acting, act=act, at=at, table=role_table())
