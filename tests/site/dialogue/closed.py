"""A conversation in which 30 people of two camps voted, closed, for tests of what comes after."""

from comity.site.dialogue.actions import close_conversation
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, LATER, SECRETARY, begin_closing, opened, submit, vote

__all__ = ["WORDS", "close_now", "close_voted", "close_with_words"]

WORDS = "The harbour master of Quellwick told me so."
"""Statement 4 of ``close_with_words``, sent by voter 3."""


def close_voted(instance, **terms) -> str:
    """Open, vote, close and sequence; return the id."""
    opened(instance, **terms)
    _vote(instance)
    close_now(instance)
    return ID


def close_with_words(instance, **terms) -> str:
    """Do the same where voter 3 has sent a statement, and everybody voted on it; return the id."""
    opened(instance, moderation="after", **terms)
    submit(instance, 3, WORDS)
    _vote(instance, (4, 1))
    close_now(instance)
    return ID


def close_now(instance) -> None:
    """Close the conversation as it stands, and sequence."""
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    close_conversation(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)


def _vote(instance, *more: tuple[int, int]) -> None:
    for number in range(30):
        vote(instance, number, (1, 1), (2, 1 if number % 2 else -1), (3, 0), *more)
