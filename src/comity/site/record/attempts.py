"""Attempts that were refused and matter, such as a vote after the close: on which day, and why.

Never by whom, from where, or what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import F

from comity.site.record.models import Attempt

__all__ = ["Attempted", "attempts_on", "record_attempt"]

LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Attempted:
    """How often something was attempted on a day, and why it was refused."""

    kind: str
    reason: str
    day: date
    count: int


def record_attempt(*, subject: str, kind: str, day: date, reason: str) -> None:
    """Count an attempt, in a transaction of its own that no refusal takes back.

    ``records = none``: it changes nothing that the record tells. ``kind`` is the act's name and
    ``reason`` the code of the fault, both of ours, never words of whoever tried.
    """
    if max(map(len, (subject, kind, reason))) > LONGEST:
        raise ValueError("an attempt is noted in short words of our own")
    with transaction.atomic(durable=True):
        row, _ = Attempt.objects.get_or_create(subject=subject, kind=kind, reason=reason, day=day)
        Attempt.objects.filter(pk=row.pk).update(count=F("count") + 1)


def attempts_on(subject: str) -> Sequence[Attempted]:
    """Return what was attempted on ``subject`` and refused, by day."""
    rows = Attempt.objects.filter(subject=subject).order_by("day", "kind", "reason")
    return [Attempted(*row) for row in rows.values_list("kind", "reason", "day", "count")]
