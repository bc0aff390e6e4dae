"""Erasing what an entry of the site commits to: the entry that says so, and content and key gone.

Both happen in one transaction. The commitment, the root and every proof stay.
"""

from datetime import datetime

from django.db import connection, transaction

from comity.edge import Erasable, check_erasable, entry_time, erasing_content
from comity.fault import Place
from comity.record import ERASE, public_payload
from comity.record import Entry as Statement
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Entry, FoldedWord, Log
from comity.site.record.queries import erased_by

__all__ = ["empty_write_ahead_log", "erase_content"]


def erase_content(*, log: Log, index: int, basis: str, actor: str, now: datetime) -> Entry:
    """Erase the content of entry ``index`` with its key, and return the erasing entry.

    ``basis`` stays public for ever: a rule or the number of a request, and no person. Rows of
    other rooms that repeat the content are for the caller, in the same transaction
    (``records = one``). Raises ``RefusedError``, and then nothing has changed.
    """
    with transaction.atomic():
        log = Log.objects.get(pk=log.pk)
        row = Entry.objects.filter(log=log, idx=index).first()
        by = None if row is None else erased_by(index)
        act = None if row is None else row.act
        check_erasable(Erasable(index, log.size, act, by), Place(log.origin))
        data = erasing_content(basis)
        statement = Statement(
            act=ERASE,
            actor=actor,
            subject=f"record:entry:{index}",
            at=entry_time(now),
            payload=public_payload(data),
            refs=(index,),
        )
        erasing = append_entry(log=log, statement=statement, content=Content(data))
        Entry.objects.filter(log=log, idx=index).update(payload=None, payload_key=None)
        FoldedWord.objects.filter(entry__log=log, entry__idx=index).delete()
        return erasing


def empty_write_ahead_log() -> bool:
    """Let nothing of what went stay in the file beside the database; False if a reader was busy.

    What was freed in the database itself is overwritten by SQLite (``secure_delete``). PostgreSQL
    overwrites what it frees in its own time: there it is for its operator (docs/howto/postgresql).
    """
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_ = cursor.fetchone()
    return not busy
