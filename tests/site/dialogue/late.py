"""A conversation some of whose votes came into the record only after it was closed."""

from comity.site.dialogue.actions import close_conversation
from comity.site.dialogue.actions import conversation as closing
from comity.site.record.batches import enter_batch
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, LATER, SECRETARY, begin_closing, opened, vote

__all__ = ["closed_too_early"]


def closed_too_early(instance, monkeypatch) -> bytes:
    """Vote, close as a defect or a stop would while votes wait, enter them; return a voter's note.

    The note was signed before the close, and what it names is in the record after it.
    """
    opened(instance)
    vote(instance, 0, (1, 1))
    log = Log.objects.get()
    enter_batch(log=log, subject=f"dialogue:conversation:{ID}", now=LATER)
    note = vote(instance, 1, (1, 1), (2, -1)).note
    with monkeypatch.context() as stopped:
        stopped.setattr(closing, "enter_batch", lambda **_: 0)
        begin_closing(log=log, conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    close_conversation(log=log, conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    enter_batch(log=log, subject=f"dialogue:conversation:{ID}", now=LATER)
    sequence(instance.log_folder)
    return note
