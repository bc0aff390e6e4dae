"""A static copy of a record's public side, for any web server, stick or mail.

The copy is renewed in place and never goes back: what was published there once is continued.
Content comes before the head that covers it, and goes after the head that says it was erased.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from comity.edge.erasing import erased_entries
from comity.edge.files import make_folder, read_bounded, write_atomically
from comity.edge.followed_keys import keys_up_to
from comity.edge.keys import verify_signature
from comity.edge.log_directory import (
    LogDirectory,
    claimed_key,
    payload_key_reader,
    payload_reader,
)
from comity.edge.passkeys import verify_assertion
from comity.edge.sealed_store import remove_for_good
from comity.fault import N_, FaultKind, Place, phrase, refuse, worded
from comity.record import (
    CHECKPOINT_PATH,
    KEY_PATH,
    BadSignatureError,
    Log,
    Policy,
    RecordFormatError,
    Trust,
    UnknownSignerError,
    VerifiedHead,
    encode_entries,
    entry_tiles_at,
    format_vkey,
    leaf_hashes_from_entries,
    payload_key_path,
    payload_path,
    read_entries,
    read_tile,
    root_of,
    rotation_path,
    tiles_at,
    verify_checkpoint,
    verify_record,
)

__all__ = ["export_record"]

PUBLIC: Final = "public"
PAYLOADS: Final = "payload"
LARGEST_FILE: Final = 200_000_000
LARGEST_NOTE: Final = 1_200_000
SOUND: Final = (0, 3)
"""All holds, or all that was not erased."""

NOT_EMPTY = FaultKind(
    "record.export_not_empty",
    N_("there is something else in the folder: {found}"),
    N_("a copy is written to an empty folder, or to the one of an earlier copy"),
    N_("Give another folder."),
)
INSIDE = FaultKind(
    "record.export_inside",
    N_("the folder and the record lie one in the other"),
    N_("a copy stands apart from the record it is made of"),
    N_("Give another folder."),
)
OTHER_RECORD = FaultKind(
    "record.export_other",
    N_("the copy there is not an earlier state of this record: {reason}"),
    N_("what was published once is continued and never taken back"),
    N_("If the copy is right, bring back the record from it. Else give another folder."),
)
UNSOUND = FaultKind(
    "record.export_unsound",
    N_("the record itself does not hold: {reason}"),
    N_("only a record that holds is published"),
    N_("Run: comity verify {folder} --steps"),
)


def export_record(log: LogDirectory, out: Path) -> VerifiedHead:
    """Write the public side of ``log`` to the folder ``out`` and return the head it stands at.

    It holds tiles, public content, the checkpoint and the key, and nothing that is sealed. An
    earlier copy there is renewed; what was erased since then is removed from it.
    """
    head, note = log.signed_head()
    _check_record(log)
    _check_folder(log, out, head)
    key = f"{format_vkey(log.signer.key)}\n".encode()
    if not (out / CHECKPOINT_PATH).exists():
        # By the key a copy that was cut off is told from any other folder.
        _write(out / KEY_PATH, key)
    written = set()
    for path, data in _files(log, head.size):
        _write(out / path, data)
        written.add(out / path)
    _write(out / KEY_PATH, key)
    _write(out / CHECKPOINT_PATH, note)
    for file in sorted((out / PAYLOADS).rglob("*")):
        if file.is_file() and file not in written:
            remove_for_good(file)
    return head


def _check_record(log: LogDirectory) -> None:
    key, folder = log.signer.key, log.folder
    trust = Trust(Policy((Log(key),)), verify_signature, verify_assertion=verify_assertion)
    verdict = verify_record(
        log.read, payload_reader(folder), trust, key, payload_key_reader(folder)
    )
    if verdict.code not in SOUND:
        raise refuse(UNSOUND.at(Place(str(folder)), reason=verdict.reason, folder=folder))


def _check_folder(log: LogDirectory, out: Path, head: VerifiedHead) -> None:
    """Refuse a folder that holds anything but an earlier copy of this record."""
    place = Place(str(out))
    here, there = out.resolve(), log.folder.resolve()
    if here.is_relative_to(there) or there.is_relative_to(here):
        raise refuse(INSIDE.at(place))
    if not (out / CHECKPOINT_PATH).exists():
        found = sorted(path.name for path in out.iterdir()) if out.is_dir() else []
        if found and claimed_key(out) != log.signer.key:
            raise refuse(NOT_EMPTY.at(place, found=found[0]))
        return
    reason = _contradiction(log, out, head)
    if reason:
        raise refuse(OTHER_RECORD.at(place, reason=reason))


def _contradiction(log: LogDirectory, out: Path, head: VerifiedHead) -> str:
    try:
        note = read_bounded(out / CHECKPOINT_PATH, LARGEST_NOTE)
        keys = keys_up_to(log.signer.key, log.folder).keys
        old = verify_checkpoint(note, keys, verify_signature)
    except (RecordFormatError, BadSignatureError, UnknownSignerError) as error:
        return worded(error)
    if old.size > head.size:
        return phrase(
            N_("it has {size} entries and the record only {own}"), size=old.size, own=head.size
        )
    hashes = list(leaf_hashes_from_entries(head.size, log.read))
    return (
        ""
        if root_of(hashes[: old.size]) == old.root
        else phrase(N_("it differs at {size} entries"), size=old.size)
    )


def _files(log: LogDirectory, size: int) -> Iterator[tuple[str, bytes]]:
    """Yield every public file of the log at ``size`` but key and checkpoint."""
    for tile in entry_tiles_at(size):
        yield tile.path, encode_entries(read_entries(tile, log.read))
    for tile in tiles_at(size):
        yield tile.path, read_tile(tile, log.read)
    for number in range(len(keys_up_to(log.signer.key, log.folder).until)):
        path = rotation_path(number)
        yield path, read_bounded(log.folder / path, LARGEST_NOTE)
    erased = erased_entries(log, size)
    for index, entry in log.entries(size):
        if entry.payload.payload_class == PUBLIC and index not in erased:
            for path in (payload_path(index), payload_key_path(index)):
                if (log.folder / path).exists():
                    yield path, read_bounded(log.folder / path, LARGEST_FILE)


def _write(target: Path, data: bytes) -> None:
    if target.is_file() and read_bounded(target, LARGEST_FILE) == data:
        return
    make_folder(target.parent)
    write_atomically(target, data)
