"""What an erasure leaves in the rows: an entry that says so, and nothing of what it concerns."""

from django.db.transaction import atomic

from comity.edge import entry_time
from comity.record import ERASE, erasure_payload, public_payload
from comity.record import Entry as Statement
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Entry, Log
from tests.site.conftest import NOW

__all__ = ["BASIS", "erase"]

BASIS = "Article 17, request 2026-4"


def erase(index: int) -> None:
    """Enter that the content of entry ``index`` is erased, and take content and key away."""
    data = erasure_payload(BASIS)
    statement = Statement(
        act=ERASE,
        actor="assembly/secretary",
        subject=f"record:entry:{index}",
        at=entry_time(NOW),
        payload=public_payload(data),
        refs=(index,),
    )
    with atomic():
        append_entry(log=Log.objects.get(), statement=statement, content=Content(data))
        Entry.objects.filter(idx=index).update(payload=None, payload_key=None)
