"""Sub-logs of the site: opened, written to in the transaction of an act, sequenced, released.

Their rows, files and keys are kept apart from the public ones, so that nothing that reads the
public record can come upon them: neither what was done nor that anything was.
"""

import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from comity.canonical import encode
from comity.edge import create_key, entry_time, load_key
from comity.record import (
    RELEASE_HEAD,
    Entry,
    format_vkey,
    leaf_hash,
    opens,
    parse_vkey,
    public_payload,
    release_payload,
    sealed_payload,
    sub_origin,
)
from comity.record import encode_entry as leaf_of
from comity.site.record.actions import OPERATOR, Content, append_entry
from comity.site.record.models import Entry as EntryRow
from comity.site.record.models import Log, SubEntry, SubLog
from comity.site.record.sequencer import Tables, sequence_pending
from comity.site.record.wrapping import wrap_key

__all__ = [
    "SUB_LOGS",
    "append_internal",
    "open_sub_log",
    "release_head",
    "sequence_sub_logs",
    "sub_log_of",
]

SUB_LOGS: Final = Tables(SubLog, SubEntry)
BEGIN: Final = "record.begin"
KEY_SIZE: Final = 32
PSEUDONYM_SIZE: Final = 8


def open_sub_log(*, log: Log, subject: str, keys: Path, now: datetime) -> SubLog:
    """Return the sub-log of ``subject``, made with its key and first entry where there is none.

    ``subject`` is whose it is, such as a delegation; ``keys`` is the folder of sub-logs' keys.
    """
    with transaction.atomic():
        found = sub_log_of(subject)
        if found is not None:
            return found
        pseudonym = secrets.token_hex(PSEUDONYM_SIZE)
        origin = sub_origin(log.origin, pseudonym)
        signer = create_key(_key_file(keys, origin), lambda _: origin)
        made = SubLog.objects.create(origin=origin, vkey=format_vkey(signer.key), subject=subject)
        content = encode({"v": 1, "kind": "sub_log", "key": made.vkey})
        key = secrets.token_bytes(KEY_SIZE)
        statement = Entry(
            act=BEGIN,
            actor=OPERATOR,
            subject=f"record:log:{origin}",
            at=entry_time(now),
            payload=sealed_payload(content, key, "delegation"),
        )
        append_internal(sub_log=made, statement=statement, content=Content(content, key))
    return made


def sub_log_of(subject: str) -> SubLog | None:
    """Return the sub-log of ``subject``, or None."""
    return SubLog.objects.filter(subject=subject).first()


def append_internal(*, sub_log: SubLog, statement: Entry, content: Content) -> SubEntry:
    """Enter an act in a sub-log, in the transaction of the act (``records = sublog``)."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an entry is written in the transaction of its act")
    if not opens(statement.payload, content.data, content.key):
        raise ValueError("the entry commits to other content")
    leaf = leaf_of(statement)
    return SubEntry.objects.create(
        log=sub_log,
        leaf=leaf,
        leaf_hash=leaf_hash(leaf),
        payload=content.data,
        payload_key=wrap_key(content.key),
        act=statement.act,
        subject=statement.subject,
        at=datetime.fromisoformat(statement.at),
    )


def sequence_sub_logs(*, folder: Path, keys: Path, now: datetime) -> int:
    """Sequence what waits in any sub-log; return in how many something waited.

    ``folder`` holds a folder of files for each; none of them is served.
    """
    waiting = SubEntry.objects.filter(idx=None).values_list("log_id", flat=True).distinct()
    origins = sorted(waiting)
    for origin in origins:
        signer = load_key(_key_file(keys, origin))
        own = folder / _pseudonym(origin)
        sequence_pending(folder=own, signer=signer, now=now, tables=SUB_LOGS)
    return len(origins)


def release_head(*, log: Log, sub_log: SubLog, actor: str, now: datetime) -> EntryRow:
    """Enter the newest signed head of ``sub_log`` in the public ``log`` (``records = one``).

    ``actor`` is the party and role that releases; whether they may is for the caller to check.
    """
    with transaction.atomic():
        row = SubLog.objects.select_for_update().get(pk=sub_log.pk)
        if not row.note:
            raise ValueError("a sub-log is released once it has a signed head")
        content = release_payload(bytes(row.note), parse_vkey(row.vkey))
        statement = Entry(
            act=RELEASE_HEAD,
            actor=actor,
            subject=f"record:log:{row.origin}",
            at=entry_time(now),
            payload=public_payload(content),
        )
        return append_entry(log=log, statement=statement, content=Content(content))


def _key_file(keys: Path, origin: str) -> Path:
    return keys / f"{_pseudonym(origin)}.key"


def _pseudonym(origin: str) -> str:
    return origin.rpartition("/")[2]
