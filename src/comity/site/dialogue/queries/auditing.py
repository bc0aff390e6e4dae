"""What pages may know of the audit of a report, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q, QuerySet

from comity.people import Party
from comity.record import ERASE
from comity.site.dialogue.models import Attestation, PublishedReport, Statement
from comity.site.members.queries import holder_of
from comity.site.record.models import Entry

__all__ = [
    "AuditorLine",
    "auditor_lines",
    "given_out",
    "votes_erased_since",
    "words_erased_since",
]

GIVEN: Final = "dialogue.give_sealed_bundle"
ERASED: Final = "dialogue.erase_votes"


@dataclass(frozen=True, slots=True)
class AuditorLine:
    """An auditor's last word on a report; ``name`` is empty once it was erased.

    ``strength`` is how they signed it: signed, attested, or nothing where they did not.
    """

    person: str
    name: str
    party: Party
    agrees: bool
    sealed: str
    at: datetime
    entry: int | None
    strength: str


def auditor_lines(report: str) -> Sequence[AuditorLine]:
    """Return the last word of each auditor, in the order in which they spoke.

    ``report`` is the id of a report, or of a restatement of one: each has its own audit.
    """
    found: dict[str, AuditorLine] = {}
    of = Q(restatement=report) | Q(report=report, restatement=None)
    rows = Attestation.objects.filter(of).select_related("entry", "signoff").order_by("entry_id")
    for row in rows:
        holder = holder_of(row.mandate)
        if holder is not None:
            person, name, party = holder
            found[person] = AuditorLine(
                person,
                name,
                party,
                agrees=row.outcome == "agrees",
                sealed=row.sealed,
                at=row.entry.at,
                entry=row.entry.idx,
                strength="" if row.signoff is None else row.signoff.strength,
            )
    return list(found.values())


def given_out(report: str) -> int:
    """Return how often the sealed votes of a report, or of a restatement, were given out."""
    said = [f"dialogue:{kind}:{report}" for kind in ("report", "restatement")]
    return Entry.objects.filter(act=GIVEN, subject__in=said).count()


def votes_erased_since(report: str) -> date | None:
    """Return the day on which votes behind a published report were first taken out, or None."""
    return _first_since(
        report, Entry.objects.filter(act=ERASED, subject=f"dialogue:votes:{report}")
    )


def words_erased_since(report: str) -> date | None:
    """Return the day on which words of a published report were first erased, or None."""
    empty = Statement.objects.filter(conversation=report, text="")
    said = [f"record:entry:{index}" for index in empty.values_list("entry__idx", flat=True)]
    return _first_since(report, Entry.objects.filter(act=ERASE, subject__in=said))


def _first_since(report: str, entries: QuerySet[Entry]) -> date | None:
    published = PublishedReport.objects.filter(pk=report).values_list("entry_id", flat=True)
    later = entries.filter(pk__gt=published[:1]).order_by("pk")
    first = later.values_list("at", flat=True).first()
    return None if first is None else first.date()
