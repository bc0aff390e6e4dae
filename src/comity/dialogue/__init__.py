"""The dialogue engine: votes in, published results out. Pure functions over frozen values."""

from comity.dialogue.appeal import (
    CLEARED,
    LONGEST_APPEAL,
    OUTCOMES,
    Outcome,
    appeal_faults,
    appeal_payload,
    outcome_faults,
    outcome_payload,
)
from comity.dialogue.arrival_document import ARRIVAL as ARRIVAL_MEMBER
from comity.dialogue.arrival_document import ARRIVALS, arrival
from comity.dialogue.arrival_tables import arrival_lines, arrival_table
from comity.dialogue.attestation import (
    Attestation,
    attest,
    conversation_of_sealed,
    parse_attestation,
)
from comity.dialogue.audit import Audit, Auditor, audit
from comity.dialogue.bridging import Bridging, bridge
from comity.dialogue.compat import compat
from comity.dialogue.concern import (
    CONCERN_DECISIONS,
    CONCERN_STEP,
    LONGEST_CONCERN,
    concern_decision_faults,
    concern_decision_payload,
    concern_faults,
    concern_payload,
    stepped,
)
from comity.dialogue.conversation import (
    DECIDED_IN,
    LONGEST_OPEN,
    LONGEST_STATEMENT,
    NOT_OPEN,
    OVER,
    PARTS,
    REASONS,
    SEEDED_IN,
    Ballots,
    Decision,
    Moderation,
    Stage,
    Terms,
    decode_terms,
    encode_terms,
    moderation_payload,
    shown_states,
    stage_of,
    statement_faults,
    statement_payload,
    terms_faults,
    wrong_term,
)
from comity.dialogue.counts import counts
from comity.dialogue.download import statements_download
from comity.dialogue.drawing import Mix, Offer, Shown, draw_next, offer
from comity.dialogue.draws import draw_lines, drawn_answers
from comity.dialogue.embedding import MOST_ORIGINS, origin_faults
from comity.dialogue.flag_decisions import FlagDecision, decision_lines, read_flag_decisions
from comity.dialogue.flags_document import DECISIONS, flagged_components, flags
from comity.dialogue.flags_document import FLAGS as FLAGS_MEMBER
from comity.dialogue.functions import FUNCTIONS
from comity.dialogue.incremental import RunningCounts
from comity.dialogue.live_rule import LiveRule, read_live_rule
from comity.dialogue.opened_ballots import BALLOTS, OpenedBallot, ballot_lines
from comity.dialogue.participation import (
    NOT_STATED,
    Alarm,
    ParticipationRule,
    Turnout,
    coarse,
    participation_alarms,
    read_participation_rule,
    stepped_turnout,
)
from comity.dialogue.people import (
    FILE,
    People,
    nobody_declared,
    read_people,
    refuse_undeclared,
    votes_of,
)
from comity.dialogue.publication import RULE, STATEMENTS, Parameters, open_inputs
from comity.dialogue.reading import (
    Conversation,
    InputFile,
    read_conversation,
    read_statements,
    read_vote_map,
    read_votes,
)
from comity.dialogue.reading_statements import read_statements_file
from comity.dialogue.releasing import NOBODY, Answered, ReleaseLedger, Snapshot, shown_of
from comity.dialogue.report import REPORT as REPORT_MEMBER
from comity.dialogue.report import report
from comity.dialogue.report_cells import report_cells
from comity.dialogue.restated_counts import (
    Remaining,
    restated_counts,
    restated_inputs,
    sealed_left_inputs,
    were_left,
)
from comity.dialogue.restatement_document import (
    BEFORE,
    LEFT,
    RESTATEMENT_RULE,
    RESTATES,
    Restates,
    encode_restates,
    restatement,
)
from comity.dialogue.restatement_document import RESTATEMENT as RESTATEMENT_MEMBER
from comity.dialogue.restatement_rule import (
    RestatementRule,
    first_scheduled,
    read_restatement_rule,
    scheduled_on,
)
from comity.dialogue.restatement_tables import restated_lines, standing_lines
from comity.dialogue.restating import Counts, Restated, Standing, counts_left, restate
from comity.dialogue.routing_document import DRAWS, routing
from comity.dialogue.routing_document import ROUTING as ROUTING_MEMBER
from comity.dialogue.rule import ReportRule, read_rule
from comity.dialogue.schulze import Ballot, Schulze, schulze
from comity.dialogue.sealing import cells, public_inputs, sealed_inputs
from comity.dialogue.simulation import Simulated, Truth, simulate
from comity.dialogue.slate_document import SLATE as SLATE_MEMBER
from comity.dialogue.slate_document import slate
from comity.dialogue.tally import Tally
from comity.dialogue.tiers import (
    ANONYMOUS,
    TierRule,
    in_tiers,
    pseudonym_in,
    read_tier_rule,
    tier_for,
    tier_of,
    votes_in_tier,
)
from comity.dialogue.translations import (
    Origin,
    Translation,
    read_translations,
    source_of,
    translation_faults,
    translation_lines,
)
from comity.dialogue.translations_document import TRANSLATED, TRANSLATIONS, translations
from comity.dialogue.uses import UNUSED, USED, Use, unused, uses
from comity.dialogue.votes import Statement, VoteLog, VoteMatrix
from comity.dialogue.writing import (
    write_polis_database_votes,
    write_polis_statements,
    write_polis_votes,
    write_polis_wide,
    write_statements,
    write_votes,
)

