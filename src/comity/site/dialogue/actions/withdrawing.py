"""Withdrawing a published report: a later act beside it, which takes nothing away."""

from datetime import datetime
from typing import Final

from django.db import transaction

from comity.canonical import encode
from comity.edge import entry_time
from comity.fault import N_, FaultKind, Place, refuse
from comity.language import clean_text
from comity.people import Acting
from comity.record import Entry as RecordEntry
from comity.record import public_payload
from comity.site.dialogue.actions.conversation import about
from comity.site.dialogue.models import PublishedReport
from comity.site.dialogue.queries.withdrawing import WITHDRAW, report_subject, withdrawal_of
from comity.site.members.standing import require_in_force
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Log

__all__ = ["LONGEST_REASON", "WITHDRAW", "withdraw_report"]

LONGEST_REASON: Final = 2_000

NO_REASON: Final = FaultKind(
    "dialogue.withdrawal_reason",
    N_("the reason has {length} characters"),
    N_("who withdraws a report says why, in at most {most} characters that everybody reads"),
    N_("Write the reason."),
)
NOT_THERE: Final = FaultKind(
    "dialogue.withdrawal_missing",
    N_("there is no report with this name"),
    N_("what is withdrawn was published before"),
    N_("Open the report and withdraw it from its page."),
)
TWICE: Final = FaultKind(
    "dialogue.withdrawal_twice",
    N_("it is withdrawn already"),
    N_("a report is withdrawn once; the reason stays as it was given"),
    N_("Nothing needs to be done."),
)


@transaction.atomic
def withdraw_report(
    *, log: Log, report: str, reason: str, acting: Acting | None, now: datetime
) -> None:
    """Enter that a report is withdrawn, and why (``records = one``).

    Report, bundle and figures stay as they were published and verify; each page of the report says
    that it was withdrawn, and so does the interface.
    """
    mandate = require_in_force(acting, act=WITHDRAW, at=now, about=about(report))
    row = PublishedReport.objects.select_for_update().filter(pk=report).first()
    if row is None:
        raise refuse(NOT_THERE.at(Place(report)))
    if withdrawal_of(report) is not None:
        raise refuse(TWICE.at(Place(row.symbol)))
    said = clean_text(reason).text.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise refuse(NO_REASON.at(Place("reason"), length=len(said), most=LONGEST_REASON))
    content = encode({"v": 1, "report": report, "digest": row.digest, "reason": said})
    statement = RecordEntry(
        act=WITHDRAW,
        actor=str(mandate.role),
        subject=str(report_subject(report)),
        at=entry_time(now),
        payload=public_payload(content),
        mandate=mandate.id,
    )
    given = Content(content)
    append_entry(log=log, statement=statement, content=given, symbol=row.symbol, title=row.title)
