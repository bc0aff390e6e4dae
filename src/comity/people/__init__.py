"""Parties, roles, mandates and who is acting, as values."""

from comity.people.acting import Acting, objection, permit
from comity.people.mandate import Mandate, holds
from comity.people.party import Party, PartyKind
from comity.people.role import Role
from comity.people.role_table import ANYBODY, ActRule, RoleRule, RoleTable, read_role_table

__all__ = [
    "ANYBODY",
    "ActRule",
    "Acting",
    "Mandate",
    "Party",
    "PartyKind",
    "Role",
    "RoleRule",
    "RoleTable",
    "holds",
    "objection",
    "permit",
    "read_role_table",
]
