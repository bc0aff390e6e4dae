"""What the record says was done: entries of one act, with the content they commit to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from comity.canonical import encode
from comity.record import Entry as Statement
from comity.record import RecordFormatError, opens, parse_entry
from comity.site.record.comparison import as_bytes
from comity.site.record.models import Entry
from comity.site.record.wrapping import is_locked, open_key

__all__ = ["Recorded", "entry_name", "recorded_acts"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry: the key of its row, its name for people, its bytes read, and its content.

    ``content`` is None where it was erased, or is not what the entry commits to.
    """

    row: int
    name: str
    statement: Statement
    content: bytes | None

    @property
    def at(self) -> datetime:
        """Return when it was done, as the entry says."""
        return datetime.fromisoformat(self.statement.at)


def entry_name(index: object, row: object) -> str:
    """Return how people find the entry: its index, or the key of its row as long as it waits."""
    return f"pending {row}" if index is None else str(index)


def recorded_acts(*acts: str) -> Iterator[Recorded]:
    """Yield the entries of ``acts`` as their own bytes say, whatever the columns beside them."""
    beginnings = tuple(b'{"act":' + encode(act) + b"," for act in acts)
    rows = Entry.objects.order_by("id").values_list("pk", "leaf")
    for row, leaf in rows.iterator(chunk_size=2_000):
        if as_bytes(leaf).startswith(beginnings):
            try:
                statement = parse_entry(as_bytes(leaf))
            except RecordFormatError:
                continue
            yield _recorded(row, statement)


def _recorded(row: int, statement: Statement) -> Recorded:
    columns = Entry.objects.values_list("idx", "payload", "payload_key").get(pk=row)
    index, payload, key = columns
    content = None if payload is None else as_bytes(payload)
    # Whether a locked key has sealed this nobody can tell here; reconciling says that it is locked.
    if content is not None and not (
        is_locked(key) or opens(statement.payload, content, open_key(key))
    ):
        content = None
    return Recorded(row, entry_name(index, row), statement, content)
