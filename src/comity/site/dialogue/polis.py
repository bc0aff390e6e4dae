"""The votes of an open report in the form of the field: the files that Polis exports."""

from collections.abc import Mapping
from typing import Final

__all__ = ["MOST_VOTES", "polis_statements", "polis_votes"]

MOST_VOTES: Final = 1_000_000
"""Above it the files are not made here; ``comity dialogue convert`` makes them from the bundle."""
VOTES: Final = "inputs/votes.csv"
STATEMENTS: Final = "inputs/statements.csv"


def polis_votes(members: Mapping[str, bytes]) -> bytes | None:
    """Return the votes of a bundle as ``votes.csv``: 1 agree, −1 disagree, people as row numbers.

    None where the bundle holds no votes: with protected ballots they are published nowhere.
    """
    from comity.dialogue import InputFile, read_conversation, write_polis_votes  # noqa: PLC0415 - loads numpy

    if VOTES not in members:
        return None
    return write_polis_votes(read_conversation(InputFile(VOTES, members[VOTES])).log)


def polis_statements(members: Mapping[str, bytes]) -> bytes | None:
    """Return the statements of a bundle as ``comments.csv``, with the votes counted; see above."""
    from comity.dialogue import (  # noqa: PLC0415 - loads numpy
        InputFile,
        read_conversation,
        write_polis_statements,
    )

    if VOTES not in members:
        return None
    texts = InputFile(STATEMENTS, members[STATEMENTS]) if STATEMENTS in members else None
    conversation = read_conversation(InputFile(VOTES, members[VOTES]), texts)
    return write_polis_statements(conversation.log, conversation.statements)
