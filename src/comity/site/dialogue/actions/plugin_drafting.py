"""A summary drafted by a model plug-in, where one is installed and somebody asks for it.

It stands in place of the template's draft and has no more effect than that: a person reads it,
changes it and signs.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.db import transaction

from comity.canonical import decode
from comity.edge import Installed, draft_summary, read_bounded
from comity.fault import N_, FaultKind, Place, refuse
from comity.oversight import (
    Accepted,
    InformationClass,
    Reviewed,
    decode_reviewed,
    encode_not_cited,
    encode_reviewed,
)
from comity.people import Acting
from comity.record import read_bundle
from comity.render import LANGUAGES, quotation_marks, summary_asked, voice
from comity.site.dialogue.actions.conversation import about, locked_conversation
from comity.site.dialogue.actions.drafting import LARGEST, NO_DRAFT
from comity.site.dialogue.actions.report import ACT, REPORT
from comity.site.dialogue.actions.stale import STALE, draft_file, refuse_stale
from comity.site.dialogue.models import ReportDraft
from comity.site.members.standing import require_in_force

__all__ = ["Drafting", "draft_by_plugin"]

UNSIGNED: Final[InformationClass] = "members"
"""Who may know what is computed and not yet signed: not everybody."""
ONE_AT_A_TIME: Final = Lock()

BUSY: Final = FaultKind(
    "dialogue.plugin_busy",
    N_("a plug-in is drafting already"),
    N_("one draft is made at a time, so that pages are served meanwhile"),
    N_("Try again in a minute."),
)


@dataclass(frozen=True, slots=True)
class Drafting:
    """By which plug-in it is drafted, and where drafts lie.

    ``waived``: the operator lets plug-ins run where nothing can shut them off.
    """

    plugin: Installed
    folder: Path
    waived: bool = False


def draft_by_plugin(
    *, conversation: str, drafting: Drafting, acting: Acting | None, now: datetime
) -> None:
    """Have the summary of a computed report drafted by a plug-in, and keep it (``records = none``).

    Who may sign the report may ask for it. Raises ``RefusedError``; the draft that was there stays.
    """
    with transaction.atomic():
        require_in_force(acting, act=ACT, at=now, about=about(conversation))
        draft = _draft(conversation)
    if not ONE_AT_A_TIME.acquire(blocking=False):
        raise refuse(BUSY.at(Place(drafting.plugin.manifest.name)))
    try:
        # Outside of any transaction: nobody waits for the plug-in but who asked for it.
        summary, accepted = _drafted(draft, drafting, now)
    finally:
        ONE_AT_A_TIME.release()
    with transaction.atomic():
        require_in_force(acting, act=ACT, at=now, about=about(conversation))
        locked_conversation(conversation)
        if _draft(conversation).digest != draft.digest:
            raise refuse(STALE.at(Place(conversation)))
        ReportDraft.objects.filter(pk=conversation).update(
            summary=encode_reviewed(summary),
            not_cited=encode_not_cited(accepted.not_cited),
            made_at=now,
        )


def _draft(conversation: str) -> ReportDraft:
    draft = ReportDraft.objects.filter(pk=conversation).first()
    if draft is None:
        raise refuse(NO_DRAFT.at(Place(conversation)))
    refuse_stale(conversation, draft.basis)
    return draft


def _drafted(draft: ReportDraft, drafting: Drafting, now: datetime) -> tuple[Reviewed, Accepted]:
    packed = read_bounded(draft_file(drafting.folder, draft.digest), LARGEST)
    report: Any = decode(read_bundle(packed).members[REPORT])
    language = decode_reviewed(bytes(draft.summary)).language
    speaker = voice(next(one for one in LANGUAGES.values() if one.tag == language))
    asked = summary_asked(report, speaker, UNSIGNED)
    marks = quotation_marks(speaker)
    return draft_summary(drafting.plugin, asked, marks, now, waived=drafting.waived)
