"""Setting whose pages may show a conversation in a frame."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from comity.canonical import encode
from comity.dialogue import DECIDED_IN, origin_faults
from comity.fault import refuse
from comity.people import Acting
from comity.site.dialogue.actions.conversation import (
    about,
    locked_conversation,
    refuse_when_over,
    statement_of,
)
from comity.site.dialogue.queries.embedding import EMBED, embed_origins
from comity.site.members.standing import require_in_force
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Log

__all__ = ["EMBED", "allow_embedding"]


@transaction.atomic
def allow_embedding(
    *, log: Log, conversation: str, origins: Sequence[str], acting: Acting | None, now: datetime
) -> None:
    """Enter the whole list of origins (``records = one``, none where it is the same list)."""
    mandate = require_in_force(acting, act=EMBED, at=now, about=about(conversation))
    row = locked_conversation(conversation)
    refuse_when_over(row, DECIDED_IN, now)
    faults = tuple(origin_faults(origins))
    if faults:
        raise refuse(*faults)
    if sorted(origins) == list(embed_origins(conversation)):
        return
    content = encode({"v": 1, "origins": [*sorted(origins)]})
    append_entry(
        log=log,
        statement=statement_of(EMBED, mandate, row.id, content, now),
        content=Content(content),
        symbol=row.symbol,
        title=row.title,
    )
