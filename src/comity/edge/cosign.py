"""Cosigning a record that was followed, and bringing cosignatures home to the one who keeps it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.edge.files import locked, read_bounded, write_atomically
from comity.edge.follow import Followed
from comity.edge.home import Home
from comity.edge.keys import verify_signature
from comity.edge.log_directory import LogDirectory, file_reader
from comity.edge.mirror import Fork, keep_fork
from comity.edge.own_record import own_log
from comity.edge.trust import read_policy
from comity.edge.witness_store import WitnessStore
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import (
    CHECKPOINT_PATH,
    AddCheckpoint,
    BadSignatureError,
    OtherHeadError,
    RecordFormatError,
    UnknownSignerError,
    WatchedLog,
    WitnessAnswer,
    consistency_from_tiles,
    encode_add_checkpoint,
    join_cosignatures,
    other_history,
    parse_checkpoint,
    parse_note,
    verify_checkpoint,
)

__all__ = ["COSIGNED_PATH", "Joined", "add_cosignatures", "cosign_followed"]

COSIGNED_PATH: Final = "cosigned-checkpoint"
FORKS: Final = "forks"
OK: Final = 200
CONFLICT: Final = 409
LARGEST_NOTE: Final = 1_000_000

NOT_A_NOTE = FaultKind(
    "record.cosigned_unreadable",
    N_("this cannot be taken in: {reason}"),
    N_("a cosigned checkpoint is your own checkpoint with lines of witnesses under it"),
    N_("Ask the witness for the file cosigned-checkpoint."),
)
GROWN = FaultKind(
    "record.cosigned_other_size",
    N_("it is for {size} entries, and your record has {own}"),
    N_("a cosignature stands under the very head that was cosigned"),
    N_("Ask the witness to follow your record again."),
)
AHEAD = FaultKind(
    "record.cosigned_ahead",
    N_("it is for {size} entries, and your record has only {own}"),
    N_("a record that was restored from an older copy is not continued: it would fork"),
    N_("Bring back the newest copy of the record, or run: comity record resume --known FILE"),
)
NO_WITNESS = FaultKind(
    "record.no_such_witness",
    N_("none of the lines is new and by a witness in your policy"),
    N_("a line of a witness counts if your policy names it: witness NAME KEY"),
    N_("Add the witness to {policy}, having compared its key elsewhere."),
)


@dataclass(frozen=True, slots=True)
class Joined:
    """Whose cosignatures were added, and to a head of how many entries.

    ``fork`` is the folder with the proof, if what was cosigned contradicts the record.
    """

    size: int
    names: tuple[str, ...] = ()
    fork: Path | None = None


def cosign_followed(
    store: WitnessStore, followed: Followed, folder: Path, time: int
) -> WitnessAnswer:
    """Ask the witness to cosign the head that was followed into ``folder``; return its answer.

    What it cosigned is written to ``cosigned-checkpoint`` there, for whoever keeps the record.
    """
    head, keys = followed.head, followed.chain.keys if followed.chain else ()
    if head is None or not keys:
        raise ValueError("nothing was followed")
    answer = store.answer(_request(store.known(head.origin), followed, folder), keys, time)
    if answer.status == CONFLICT:
        # Another process has cosigned in between: once more from there.
        answer = store.answer(_request(store.known(head.origin), followed, folder), keys, time)
    if answer.status == OK:
        cosigned = followed.note + answer.body.encode()
        write_atomically(folder / COSIGNED_PATH, cosigned)
    return answer


def add_cosignatures(home: Home, file: Path) -> Joined:
    """Add what witnesses of the policy have signed in ``file`` to one's own checkpoint.

    A head that contradicts the record is kept with its proof: somebody else has the key, or the
    record was continued in two places.
    """
    log = own_log(home)
    offered = read_bounded(file, LARGEST_NOTE)
    policy = read_policy(home.policy)
    names = {witness.key: witness.name for witness in policy.witnesses}
    with locked(home.record / ".lock"):
        head = log.head()
        note = read_bounded(home.record / CHECKPOINT_PATH, LARGEST_NOTE)
        try:
            joined, keys = join_cosignatures(note, offered, names, verify_signature)
        except OtherHeadError:
            return _other_head(home, log, note, offered)
        except (RecordFormatError, BadSignatureError) as error:
            raise refuse(NOT_A_NOTE.at(Place(str(file)), reason=error)) from error
        if not keys:
            raise refuse(NO_WITNESS.at(Place(str(file)), policy=home.policy))
        write_atomically(home.record / CHECKPOINT_PATH, joined)
    return Joined(head.size, tuple(names[key] for key in keys))


def _request(known: WatchedLog | None, followed: Followed, folder: Path) -> bytes:
    """Return the request from where this witness stands; a head it cannot continue gets no path."""
    size = followed.size
    last = known.last if known else None
    old = parse_checkpoint(parse_note(last.note).text).size if last else 0
    path = consistency_from_tiles(old, size, file_reader(folder)) if 0 < old <= size else ()
    return encode_add_checkpoint(AddCheckpoint(old, path, followed.note))


def _other_head(home: Home, log: LogDirectory, own: bytes, offered: bytes) -> Joined:
    """Say what a cosigned head of another size or root means for one's own record."""
    place = Place(str(home.record))
    head = log.head()
    try:
        other = verify_checkpoint(offered, [head.key], verify_signature)
    except (UnknownSignerError, BadSignatureError) as error:
        raise refuse(NOT_A_NOTE.at(place, reason=error)) from error
    if other.size > head.size:
        raise refuse(AHEAD.at(place, size=other.size, own=head.size))
    shown = other_history(other.size, head.size, log.read)
    if shown.root == other.root:
        raise refuse(GROWN.at(place, size=other.size, own=head.size))
    return Joined(other.size, fork=keep_fork(home.folder / FORKS, Fork(offered, own, shown)))
