"""What is asked and said, in other languages: entered by a named person, whoever translated it."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction

from comity.canonical import encode
from comity.dialogue import (
    NOT_OPEN,
    PARTS,
    Translation,
    decode_terms,
    source_of,
    stepped,
    translation_faults,
)
from comity.dialogue import Statement as Voted
from comity.edge import entry_time
from comity.fault import N_, Fault, FaultKind, Place, RefusedError, refuse
from comity.people import Acting, Mandate
from comity.record import Entry as RecordEntry
from comity.record import sealed_payload
from comity.site.dialogue.actions.conversation import (
    about,
    conversation_subject,
    locked_conversation,
)
from comity.site.dialogue.models import Conversation, Statement, TranslationRow, VoteLine
from comity.site.members.standing import require_in_force
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Entry, Log

__all__ = ["TRANSLATE", "enter_translations", "open_translations"]

TRANSLATE: Final = "dialogue.enter_translation"
ERASED: Final = "dialogue.erase_votes"

NOT_ACCEPTED: Final = FaultKind(
    "dialogue.translation_of_nothing",
    N_("“{original}” is no text of this conversation that is shown for good"),
    N_("what is asked is translated, and statements are once they are accepted"),
    N_("Decide on it first, or leave its translation out."),
)
ANOTHER_ORIGINAL: Final = FaultKind(
    "dialogue.translation_of_another",
    N_("the translation of “{original}” was made from another text"),
    N_("a translation names the original that it was made from"),
    N_("Open the list again and translate the text as it stands."),
)


class _Original(NamedTuple):
    text: Voted
    row: Statement | None


@transaction.atomic
def enter_translations(
    *,
    log: Log,
    conversation: str,
    translations: Sequence[Translation],
    acting: Acting | None,
    now: datetime,
) -> int:
    """Enter translations of what is asked and of accepted statements; return how many were new.

    All or none, ``records = one`` each. What says the same as the one in use is passed over. The
    words are sealed under a key of their own, opened at once, and go when the original's go.
    """
    mandate = require_in_force(acting, act=TRANSLATE, at=now, about=about(conversation))
    row = locked_conversation(conversation)
    if row.state != "open":
        raise refuse(NOT_OPEN.at(Place(row.symbol)))
    known = _originals(row)
    faults = [fault for one in translations for fault in _faults(one, known)]
    if faults:
        raise RefusedError(faults)
    new = [one for one in translations if not _is_in_use(row, one)]
    for one in new:
        before = _votes_before(row, one)
        entry = _enter(log, row, _content(one, before), mandate, now)
        _store(row, known[one.statement].row, entry, one, before)
    return len(new)


def open_translations(*, of: Statement, shown: bool) -> None:
    """Publish what a statement is in other languages, or no longer (``records = none``).

    Whether a statement is shown is decided on its words in whatever language, in the caller's
    transaction.
    """
    Entry.objects.filter(translated__statement=of).update(opened=shown)


def _originals(row: Conversation) -> Mapping[str, _Original]:
    """Return what may be translated, by number or by the member of the terms."""
    terms = decode_terms(bytes(row.terms))
    asked = {
        part: _Original(Voted(part, getattr(terms, part), 1, language=terms.language), None)
        for part in PARTS
    }
    accepted = Statement.objects.filter(conversation=row, state="accepted").exclude(text="")
    said = {
        str(one.number): _Original(Voted(str(one.number), one.text, 1, language=one.language), one)
        for one in accepted
    }
    return asked | said


def _faults(one: Translation, known: Mapping[str, _Original]) -> Iterable[Fault]:
    original = known.get(one.statement)
    place = Place(one.statement)
    if original is None:
        return (NOT_ACCEPTED.at(place, original=one.statement),)
    if one.source != source_of(original.text):
        return (ANOTHER_ORIGINAL.at(place, original=one.statement),)
    return translation_faults(one, original.text)


def _is_in_use(row: Conversation, one: Translation) -> bool:
    rows = TranslationRow.objects.filter(conversation=row, of=one.statement)
    last = rows.filter(language=one.language).order_by("-pk").first()
    if last is None:
        return False
    told = (last.text, last.origin, last.by, last.reviewer)
    return told == (one.text, one.origin, one.by, one.reviewer)


def _enter(
    log: Log,
    row: Conversation,
    content: bytes,
    mandate: Mandate,
    now: datetime,
) -> Entry:
    key = secrets.token_bytes(32)
    return append_entry(
        log=log,
        statement=RecordEntry(
            act=TRANSLATE,
            actor=str(mandate.role),
            subject=str(conversation_subject(row.id)),
            at=entry_time(now),
            payload=sealed_payload(content, key, "person"),
            mandate=mandate.id,
        ),
        content=Content(content, key, opened=True),
        symbol=row.symbol,
        title=row.title,
    )


def _votes_before(row: Conversation, one: Translation) -> int | None:
    """Return how many people had voted on a statement before its translation is changed, in steps.

    None where nothing in its language is replaced. Once votes that are protected were taken out it
    is 0, as other counts of single statements are: a count that fell would tell of somebody.
    """
    rows = TranslationRow.objects.filter(conversation=row, of=one.statement).exclude(text="")
    if not one.statement.isdigit() or not rows.filter(language=one.language).exists():
        return None
    left = Entry.objects.filter(act=ERASED, subject=f"dialogue:votes:{row.id}").exists()
    if row.ballots != "open" and left:
        return 0
    lines = VoteLine.objects.filter(conversation=row, statement=int(one.statement))
    return stepped(lines.values("voter").distinct().count())


def _store(
    row: Conversation,
    statement: Statement | None,
    entry: Entry,
    one: Translation,
    before: int | None,
) -> None:
    TranslationRow.objects.create(
        conversation=row,
        of=one.statement,
        statement=statement,
        language=one.language,
        text=one.text,
        origin=one.origin,
        by=one.by,
        reviewer=one.reviewer,
        source=one.source,
        votes_before=before,
        entry=entry,
    )


def _content(one: Translation, before: int | None) -> bytes:
    """Return the content of the entry; how many votes came before only where one is replaced."""
    changed = {} if before is None else {"votes_before": before}
    return encode(
        {
            "v": 1,
            "of": one.statement,
            "language": one.language,
            "text": one.text,
            "origin": one.origin,
            "by": one.by,
            "reviewer": one.reviewer,
            "source": one.source,
            **changed,
        }
    )
