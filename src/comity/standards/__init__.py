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
from comity.standards.roll_call import after_roll_call_act, roll_call_of
from comity.standards.roll_call_acts import ROLL_CALL_ACTS, Called, RollCallAct
from comity.standards.roll_call_channel import CHANNELS, Officer
from comity.standards.roll_call_outcome import roll_call_ballots, roll_call_outcome
from comity.standards.roll_call_reading import read_roll_call_acts
from comity.standards.roll_call_state import KeptBallot, RollCall
from comity.standards.roll_calls import count_roll_calls, read_roll_calls
from comity.standards.rule_reading import RULE_SCHEMA, read_decision_rule
from comity.standards.rules import OUTCOMES, Rule
from comity.standards.silence import after_act, silence_of
from comity.standards.silence_acts import NOTICES, SILENCE_ACTS, Addressee, SilenceAct
from comity.standards.silence_deadline import (
    Shown,
    after_days,
    after_hours,
    frozen,
    is_in_time,
    shown,
)
from comity.standards.silence_outcome import silence_counts, silence_outcome
from comity.standards.silence_reading import read_silence_acts
from comity.standards.silence_state import SILENCE_STATES, KeptAct, Round, Silence
from comity.standards.silence_terms import (
    SILENCE_SCHEMA,
    Floor,
    SilenceTerms,
    read_silence_terms,
)

__all__ = [
    "ACTS",
    "ACTS_MEMBER",
    "CASES_SCHEMA",
    "CHANNELS",
    "CONSENTS",
    "DECISION",
    "DECISION_RULE",
    "ENTRY_CASES_SCHEMA",
    "ENTRY_RULE_SCHEMA",
    "FINDINGS",
    "FUNCTIONS",
    "NOTICES",
    "OUTCOMES",
    "QUESTION_MEMBER",
    "ROLL_CALL_ACTS",
    "RULE_MEMBER",
    "RULE_SCHEMA",
    "SILENCE_ACTS",
    "SILENCE_SCHEMA",
    "SILENCE_STATES",
    "STATUS_MEMBER",
    "Act",
    "ActArrays",
    "ActKind",
    "ActTerms",
    "Addressee",
    "ArrayRule",
    "Asked",
    "Called",
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
    "Floor",
    "KeptAct",
    "KeptBallot",
    "ListedDecision",
    "Member",
    "Officer",
    "PartyStanding",
    "Register",
    "Relation",
    "RollCall",
    "RollCallAct",
    "Round",
    "Rule",
    "Sets",
    "Shown",
    "Silence",
    "SilenceAct",
    "SilenceTerms",
    "Standing",
    "act_terms",
    "acts_as_csv",
    "add_months",
    "after_act",
    "after_days",
    "after_hours",
    "after_roll_call_act",
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
    "frozen",
    "history_document",
    "is_in_time",
    "outcomes_by_rule",
    "parse_votes",
    "path_of",
    "read_acts",
    "read_decision_rule",
    "read_decisions",
    "read_entry_cases",
    "read_entry_rule",
    "read_parties",
    "read_roll_call_acts",
    "read_roll_calls",
    "read_sets",
    "read_silence_acts",
    "read_silence_terms",
    "register",
    "register_status",
    "relation",
    "relations_document",
    "roll_call_ballots",
    "roll_call_of",
    "roll_call_outcome",
    "rule_changes",
    "run_cases",
    "run_entry_case",
    "shown",
    "silence_counts",
    "silence_of",
    "silence_outcome",
    "states",
    "status_document",
    "status_question",
    "works_on_counts",
]
