"""What was read since the newest entry, kept in this process until there is another.

What only an act changes is read once for each entry, not once for each reader. Nothing that is
shown to one person alone is ever kept here, and nothing of it reaches a disk.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

from django.conf import settings

__all__ = ["LAST", "MOST_KEPT", "Read", "meanwhile"]

MOST_KEPT: Final = 512
NOTHING: Final = object()

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What was read, by its place: under which entry, and of which instance."""

    under: str
    instance: object
    values: dict[Hashable, Any] = field(default_factory=dict)


LAST: Final = [Read("", None)]
"""All that is kept: here one looks for what must not be."""


def meanwhile(under: str, place: Hashable, read: Callable[[], T]) -> T:
    """Return what ``read`` returned for ``place``; all is let go once ``under`` is another.

    ``under`` is what ``newest`` returned before anything was asked for. What is kept is handed to
    many at once: it is never to be changed.
    """
    kept = LAST[0]
    if kept.under != under or kept.instance is not settings.COMITY:
        # What was erased meanwhile is let go with the rest.
        kept = LAST[0] = Read(under, settings.COMITY)
    # Asked for once: another thread may let all go in between.
    found = kept.values.get(place, NOTHING)
    if found is not NOTHING:
        return cast("T", found)
    value = read()
    if len(kept.values) >= MOST_KEPT:
        kept.values.clear()
    kept.values[place] = value
    return value
