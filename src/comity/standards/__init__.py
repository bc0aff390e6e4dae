"""Texts, decisions and who is bound by them: rules as data, outcomes as values."""

from comity.standards.acts import ACTS, CONSENTS, Act, ActKind, Standing, as_corrected, by_party
from comity.standards.acts_reading import ActTerms, acts_as_csv, read_acts, read_parties
from comity.standards.cases import CASES_SCHEMA, CaseResult, run_cases
from comity.standards.decision import FINDINGS, Finding
from comity.standards.decision_document import (
    DECISION,
    Asked,
    decide_ballots,
    decision_inputs,
    outcomes_by_rule,
)
from comity.standards.decision_document import RULE as DECISION_RULE
from comity.standards.describing import described, rule_changes
from comity.standards.entry_into_force import Condition, Entry, consents_of, entry_into_force
from comity.standards.entry_into_force_cases import (
    ENTRY_CASES_SCHEMA,
    EntryCase,
    EntryCases,
    read_entry_cases,
    run_entry_case,
)
from comity.standards.entry_into_force_reading import SCHEMA as ENTRY_RULE_SCHEMA
from comity.standards.entry_into_force_reading import read_entry_rule
from comity.standards.entry_into_force_rule import EntryRule, Member, Sets
from comity.standards.functions import FUNCTIONS
from comity.standards.many import decide_many, works_on_counts
from comity.standards.months import Delay, add_months
from comity.standards.register import PartyStanding, Register, register
from comity.standards.register_answers import (
    claim_document,
    count_document,
    history_document,
    relations_document,
)
from comity.standards.register_arrays import ActArrays, ArrayRule, Entries, entries, states
from comity.standards.register_claim import (
    Claim,
    ClaimAnswer,
    ListedDecision,
    check_claim,
    parse_votes,
    read_decisions,
)
from comity.standards.register_count import EndorsementCount, count_endorsed, read_sets
from comity.standards.register_pairs import (
    Relation,
    answer_until,
    bound_towards,
    path_of,
    relation,
)
from comity.standards.register_status import (
    ACTS_MEMBER,
    QUESTION_MEMBER,
    RULE_MEMBER,
    STATUS_MEMBER,
    act_terms,
    register_status,
    status_document,
    status_question,
)
from comity.standards.roll_calls import count_roll_calls, read_roll_calls
from comity.standards.rule_reading import RULE_SCHEMA, read_decision_rule
from comity.standards.rules import OUTCOMES, Rule

__all__ = [
    "ACTS",
    "ACTS_MEMBER",
    "CASES_SCHEMA",
    "CONSENTS",
    "DECISION",
    "DECISION_RULE",
    "ENTRY_CASES_SCHEMA",
    "ENTRY_RULE_SCHEMA",
    "FINDINGS",
    "FUNCTIONS",
    "OUTCOMES",
    "QUESTION_MEMBER",
    "RULE_MEMBER",
    "RULE_SCHEMA",
    "STATUS_MEMBER",
    "Act",
    "ActArrays",
    "ActKind",
    "ActTerms",
    "ArrayRule",
    "Asked",
    "CaseResult",
    "Claim",
    "ClaimAnswer",
    "Condition",
    "Delay",
    "EndorsementCount",
    "Entries",
    "Entry",
    "EntryCase",
    "EntryCases",
    "EntryRule",
    "Finding",
    "ListedDecision",
    "Member",
    "PartyStanding",
    "Register",
    "Relation",
    "Rule",
    "Sets",
    "Standing",
    "act_terms",
    "acts_as_csv",
    "add_months",
    "answer_until",
    "as_corrected",
    "bound_towards",
    "by_party",
    "check_claim",
    "claim_document",
    "consents_of",
    "count_document",
    "count_endorsed",
    "count_roll_calls",
    "decide_ballots",
    "decide_many",
    "decision_inputs",
    "described",
    "entries",
    "entry_into_force",
    "history_document",
    "outcomes_by_rule",
    "parse_votes",
    "path_of",
    "read_acts",
    "read_decision_rule",
    "read_decisions",
    "read_entry_cases",
    "read_entry_rule",
    "read_parties",
    "read_roll_calls",
    "read_sets",
    "register",
    "register_status",
    "relation",
    "relations_document",
    "rule_changes",
    "run_cases",
    "run_entry_case",
    "states",
    "status_document",
    "status_question",
    "works_on_counts",
]
