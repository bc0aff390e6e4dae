"""What may be written to the record."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from comity.record import Entry as Statement
from comity.record import encode_entry, leaf_hash, opens
from comity.site.record.models import Entry, Log, Mention
from comity.site.record.taken import took
from comity.site.record.wrapping import wrap_key

__all__ = ["OPERATOR", "Content", "append_entry", "begin_log", "digests_named"]

OPERATOR: Final = "server/operator"
"""The actor of what the server does by itself, or whoever runs it on its computer."""

# Canonical JSON writes a digest in one way: as 64 small letters between quotes.
DIGEST: Final = re.compile(rb'"([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Content:
    """What an entry commits to: its bytes, and its key if it is sealed.

    ``opened`` publishes sealed content, with its key, until it is erased.
    """

    data: bytes
    key: bytes | None = None
    opened: bool = False


@transaction.atomic
def begin_log(*, origin: str, vkey: str, simulated: bool) -> Log:
    """Open the log ``origin``, or return it where it was opened before with the same key.

    A demonstration's log stays one: it can never be opened as a real one, nor the other way round.
    """
    log, _ = Log.objects.get_or_create(
        origin=origin, defaults={"vkey": vkey, "simulated": simulated}
    )
    if (log.vkey, log.simulated) != (vkey, simulated):
        raise ValueError(f"the log {origin} was opened with another key or purpose")
    return log


def append_entry(
    *, log: Log, statement: Statement, content: Content, symbol: str = "", title: str = ""
) -> Entry:
    """Write an entry as pending, in the transaction of the act it tells of; return its row.

    ``content`` is what ``statement`` commits to; ``symbol`` and ``title`` are those of what it is
    about, by which people look for it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an entry is written in the transaction of its act")
    if not opens(statement.payload, content.data, content.key):
        raise ValueError("the entry commits to other content")
    leaf = encode_entry(statement)
    entry = Entry.objects.create(
        log=log,
        leaf=leaf,
        leaf_hash=leaf_hash(leaf),
        payload=content.data,
        payload_key=wrap_key(content.key),
        opened=content.opened,
        act=statement.act,
        actor=statement.actor,
        subject=statement.subject,
        at=datetime.fromisoformat(statement.at),
        payload_class=statement.payload.payload_class,
        release=statement.payload.release or "",
        symbol=symbol,
        title=title,
    )
    digests = digests_named(leaf, b"" if content.key else content.data)
    Mention.objects.bulk_create(Mention(entry=entry, digest=digest) for digest in sorted(digests))
    took(entry)
    return entry


def digests_named(leaf: bytes, public: bytes) -> set[str]:
    """Return the digests in hex that an entry or its public content names."""
    return {match.decode() for match in DIGEST.findall(leaf + public)}
