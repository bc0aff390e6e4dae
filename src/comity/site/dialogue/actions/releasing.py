"""Taking snapshots of live counts: what of them may be shown, and when."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from comity.dialogue import Snapshot, stage_of
from comity.site.dialogue.actions.conversation import locked_conversation
from comity.site.dialogue.models import Conversation, LiveSnapshot
from comity.site.dialogue.queries.live import left_since
from comity.site.dialogue.tallies import forget, is_due, release_due

__all__ = ["release_all", "release_results"]


def release_all(*, now: datetime) -> int:
    """Take every snapshot that is due in any open conversation; return how many."""
    taken = 0
    for conversation, code in Conversation.objects.filter(state="open").values_list("pk", "code"):
        # Looked at without a lock first: most of the time nothing is due.
        if is_due(conversation, code, left_since(conversation)):
            taken += release_results(conversation=conversation, now=now)
    return taken


def release_results(*, conversation: str, now: datetime) -> int:
    """Take every snapshot that is due in one open conversation (``records = none``).

    Any two of a statement differ by as many people as the rule says; the newest is held back. What
    is shown is no act of anybody, and can be computed from nothing that is published.
    """
    code = ""
    try:
        with transaction.atomic():
            row = locked_conversation(conversation)
            code = row.code
            if stage_of(row.state, row.opens_at, row.closes_at, now) != "open":
                return 0
            return release_due(row.pk, code, left_since(row.pk), lambda due: _keep(row, due))
    except Exception:
        # What was counted in memory as kept was not kept.
        forget(code)
        raise


def _keep(row: Conversation, due: Sequence[Snapshot]) -> int:
    last = 0
    for one in due:
        kept = LiveSnapshot.objects.create(
            conversation=row,
            statement=one.cell,
            seq=one.seq,
            agree=one.counts.agree,
            disagree=one.counts.disagree,
            passed=one.counts.passed,
        )
        last = kept.pk
    return last
