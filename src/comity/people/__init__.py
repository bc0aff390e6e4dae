"""Parties, roles and mandates as values."""

from comity.people.mandate import Mandate, holds
from comity.people.party import Party, PartyKind
from comity.people.role import Role

__all__ = ["Mandate", "Party", "PartyKind", "Role", "holds"]
