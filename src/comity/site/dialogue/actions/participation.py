"""Counting who takes part, by language and region, and what was seen of it before the close."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, TypeAlias

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from comity.canonical import Json, encode
from comity.dialogue import DECIDED_IN
from comity.fault import Place, refuse
from comity.language import clean_text
from comity.people import Acting
from comity.site.dialogue.actions.conversation import (
    CLOSE,
    NOT_SEEN,
    SEE,
    about,
    locked_conversation,
    refuse_when_over,
    statement_of,
)
from comity.site.dialogue.queries.participation import alarms_of, participation_rule
from comity.site.members.standing import require_in_force
from comity.site.postgres.pipeline import insert_rows
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Log

__all__ = ["SEE", "Came", "ask_who_voted", "count_new", "see_alarms"]

LONGEST_WORDS: Final = 2_000
VOTED: Final = (
    "SELECT DISTINCT voter FROM dialogue_vote_line "
    "WHERE conversation_id = %s AND voter IN ({marks})"
)
ADD: Final = "INSERT INTO dialogue_participation (conversation_id, part, value, count) VALUES"
ADDED: Final = (
    "ON CONFLICT (conversation_id, part, value) "
    "DO UPDATE SET count = dialogue_participation.count + excluded.count"
)

Came: TypeAlias = "tuple[str, str, str]"
"""Of somebody who votes for the first time: conversation, part and value."""


def ask_who_voted(cursor: CursorWrapper, conversation: str, voters: Collection[str]) -> None:
    """Ask which of ``voters`` have voted already; the answer is for who reads from ``cursor``."""
    marks = ", ".join(["%s"] * len(voters))
    cursor.execute(VOTED.format(marks=marks), [conversation, *voters])


def count_new(came: Iterable[Came]) -> None:
    """Count people who vote for the first time; what counts them names nobody."""
    rows = [(*one, count) for one, count in Counter(came).items()]
    insert_rows(ADD, rows, ADDED)


@transaction.atomic
def see_alarms(
    *,
    log: Log,
    conversation: str,
    seen: Collection[str],
    words: str,
    acting: Acting | None,
    now: datetime,
) -> None:
    """Enter that somebody saw each alarm before closing (``records = one``, none without alarms).

    Whoever may close may enter it. ``seen`` are the ids that were confirmed, ``words`` what they
    say of it, public for ever.
    """
    mandate = require_in_force(acting, act=CLOSE, at=now, about=about(conversation))
    row = locked_conversation(conversation)
    refuse_when_over(row, DECIDED_IN, now)
    alarms = [alarm.id for alarm in alarms_of(conversation)]
    missing = [alarm for alarm in alarms if alarm not in seen]
    if missing:
        raise refuse(NOT_SEEN.at(Place(", ".join(missing)), count=len(missing)))
    if not alarms:
        return
    rule = participation_rule()
    told: Json = {
        "v": 1,
        "alarms": [*alarms],
        "rule": {"id": rule.id, "version": rule.version},
        "words": clean_text(words).text.strip()[:LONGEST_WORDS],
    }
    content = encode(told)
    append_entry(
        log=log,
        statement=statement_of(SEE, mandate, row.id, content, now),
        content=Content(content),
        symbol=row.symbol,
        title=row.title,
    )
