"""Texts, decisions and who is bound by them: rules as data, outcomes as values."""

from comity.standards.acts import ACTS, CONSENTS, Act, ActKind, Standing, as_corrected, by_party
from comity.standards.acts_reading import ActTerms, acts_as_csv, read_acts, read_parties
from comity.standards.entry_into_force import Condition, Entry, consents_of, entry_into_force
from comity.standards.entry_into_force_reading import SCHEMA as ENTRY_RULE_SCHEMA
from comity.standards.entry_into_force_reading import read_entry_rule
from comity.standards.entry_into_force_rule import EntryRule, Member, Sets
from comity.standards.functions import FUNCTIONS
from comity.standards.months import Delay, add_months
from comity.standards.register import PartyStanding, Register, register
from comity.standards.register_status import (
    ACTS_MEMBER,
    QUESTION_MEMBER,
    RULE_MEMBER,
    STATUS_MEMBER,
    act_terms,
    question,
    register_status,
    status_document,
)

__all__ = [
    "ACTS",
    "ACTS_MEMBER",
    "CONSENTS",
    "ENTRY_RULE_SCHEMA",
    "FUNCTIONS",
    "QUESTION_MEMBER",
    "RULE_MEMBER",
    "STATUS_MEMBER",
    "Act",
    "ActKind",
    "ActTerms",
    "Condition",
    "Delay",
    "Entry",
    "EntryRule",
    "Member",
    "PartyStanding",
    "Register",
    "Sets",
    "Standing",
    "act_terms",
    "acts_as_csv",
    "add_months",
    "as_corrected",
    "by_party",
    "consents_of",
    "entry_into_force",
    "question",
    "read_acts",
    "read_entry_rule",
    "read_parties",
    "register",
    "register_status",
    "status_document",
]
