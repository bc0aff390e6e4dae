"""The dialogue engine: votes in, published results out. Pure functions over frozen values."""

from comity.dialogue.compat import compat
from comity.dialogue.incremental import RunningCounts
from comity.dialogue.reading import (
    Conversation,
    InputFile,
    read_conversation,
    read_statements,
    read_vote_map,
    read_votes,
)
from comity.dialogue.simulation import Simulated, Truth, simulate
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
    "Conversation",
    "InputFile",
    "RunningCounts",
    "Simulated",
    "Statement",
    "Truth",
    "VoteLog",
    "VoteMatrix",
    "compat",
    "read_conversation",
    "read_statements",
    "read_vote_map",
    "read_votes",
    "simulate",
    "write_polis_database_votes",
    "write_polis_statements",
    "write_polis_votes",
    "write_polis_wide",
    "write_statements",
    "write_votes",
]
