"""Opening a conversation together with the organisation's own statements: all of it or nothing."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from comity.dialogue import Terms
from comity.people import Acting
from comity.site.dialogue.actions.conversation import OPEN, open_conversation
from comity.site.dialogue.actions.statements import SEED, seed_statements
from comity.site.dialogue.models import Conversation
from comity.site.members.standing import require_in_force
from comity.site.record.models import Log

__all__ = ["Opening", "open_with_statements"]


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody opens: terms, first statements (text, language), and the form's token."""

    terms: Terms
    statements: tuple[tuple[str, str], ...]
    once: str


@transaction.atomic
def open_with_statements(
    *, log: Log, opening: Opening, acting: Acting | None, keys: Path, now: datetime
) -> str:
    """Open a conversation with its first statements and return its id (``records = one`` each).

    The same form sent twice is one conversation. ``keys`` is as in ``open_conversation``.
    """
    require_in_force(acting, act=OPEN, at=now)
    if opening.statements:
        require_in_force(acting, act=SEED, at=now)
    before = Conversation.objects.filter(once=opening.once).values_list("pk", flat=True).first()
    if before is not None:
        return before
    found = open_conversation(
        log=log, terms=opening.terms, acting=acting, keys=keys, now=now, once=opening.once
    )
    if opening.statements:
        seed_statements(
            log=log, conversation=found, statements=opening.statements, acting=acting, now=now
        )
    return found
