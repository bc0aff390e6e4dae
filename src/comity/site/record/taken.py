"""What one request wrote to the record, known once it is committed: what its note is signed for.

Who answers a request collects; whoever appends an entry tells of it here. What was rolled back is
never told of. Sub-logs do not come here: a public note would tell that there was anything.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from comity.site.record.models import Entry

__all__ = ["Taken", "collecting", "taken_now", "took"]


@dataclass(frozen=True, slots=True)
class Taken:
    """An entry that was committed: its leaf hash, what it is about, and the time that it states."""

    leaf: bytes
    subject: str
    at: datetime


_HELD: Final[ContextVar[list[Taken] | None]] = ContextVar("taken", default=None)


@contextmanager
def collecting() -> Iterator[list[Taken]]:
    """Collect what this thread commits within; votes are committed by another and cost nothing."""
    held: list[Taken] = []
    before = _HELD.set(held)
    try:
        yield held
    finally:
        _HELD.reset(before)


def taken_now() -> Sequence[Taken]:
    """Return what was committed so far where somebody collects, else nothing."""
    return tuple(_HELD.get() or ())


def took(entry: Entry) -> None:
    """Tell of an entry, which counts as taken once its transaction is committed."""
    held = _HELD.get()
    if held is not None:
        one = Taken(bytes(entry.leaf_hash), entry.subject, entry.at)
        transaction.on_commit(lambda: held.append(one))
