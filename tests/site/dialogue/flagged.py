"""A closed conversation on 18 statements in which four of 30 people voted alike, and its draft."""

from comity.site.dialogue.actions import close_conversation, seed_statements
from comity.site.dialogue.tasks import draft_now
from comity.site.record.models import Log
from comity.statistics import Draw
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, LATER, NOW, SECRETARY, begin_closing, opened, vote

__all__ = ["draft_flagged"]

STATEMENTS = 18


def draft_flagged(instance) -> str:
    """Open, vote, close and draft; return the id."""
    opened(instance)
    more = [(f"Statement number {number}.", "en") for number in range(4, STATEMENTS + 1)]
    seed_statements(
        log=Log.objects.get(), conversation=ID, statements=more, acting=SECRETARY, now=NOW
    )
    for number in range(30):
        draw = Draw(1 if number < 4 else number)
        votes = (draw.integers(3, STATEMENTS) - 1).tolist()
        vote(instance, number, *enumerate(votes, start=1))
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    close_conversation(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    draft_now(instance, ID, "en")
    return ID
