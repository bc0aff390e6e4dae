"""A conversation in which 30 people of two camps voted, closed, for tests of what comes after."""

from comity.site.dialogue.actions import begin_closing, close_conversation
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, LATER, SECRETARY, opened, vote

__all__ = ["close_voted"]


def close_voted(instance, **terms) -> str:
    """Open, vote, close and sequence; return the id."""
    opened(instance, **terms)
    for number in range(30):
        vote(instance, number, (1, 1), (2, 1 if number % 2 else -1), (3, 0))
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    close_conversation(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    return ID
