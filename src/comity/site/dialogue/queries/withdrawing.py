"""Which published reports were withdrawn, as the record says: a later act beside the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from comity.canonical import decode
from comity.site.record.models import Entry
from comity.subject import Subject

__all__ = ["WITHDRAW", "Withdrawal", "report_subject", "withdrawal_of", "withdrawals"]

WITHDRAW: Final = "dialogue.withdraw_report"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a report was withdrawn: why, and by whom; ``entry`` is None until it is sequenced."""

    at: datetime
    reason: str
    role: str
    entry: int | None


def report_subject(report: str) -> Subject:
    """Return what an act about a published report is about."""
    return Subject("dialogue", "report", report)


def withdrawal_of(report: str) -> Withdrawal | None:
    """Return how a report was withdrawn, or None where it stands."""
    return withdrawals(report).get(report)


def withdrawals(*reports: str) -> Mapping[str, Withdrawal]:
    """Return how each of ``reports`` was withdrawn, of those that were."""
    subjects = {str(report_subject(one)): one for one in reports}
    rows = Entry.objects.filter(act=WITHDRAW, subject__in=subjects).order_by("-pk")
    return {subjects[row.subject]: _withdrawal(row) for row in rows}


def _withdrawal(row: Entry) -> Withdrawal:
    told: Any = {} if row.payload is None else decode(bytes(row.payload))
    return Withdrawal(row.at, told.get("reason", ""), row.actor, row.idx)
