"""What pages may know of the votes of whoever asks."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import connection

from comity.site.dialogue.queries.conversation import ConversationView

__all__ = ["OWN_LINES", "ballots_cast", "votes_of"]

# Put in order here: SQLite would go through the lines of everybody to spare itself the sorting.
OWN_LINES: Final = (
    "SELECT seq, statement, vote FROM dialogue_vote_line WHERE conversation_id = %s AND voter = %s"
)


def votes_of(view: ConversationView, voter: str) -> Mapping[int, int]:
    """Return the present votes of one pseudonym by statement."""
    return {statement: vote for _, statement, vote in _lines_of(view.id, voter)}


def ballots_cast(conversation: str, voter: str) -> Sequence[int]:
    """Return the numbers of all votes that one pseudonym cast, also of those changed since."""
    return [seq for seq, _, _ in _lines_of(conversation, voter)]


def _lines_of(conversation: str, voter: str) -> Sequence[tuple[int, int, int]]:
    """Return number, statement and vote of all that one pseudonym cast, in order."""
    with connection.cursor() as cursor:
        cursor.execute(OWN_LINES, [conversation, voter])
        return sorted((int(seq), int(of), int(vote)) for seq, of, vote in cursor.fetchall())
