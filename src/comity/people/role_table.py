"""Which role may do which act: versioned data, from which page, check and test all come."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from comity.canonical import decode

__all__ = ["ANYBODY", "ActRule", "RoleRule", "RoleTable", "read_role_table"]

ANYBODY: Final = "anybody"
"""Stands among the roles of an act for which nobody needs a mandate."""


@dataclass(frozen=True, slots=True)
class RoleRule:
    """A role: who can give a mandate in it, and whether only a person can hold it."""

    id: str
    given_by: frozenset[str]
    human: bool
    two_persons: bool


@dataclass(frozen=True, slots=True)
class ActRule:
    """An act by its record name: the roles that may do it, and what else it asks.

    ``fresh`` asks to be re-authenticated just before; ``persons`` is how many have to agree.
    """

    act: str
    roles: frozenset[str]
    fresh: bool
    persons: int


@dataclass(frozen=True)
class RoleTable:
    """All roles and acts of one version, in the order of the file."""

    version: int
    roles: tuple[RoleRule, ...]
    acts: tuple[ActRule, ...]

    def __post_init__(self) -> None:
        """Refuse a table that names a role it does not have, or anything twice."""
        known = [role.id for role in self.roles]
        named = [act.act for act in self.acts]
        if len(set(known)) != len(known) or len(set(named)) != len(named):
            raise ValueError("a role or an act stands twice in the table")
        used = {role for act in self.acts for role in act.roles}
        used |= {giver for role in self.roles for giver in role.given_by}
        if not used <= {*known, ANYBODY}:
            raise ValueError(f"the table has no role {min(used - {*known, ANYBODY})}")
        if any(role in act.roles for act in self.acts for role in self._machines):
            raise ValueError("the table lets a machine do something that takes effect")

    def allows(self, role: str, act: str) -> bool:
        """Return whether ``role`` may do ``act``; an act that is not in the table, nobody may."""
        rule = self._acts.get(act)
        return rule is not None and (role in rule.roles or ANYBODY in rule.roles)

    def is_open(self, act: str) -> bool:
        """Return whether everybody may do ``act``, signed in or not."""
        rule = self._acts.get(act)
        return rule is not None and ANYBODY in rule.roles

    def rule_of(self, act: str) -> ActRule | None:
        """Return what the table says of ``act``, or None."""
        return self._acts.get(act)

    def role(self, title: str) -> RoleRule | None:
        """Return what the table says of a role, or None."""
        return self._roles.get(title)

    def acts_of(self, role: str) -> frozenset[str]:
        """Return the acts that a mandate in ``role`` can cover."""
        return frozenset(rule.act for rule in self.acts if role in rule.roles)

    def givers_of(self, act: str) -> frozenset[str]:
        """Return the roles that can give a mandate for ``act``."""
        rule = self._acts.get(act)
        roles = frozenset() if rule is None else rule.roles - {ANYBODY}
        return frozenset(giver for role in roles for giver in self._roles[role].given_by)

    def reaches(self, giver: str, role: str) -> bool:
        """Return whether ``giver`` can give ``role``, or can give one from which it comes."""
        seen: set[str] = set()
        above = {role}
        while above - seen:
            seen |= above
            above = {one for each in above for one in self._givers(each)}
            if giver in above:
                return True
        return False

    def _givers(self, role: str) -> frozenset[str]:
        rule = self._roles.get(role)
        return frozenset() if rule is None else rule.given_by

    @cached_property
    def _acts(self) -> Mapping[str, ActRule]:
        return {rule.act: rule for rule in self.acts}

    @cached_property
    def _roles(self) -> Mapping[str, RoleRule]:
        return {rule.id: rule for rule in self.roles}

    @property
    def _machines(self) -> frozenset[str]:
        return frozenset(rule.id for rule in self.roles if not rule.human)


def read_role_table(data: bytes) -> RoleTable:
    """Return the table in the bytes of ``data/people/roles/VERSION.json``; raise ``ValueError``."""
    members: Any = decode(data)
    if members.get("schema") != "comity.people.roles/1":
        raise ValueError("this is no table of roles that this version can read")
    roles = tuple(
        RoleRule(one["id"], frozenset(one["given_by"]), one["human"], one["two_persons"])
        for one in members["roles"]
    )
    acts = tuple(
        ActRule(one["act"], frozenset(one["roles"]), one["fresh"], one["persons"])
        for one in members["acts"]
    )
    return RoleTable(members["version"], roles, acts)
