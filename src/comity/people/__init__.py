"""Parties, roles, mandates and who is acting, as values."""

from comity.people.acting import Acting, objection, permit, role_objection
from comity.people.agreement import Approval, Several, agreement_lacks
from comity.people.delegation import administering_lacks, giving_lacks, opening_lacks
from comity.people.mandate import Mandate, holds
from comity.people.ordering import alphabet_key, by_alphabet, by_lot, read_alphabets
from comity.people.party import Party, PartyKind
from comity.people.role import Role
from comity.people.role_table import ANYBODY, ActRule, RoleRule, RoleTable, read_role_table
from comity.people.status import STATUSES, History, Status, StatusChange

__all__ = [
    "ANYBODY",
    "STATUSES",
    "ActRule",
    "Acting",
    "Approval",
    "History",
    "Mandate",
    "Party",
    "PartyKind",
    "Role",
    "RoleRule",
    "RoleTable",
    "Several",
    "Status",
    "StatusChange",
    "administering_lacks",
    "agreement_lacks",
    "alphabet_key",
    "by_alphabet",
    "by_lot",
    "giving_lacks",
    "holds",
    "objection",
    "opening_lacks",
    "permit",
    "read_alphabets",
    "read_role_table",
    "role_objection",
]