__all__ = [
    "ANONYMOUS",
    "ARRIVALS",
    "ARRIVAL_MEMBER",
    "BALLOTS",
    "BEFORE",
    "CLEARED",
    "CONCERN_DECISIONS",
    "CONCERN_STEP",
    "DECIDED_IN",
    "DECISIONS",
    "DRAWS",
    "FILE",
    "FLAGS_MEMBER",
    "FUNCTIONS",
    "LEFT",
    "LONGEST_APPEAL",
    "LONGEST_CONCERN",
    "LONGEST_OPEN",
    "LONGEST_STATEMENT",
    "MOST_ORIGINS",
    "NOBODY",
    "NOT_OPEN",
    "NOT_STATED",
    "OUTCOMES",
    "OVER",
    "PARTS",
    "REASONS",
    "REPORT_MEMBER",
    "RESTATEMENT_MEMBER",
    "RESTATEMENT_RULE",
    "RESTATES",
    "ROUTING_MEMBER",
    "RULE",
    "SEEDED_IN",
    "SLATE_MEMBER",
    "STATEMENTS",
    "TRANSLATED",
    "TRANSLATIONS",
    "UNUSED",
    "USED",
    "Alarm",
    "Answered",
    "Attestation",
    "Audit",
    "Auditor",
    "Ballot",
    "Ballots",
    "Bridging",
    "Conversation",
    "Counts",
    "Decision",
    "FlagDecision",
    "InputFile",
    "LiveRule",
    "Mix",
    "Moderation",
    "Offer",
    "OpenedBallot",
    "Origin",
    "Outcome",
    "Parameters",
    "ParticipationRule",
    "People",
    "ReleaseLedger",
    "Remaining",
    "ReportRule",
    "Restated",
    "RestatementRule",
    "Restates",
    "RunningCounts",
    "Schulze",
    "Shown",
    "Simulated",
    "Snapshot",
    "Stage",
    "Standing",
    "Statement",
    "Tally",
    "Terms",
    "TierRule",
    "Translation",
    "Truth",
    "Turnout",
    "Use",
    "VoteLog",
    "VoteMatrix",
    "appeal_faults",
    "appeal_payload",
    "arrival",
    "arrival_lines",
    "arrival_table",
    "attest",
    "audit",
    "ballot_lines",
    "bridge",
    "cells",
    "coarse",
    "compat",
    "concern_decision_faults",
    "concern_decision_payload",
    "concern_faults",
    "concern_payload",
    "conversation_of_sealed",
    "counts",
    "counts_left",
    "decision_lines",
    "decode_terms",
    "draw_lines",
    "draw_next",
    "drawn_answers",
    "encode_restates",
    "encode_terms",
    "first_scheduled",
    "flagged_components",
    "flags",
    "in_tiers",
    "moderation_payload",
    "nobody_declared",
    "offer",
    "open_inputs",
    "origin_faults",
    "outcome_faults",
    "outcome_payload",
    "parse_attestation",
    "participation_alarms",
    "pseudonym_in",
    "public_inputs",
    "read_conversation",
    "read_flag_decisions",
    "read_live_rule",
    "read_participation_rule",
    "read_people",
    "read_restatement_rule",
    "read_rule",
    "read_statements",
    "read_statements_file",
    "read_tier_rule",
    "read_translations",
    "read_vote_map",
    "read_votes",
    "refuse_undeclared",
    "report",
    "report_cells",
    "restate",
    "restated_counts",
    "restated_inputs",
    "restated_lines",
    "restatement",
    "routing",
    "scheduled_on",
    "schulze",
    "sealed_inputs",
    "sealed_left_inputs",
    "shown_of",
    "shown_states",
    "simulate",
    "slate",
    "source_of",
    "stage_of",
    "standing_lines",
    "statement_faults",
    "statement_payload",
    "statements_download",
    "stepped",
    "stepped_turnout",
    "terms_faults",
    "tier_for",
    "tier_of",
    "translation_faults",
    "translation_lines",
    "translations",
    "unused",
    "uses",
    "votes_in_tier",
    "votes_of",
    "were_left",
    "write_polis_database_votes",
    "write_polis_statements",
    "write_polis_votes",
    "write_polis_wide",
    "write_statements",
    "write_votes",
    "wrong_term",
]
