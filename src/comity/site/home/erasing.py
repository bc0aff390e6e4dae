"""Erasing what an entry tells of a person, in every room whose rows repeat it."""

from datetime import datetime
from typing import Final

from django.db import transaction

from comity.site.dialogue.actions import (
    Kept,
    drop_stale,
    erase_about,
)
from comity.site.dialogue.models import (
    AppealRow,
    ConcernRow,
    ReportDraft,
    Statement,
    TranslationRow,
)
from comity.site.members.models import PersonRow
from comity.site.oversight.models import AssertionRow, SignOffRow
from comity.site.record.erasing import erase_content
from comity.site.record.models import Entry, Log

__all__ = ["erase_everywhere"]

REPEATED: Final = (
    (SignOffRow, "name"),
    (AssertionRow, "said"),
    (PersonRow, "name"),
    (Statement, "text"),
    (AppealRow, "text"),
    (ConcernRow, "text"),
    (ConcernRow, "reason"),
    (ConcernRow, "who"),
    (TranslationRow, "text"),
    (TranslationRow, "by"),
    (TranslationRow, "reviewer"),
)
"""Which columns repeat what an entry's content says, to be read by people."""


def erase_everywhere(
    *, log: Log, index: int, basis: str, actor: str, kept: Kept, now: datetime
) -> Entry:
    """Erase the content of entry ``index``, and what rows repeat of it; return the erasing entry.

    Drafts and sealed votes that repeat the words of a statement go too, and so does what it is in
    other languages, an appeal, and concerns about it. Of several entries that name one person each
    is erased by itself (``records = one``).
    """
    with transaction.atomic():
        erasing = erase_content(log=log, index=index, basis=basis, actor=actor, now=now)
        said = list(Statement.objects.filter(entry__log=log, entry__idx=index))
        concerns = ConcernRow.objects.filter(statement__in=said)
        erase_about(log=log, of=said, concerns=concerns, basis=basis, actor=actor, now=now)
        translated = TranslationRow.objects.filter(entry__log=log, entry__idx=index)
        said_in = {
            *(one.conversation_id for one in said),
            *translated.values_list("conversation", flat=True),
        }
        for model, column in REPEATED:
            model.objects.filter(entry__log=log, entry__idx=index).update(**{column: ""})
        ReportDraft.objects.filter(pk__in=said_in).delete()
    for conversation in sorted(said_in):
        drop_stale(kept=kept, conversation=conversation)
    return erasing
