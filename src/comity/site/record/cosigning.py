"""Takes in what witnesses have signed of the log.

No entry tells of it (``records = none``): the entry would make another head, which nobody has
witnessed yet, and so on without end. What counts is checked wherever it is shown.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import transaction

from comity.edge import Fork, file_reader, keep_fork, verify_signature
from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse
from comity.record import (
    BadSignatureError,
    Policy,
    RecordFormatError,
    SignedNote,
    UnknownSignerError,
    VerifiedHead,
    VerifierKey,
    format_note,
    join_cosignatures,
    other_history,
    parse_note,
    parse_vkey,
    proves_fork,
    verify_checkpoint,
    verify_consistency,
)
from comity.site.record.models import Log, WitnessedHead
from comity.site.record.sequencer import publish_head

__all__ = ["Cosigned", "Places", "add_cosignature"]

NOT_OURS: Final = FaultKind(
    "site.cosigned_unreadable",
    N_("this cannot be taken in: {reason}"),
    N_("a cosigned checkpoint is this site’s own checkpoint with lines of witnesses under it"),
    N_("Ask the witness for the file cosigned-checkpoint of this site’s record."),
)
AHEAD: Final = FaultKind(
    "site.cosigned_ahead",
    N_("it is for {size} entries, and this site has only {own}"),
    N_("a record that was restored from an older copy is not continued: it would fork"),
    N_("Stop the site and bring back the newest copy of its data."),
)
NO_WITNESS: Final = FaultKind(
    "site.no_such_witness",
    N_("none of the lines is new and by a witness that this site has named"),
    N_("a line of a witness counts if the file of witnesses names it: witness NAME KEY"),
    N_("Add the witness to {file}, having compared its key elsewhere."),
)
DAMAGED: Final = FaultKind(
    "site.log_files_differ",
    N_("the log’s own files do not give the head that it has signed"),
    N_("a head of another size is compared through the files of the log"),
    N_("Run: comity record reconcile. Bring back the files that it names."),
)


@dataclass(frozen=True, slots=True)
class Places:
    """The log's own files, the folder where proofs of a fork are kept, and the witnesses' file."""

    log: Path
    forks: Path
    witnesses: Path


@dataclass(frozen=True, slots=True)
class Cosigned:
    """Whose lines were added, to a head of how many entries.

    ``fork`` is the folder with the proof, if what was cosigned contradicts the log.
    """

    size: int
    names: tuple[str, ...] = ()
    fork: Path | None = None


@transaction.atomic
def add_cosignature(*, log: Log, offered: bytes, policy: Policy, places: Places) -> Cosigned:
    """Add what witnesses of ``policy`` have signed in ``offered`` to the head it is of.

    That head is the current one or an earlier one of the same tree. Lines of others are left out.
    Raises ``RefusedError``, and then nothing has changed.
    """
    log = Log.objects.get(pk=log.pk)
    key = parse_vkey(log.vkey)
    head = _offered_head(offered, key)
    fork = _fork(head, offered, log, places.log)
    if fork is not None:
        return Cosigned(head.size, fork=keep_fork(places.forks, fork))
    names = {witness.key: witness.name for witness in policy.witnesses}
    try:
        held = _held(log, head, offered)
        joined, keys = join_cosignatures(held, offered, names, verify_signature)
    except (RecordFormatError, BadSignatureError) as error:
        raise _not_ours(error) from error
    if not keys:
        raise refuse(NO_WITNESS.at(Place(head.origin), file=places.witnesses))
    WitnessedHead.objects.update_or_create(log=log, size=head.size, defaults={"note": joined})
    publish_head(folder=places.log, origin=log.origin)
    return Cosigned(head.size, tuple(names[one] for one in keys))


def _offered_head(offered: bytes, key: VerifierKey) -> VerifiedHead:
    try:
        head = verify_checkpoint(offered, [key], verify_signature)
    except (RecordFormatError, BadSignatureError, UnknownSignerError) as error:
        raise _not_ours(error) from error
    if not head.size:
        raise _not_ours(phrase(N_("a head of no entry says nothing")))
    return head


def _fork(head: VerifiedHead, offered: bytes, log: Log, folder: Path) -> Fork | None:
    """Return the proof that ``head`` is of another history than the log; None if it is of this."""
    place, note = Place(log.origin), bytes(log.note)
    if head.size > log.size:
        raise refuse(AHEAD.at(place, size=head.size, own=log.size))
    try:
        own = verify_checkpoint(note, [head.key], verify_signature)
        if head.size == own.size:
            return None if head.root == own.root else Fork(offered, note)
        other = other_history(head.size, own.size, file_reader(folder))
    except (LookupError, OSError, ValueError) as error:
        raise refuse(DAMAGED.at(place)) from error
    if verify_consistency(head, other.path, own):
        return None
    # What the files say counts only where the signed head bears it out.
    if proves_fork(head, own, other):
        return Fork(offered, note, other)
    raise refuse(DAMAGED.at(place))


def _held(log: Log, head: VerifiedHead, offered: bytes) -> bytes:
    """Return the note of ``head`` with the lines taken in so far, or with the log's own alone."""
    row = WitnessedHead.objects.filter(log=log, size=head.size).first()
    if row is not None and parse_note(bytes(row.note)).text == parse_note(offered).text:
        return bytes(row.note)
    note = parse_note(offered)
    own = (head.key.name, head.key.key_id)
    lines = [line for line in note.signatures if (line.name, line.key_id) == own]
    return format_note(SignedNote(note.text, tuple(lines[:1])))


def _not_ours(reason: object) -> RefusedError:
    return refuse(NOT_OURS.at(Place("cosigned-checkpoint"), reason=reason))
