"""Keeping what a person wants to keep of their own work."""

from datetime import datetime
from typing import Final

from django.db import transaction

from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Acting
from comity.site.record.models import Log
from comity.site.work.models import ReadMark
from comity.site.work.queries import mark_of

__all__ = ["go_back", "mark_read"]

NOT_READ: Final = FaultKind(
    "work.not_read",
    N_("the record has no {size} entries"),
    N_("one has read at most what is there"),
    N_("Load the page again, then mark it."),
)


@transaction.atomic
def mark_read(*, acting: Acting, size: int, now: datetime) -> None:
    """Keep that ``acting`` has read the first ``size`` entries (``records = none``: it is private).

    Of two pages the one that shows more counts: an older one takes nothing back.
    """
    if not 0 <= size <= max(Log.objects.values_list("size", flat=True), default=0):
        raise refuse(NOT_READ.at(Place("size"), size=size))
    before = mark_of(acting.person)
    if size <= before.size:
        return
    ReadMark.objects.update_or_create(
        pk=acting.person,
        defaults={"size": size, "at": now, "before": before.size, "before_at": before.at},
    )


@transaction.atomic
def go_back(*, acting: Acting) -> None:
    """Take the last mark back (``records = none``: it is private)."""
    row = ReadMark.objects.filter(pk=acting.person, before__isnull=False).first()
    if row is None or row.before is None or row.before_at is None:
        return
    row.size, row.at, row.before, row.before_at = row.before, row.before_at, None, None
    row.save()
