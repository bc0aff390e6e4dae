"""Admitting what came into the record after its conversation was closed, though it was in time.

A closing says that nothing was left out. What was taken before it and entered after it, such as
after a stop of the server, stands against that until a person says why it belongs there.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from comity.canonical import encode, sha256_hex
from comity.edge import entry_time, verify_signature
from comity.fault import N_, FaultKind, Place, phrase, refuse, worded
from comity.people import Acting
from comity.record import (
    NAME_INTAKE_KEY,
    BadSignatureError,
    IntakeNote,
    RecordFormatError,
    UnknownSignerError,
    parse_intake_key,
    verify_intake,
)
from comity.site.dialogue.actions.conversation import (
    about,
    conversation_subject,
    locked_conversation,
    statement_of,
)
from comity.site.dialogue.models import Conversation
from comity.site.dialogue.queries.late import ADMIT, LateEntry, late_entries
from comity.site.members.standing import require_in_force
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Entry, Log, SealedBallot

__all__ = ["ADMIT", "Admission", "admit_late"]

LONGEST: Final = 2_000
LONGEST_NOTE: Final = 100_000
NOTE: Final = "comity/intake/v1"

NOT_LATE: Final = FaultKind(
    "dialogue.admission_not_late",
    N_("not all of these are entries that came in after the close and were not yet admitted"),
    N_("what is admitted are late entries of this conversation"),
    N_("Load the page again and choose from the list that it shows."),
)
NO_REASON: Final = FaultKind(
    "dialogue.admission_unexplained",
    N_("reason or evidence is missing, or one is longer than {most} signs"),
    N_("what is admitted late is admitted for a stated reason, on stated evidence"),
    N_("Say why it was late, and add an intake note or what else shows that it was in time."),
)
NOTE_WRONG: Final = FaultKind(
    "dialogue.admission_note",
    N_("the intake note does not show it: {reason}"),
    N_("a note is signed for this record, of before the close, and names what is admitted"),
    N_("Give the note as it was downloaded, and admit what it names by itself."),
)


@dataclass(frozen=True, slots=True)
class Admission:
    """Which late entries are admitted, why they were late, and what shows that they were in time.

    ``evidence`` is an intake note, which is checked and of which the digest alone is entered, or
    else words. Reason and words stay public for ever.
    """

    entries: tuple[int, ...]
    reason: str
    evidence: str


@transaction.atomic
def admit_late(
    *, log: Log, conversation: str, admission: Admission, acting: Acting | None, now: datetime
) -> Entry:
    """Admit entries that came in after the close, and return the entry that says so.

    ``records = one``. Their words and votes stand where they stood; this lets the record verify.
    """
    mandate = require_in_force(acting, act=ADMIT, at=now, about=about(conversation))
    row = locked_conversation(conversation)
    admitted = _chosen(row, admission)
    reason, evidence = _told(admission.reason), _shown(row, admission, admitted)
    content = encode({"v": 1, "reason": reason, "evidence": evidence})
    statement = statement_of(ADMIT, mandate, row.id, content, now)
    return append_entry(
        log=log,
        statement=replace(statement, refs=tuple(one.index for one in admitted)),
        content=Content(content),
        symbol=row.symbol,
        title=row.title,
    )


def _chosen(row: Conversation, admission: Admission) -> list[LateEntry]:
    late = {one.index: one for one in late_entries(row.id)}
    wanted = sorted(set(admission.entries))
    if not wanted or not late.keys() >= set(wanted):
        raise refuse(NOT_LATE.at(Place(row.symbol)))
    return [late[index] for index in wanted]


def _told(text: str) -> str:
    found = text.strip()
    if not found or len(found) > LONGEST:
        raise refuse(NO_REASON.at(Place("reason"), most=LONGEST))
    return found


def _shown(row: Conversation, admission: Admission, admitted: list[LateEntry]) -> dict[str, Any]:
    """Return what the entry says of the evidence: words, or of a note its digest and times."""
    text = admission.evidence.replace("\r", "").strip()
    if NOTE not in text:
        return {"kind": "told", "text": _told(text)}
    if len(text) > LONGEST_NOTE:
        raise refuse(NO_REASON.at(Place("evidence"), most=LONGEST_NOTE))
    data = f"{text}\n".encode()
    note = _read_note(data)
    _check_note(row, note, admitted)
    return {"kind": "intake_note", "sha256": sha256_hex(data), "at": note.at, "by": note.by}


def _read_note(data: bytes) -> IntakeNote:
    """Return the note, signed by any key that this record has ever named for intake."""
    said: str = phrase(N_("it is signed by no intake key of this record"))
    named = Entry.objects.filter(act=NAME_INTAKE_KEY, payload__isnull=False)
    for content in named.values_list("payload", flat=True):
        try:
            return verify_intake(data, parse_intake_key(bytes(content or b"")), verify_signature)
        except (BadSignatureError, UnknownSignerError):
            continue
        except RecordFormatError as error:
            said = worded(error)
    raise refuse(NOTE_WRONG.at(Place("evidence"), reason=said))


def _check_note(row: Conversation, note: IntakeNote, admitted: list[LateEntry]) -> None:
    if note.subject != str(conversation_subject(row.id)):
        raise refuse(
            NOTE_WRONG.at(Place("evidence"), reason=phrase(N_("it is about something else")))
        )
    if row.closed is None or note.at > entry_time(row.closed.at):
        raise refuse(
            NOTE_WRONG.at(Place("evidence"), reason=phrase(N_("it was signed after the close")))
        )
    sealed = SealedBallot.objects.filter(leaf__in=note.ballots, batch__isnull=False)
    batches = set(sealed.values_list("batch__entry__idx", flat=True))
    for one in admitted:
        if one.leaf_hash not in note.entries and one.index not in batches:
            reason = phrase(N_("it does not name entry {index}"), index=one.index)
            raise refuse(NOTE_WRONG.at(Place("evidence"), reason=reason))
