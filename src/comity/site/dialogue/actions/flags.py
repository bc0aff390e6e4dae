"""What a human decides on voters flagged as near duplicates, before the report is signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from comity.canonical import encode
from comity.dialogue import FlagDecision, read_flag_decisions
from comity.documents import write_rows
from comity.edge import entry_time, remove_for_good
from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Acting
from comity.record import Entry as RecordEntry
from comity.record import public_payload
from comity.site.dialogue.actions.conversation import about, locked_conversation
from comity.site.dialogue.models import PublishedReport, ReportDraft
from comity.site.dialogue.queries.flags import draft_flags, flags_subject
from comity.site.members.standing import require_in_force
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Log

__all__ = ["DECIDE", "FlagRuling", "decide_flags"]

DECIDE: Final = "dialogue.decide_flag"
COLUMNS: Final = ("component", "decision", "by", "at", "reason")

NO_DRAFT: Final = FaultKind(
    "dialogue.flags_undrafted",
    N_("there is no draft in which anybody is flagged"),
    N_("flags are decided on between the computed draft and the signature under it"),
    N_("Wait until the report is computed. A published one stays as it is."),
)
NOTHING: Final = FaultKind(
    "dialogue.flags_nothing",
    N_("nothing was decided"),
    N_("a decision names a set of voters, says dismissed or upheld, and gives a reason"),
    N_("Choose for one set at least."),
)


@dataclass(frozen=True, slots=True)
class FlagRuling:
    """What somebody decides on one component, in the words of the form."""

    component: str
    decision: str
    reason: str


def decide_flags(
    *,
    log: Log,
    conversation: str,
    rulings: Sequence[FlagRuling],
    acting: Acting | None,
    folder: Path,
    now: datetime,
) -> None:
    """Enter what was decided on flagged components, and have the draft computed with it.

    ``records = one`` for each. A later decision on the same component takes the place of an
    earlier one, until the report is published. ``folder`` is that of the drafts.
    """
    with transaction.atomic():
        mandate = require_in_force(acting, act=DECIDE, at=now, about=about(conversation))
        row = locked_conversation(conversation)
        draft = ReportDraft.objects.filter(pk=row.id).first()
        known = [str(one["component"]) for one in draft_flags(row.id, folder)]
        if draft is None or not known or PublishedReport.objects.filter(pk=row.id).exists():
            raise refuse(NO_DRAFT.at(Place(row.symbol)))
        for decided in _checked(rulings, known, str(mandate.role), now):
            said = {"component": decided.component, "decision": decided.ruling}
            content = encode({"v": 1, **said, "reason": decided.reason})
            statement = RecordEntry(
                act=DECIDE,
                actor=str(mandate.role),
                subject=str(flags_subject(row.id)),
                at=entry_time(now),
                payload=public_payload(content),
                mandate=mandate.id,
            )
            given = Content(content)
            append_entry(
                log=log, statement=statement, content=given, symbol=row.symbol, title=row.title
            )
        draft.delete()
    remove_for_good(folder / f"{draft.digest}.zip")


def _checked(
    rulings: Sequence[FlagRuling], known: Sequence[str], by: str, now: datetime
) -> Sequence[FlagDecision]:
    """Return the rulings as decisions, by the rules of a file of decisions."""
    if not rulings:
        raise refuse(NOTHING.at(Place("decisions")))
    day = now.date().isoformat()
    lines = [(one.component, one.decision, by, day, one.reason) for one in rulings]
    return read_flag_decisions(write_rows(COLUMNS, lines), "decisions", known)
