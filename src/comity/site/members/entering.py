"""How an act about people becomes an entry: what is public as it is, what names a person sealed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from comity.canonical import Json, encode
from comity.edge import entry_time
from comity.people import Mandate
from comity.record import Entry, public_payload, sealed_payload
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Entry as EntryRow
from comity.site.record.models import Log

__all__ = ["HOLDER", "OPERATOR", "Told", "enter", "recorded", "site_log"]

OPERATOR: Final = "operator"
"""The role of whoever runs the server: its mandate is the server itself and is in no record."""
HOLDER: Final = "account_holder"
"""The role of a person in what is their own, for which nobody needs a mandate."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry tells: which act about what, and the content it commits to.

    ``personal`` content names a natural person and is sealed under a key of its own; ``opened``
    publishes it with its key until it is erased.
    """

    act: str
    subject: str
    content: Mapping[str, Json]
    title: str = ""
    personal: bool = False
    opened: bool = False


def enter(*, log: Log, by: Mandate, told: Told, now: datetime) -> EntryRow:
    """Write the entry of an act done under the mandate ``by``, in the transaction of the act."""
    data = encode(told.content)
    key = secrets.token_bytes(32) if told.personal else None
    payload = public_payload(data) if key is None else sealed_payload(data, key, "person")
    statement = Entry(
        act=told.act,
        actor=str(by.role),
        subject=told.subject,
        at=entry_time(now),
        payload=payload,
        mandate=None if by.role.title in {OPERATOR, HOLDER} else by.id,
    )
    content = Content(data, key, opened=told.opened)
    return append_entry(log=log, statement=statement, content=content, title=told.title)


def recorded(moment: datetime) -> datetime:
    """Return ``moment`` as exactly as the record keeps times."""
    return datetime.fromisoformat(entry_time(moment))


def site_log() -> Log:
    """Return the log of this site."""
    return Log.objects.get()
