"""Erasing what people said in a conversation, and what others said about it: entry by entry."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from comity.fault import N_, FaultKind, Place, refuse
from comity.site.dialogue.models import AppealRow, ConcernRow, Statement, TranslationRow
from comity.site.record.erasing import erase_content
from comity.site.record.models import Log

__all__ = ["STILL_ENTERED", "erase_about", "erase_rows"]

STILL_ENTERED: Final = FaultKind(
    "dialogue.taking_out_early",
    N_("something of yours is still being entered in the record"),
    N_("what is taken out has its place in the record first, so that its absence can be told"),
    N_("Try again in a few seconds."),
)


def erase_about(
    *,
    log: Log,
    of: Sequence[Statement],
    concerns: QuerySet[ConcernRow],
    basis: str,
    actor: str,
    now: datetime,
) -> None:
    """Erase translations of statements, appeals about them, and ``concerns`` (``records = one``).

    They say what the statements say, or tell of them: so they go with them, in the caller's
    transaction. Each of their entries is erased by one of its own.
    """
    told: tuple[tuple[QuerySet[Any], Sequence[str]], ...] = (
        (TranslationRow.objects.filter(statement__in=of), ("text", "by", "reviewer")),
        (AppealRow.objects.filter(statement__in=of), ("text",)),
        (concerns, ("who", "reason", "text")),
    )
    for rows, columns in told:
        erase_rows(log=log, rows=rows, columns=columns, basis=basis, actor=actor, now=now)


def erase_rows(
    *,
    log: Log,
    rows: QuerySet[Any],
    columns: Sequence[str],
    basis: str,
    actor: str,
    now: datetime,
) -> None:
    """Erase what came by the entries of ``rows``, and empty ``columns`` (``records = one`` each).

    A row whose first column is empty was erased before. What is not in the log yet is refused:
    nobody could tell its absence.
    """
    left = rows.exclude(**{columns[0]: ""})
    size = Log.objects.values_list("size", flat=True).get(pk=log.pk)
    for row in left.select_related("entry"):
        if row.entry.idx is None or row.entry.idx >= size:
            raise refuse(STILL_ENTERED.at(Place(row.entry.symbol)))
        erase_content(log=log, index=row.entry.idx, basis=basis, actor=actor, now=now)
    left.update(**dict.fromkeys(columns, ""))
