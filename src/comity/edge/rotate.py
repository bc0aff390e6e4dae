"""Replacing the key of one's own record, and believing the replacement of somebody else's.

Each step can be done again: stopped anywhere, the same command goes on. The old key's last head
covers the entry that names the new key; from then on only the new key signs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from comity.edge.files import (
    SECRET_FOLDER,
    create_file,
    locked,
    make_folder,
    read_bounded,
    sync_folder,
    write_atomically,
)
from comity.edge.followed_keys import known_keys
from comity.edge.home import Home
from comity.edge.keys import KeySigner, create_key, load_key, verify_signature
from comity.edge.log_directory import Act, LogDirectory, claimed_key, entry_time
from comity.edge.own_record import HOLDER, own_log
from comity.edge.trust import read_policy, remember_head
from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.record import (
    CHECKPOINT_PATH,
    KEY_PATH,
    ROTATE,
    BadSignatureError,
    Checkpoint,
    RecordFormatError,
    Rotation,
    UnknownSignerError,
    VerifierKey,
    entry_tiles_at,
    format_vkey,
    open_rotation,
    read_entries,
    rotation_path,
    rotation_payload,
    rotation_subject,
    sign_checkpoint,
    verify_checkpoint,
)

__all__ = ["Rotated", "rotate_own", "trust_rotations"]

BEGINS_LIKE: Final = f'{{"act":"{ROTATE}"'.encode()
LARGEST_CONTENT: Final = 10_000
LARGEST_PROOF: Final = 1_200_000
COMING: Final = "next.key"
LOCK: Final = ".lock"

NOT_FROM_HERE = FaultKind(
    "record.rotation_unknown",
    N_("no key in your policy leads to the one of this record: {reason}"),
    N_("a new key is believed if the old one, which you trust, has signed it"),
    N_("Compare the new key with one you got another way. Then: comity trust add"),
)


@dataclass(frozen=True, slots=True)
class Rotated:
    """The keys before and now, and the entry that says so."""

    old: VerifierKey
    new: VerifierKey
    index: int


def rotate_own(
    home: Home, now: datetime, on_step: Callable[[str], None] = lambda _step: None
) -> Rotated:
    """Replace the key of one's own record, or go on where an earlier call was stopped.

    The old key is kept beside the new one as ``retired-….key``: it signs nothing any more.
    """
    make_folder(home.folder)
    with locked(home.folder / ".begin"):
        coming = home.key.with_name(COMING)
        if _signed_by(home, coming):
            old, new = load_key(home.key), load_key(coming)
            index, _ = _rotations(LogDirectory(home.record, new))[-1]
        else:
            log, old = own_log(home), load_key(home.key)
            new = _new_signer(coming, old)
            on_step("key")
            index = _entered(log, old, new, now)
            on_step("entry")
            _hand_over(home, log, new, index, on_step)
        _switch(home, old, new, on_step)
        return Rotated(old.key, new.key, index)


def trust_rotations(home: Home, folder: Path) -> tuple[VerifierKey, ...]:
    """Trust the keys that follow, in the record or mirror in ``folder``, from one that is trusted.

    Returns those that are new. The older keys stay in the policy, for what they have signed.
    """
    claimed = claimed_key(folder)
    name = claimed.name if claimed else ""
    logs = [log.key for log in read_policy(home.policy).logs if log.key.name == name]
    try:
        chains = [known_keys(key, folder).chain for key in logs]
    except (RecordFormatError, BadSignatureError) as error:
        raise refuse(NOT_FROM_HERE.at(Place(str(folder)), reason=error)) from error
    reached = {key for chain in chains for key in chain.keys}
    if claimed not in reached:
        reason = (
            phrase(N_("its key is {key}…"), key=claimed.fingerprint[:16])
            if claimed
            else phrase(N_("it names no key"))
        )
        raise refuse(NOT_FROM_HERE.at(Place(str(folder)), reason=reason))
    new = tuple(key for chain in chains for key in chain.keys if key not in logs)
    for key in new:
        _admit(home, key)
    return new


def _signed_by(home: Home, coming: Path) -> bool:
    """Return whether the coming key has signed the head already: only the switch is left."""
    if not coming.exists():
        return False
    note = read_bounded(home.record / CHECKPOINT_PATH, LARGEST_PROOF)
    try:
        verify_checkpoint(note, [load_key(coming).key], verify_signature)
    except UnknownSignerError:
        return False
    return True


def _new_signer(coming: Path, old: KeySigner) -> KeySigner:
    return load_key(coming) if coming.exists() else create_key(coming, lambda _key: old.key.name)


def _entered(log: LogDirectory, old: KeySigner, new: KeySigner, now: datetime) -> int:
    """Enter the rotation to ``new`` unless it was entered before; return its index."""
    for index, rotation in _rotations(log):
        if rotation.new == new.key:
            return index
    content = rotation_payload(old, new, entry_time(now))
    (receipt,) = log.append([Act(ROTATE, HOLDER, rotation_subject(log.origin), content)], now)
    return receipt.index


def _rotations(log: LogDirectory) -> list[tuple[int, Rotation]]:
    """Return index and content of every rotation entered in the log."""
    leaves = (
        leaf for tile in entry_tiles_at(log.head().size) for leaf in read_entries(tile, log.read)
    )
    found = [index for index, leaf in enumerate(leaves) if leaf.startswith(BEGINS_LIKE)]
    return [(index, open_rotation(log.payload(index), verify_signature)) for index in found]


def _hand_over(
    home: Home, log: LogDirectory, new: KeySigner, index: int, on_step: Callable[[str], None]
) -> None:
    """Publish the proof under the old key's last head, then that head under the new key."""
    with locked(home.record / LOCK):
        number = [one for one, _ in _rotations(log)].index(index)
        target = home.record / rotation_path(number)
        make_folder(target.parent)
        write_atomically(target, log.receipt(index).as_file())
        on_step("proof")
        head = log.head()
        note = sign_checkpoint(Checkpoint(head.origin, head.size, head.root), new)
        remember_head(home, verify_checkpoint(note, [new.key], verify_signature), note)
        _admit(home, new.key)
        on_step("memory")
        write_atomically(home.record / CHECKPOINT_PATH, note)
        on_step("checkpoint")


def _switch(home: Home, old: KeySigner, new: KeySigner, on_step: Callable[[str], None]) -> None:
    """Let the new key take the place of the old one, which is kept beside it."""
    write_atomically(home.record / KEY_PATH, f"{format_vkey(new.key)}\n".encode())
    on_step("claim")
    retired = home.key.with_name(f"retired-{old.key.fingerprint[:16]}.key")
    if not retired.exists():
        create_file(retired, read_bounded(home.key, LARGEST_CONTENT))
    home.key.with_name(COMING).replace(home.key)
    sync_folder(home.key.parent)
    on_step("switched")


def _admit(home: Home, key: VerifierKey) -> None:
    """Add a key that follows from one in the policy; what the older one signed still counts."""
    make_folder(home.folder, SECRET_FOLDER)
    with locked(home.folder / LOCK):
        if any(log.key == key for log in read_policy(home.policy).logs):
            return
        text = home.policy.read_bytes() if home.policy.exists() else b"quorum none\n"
        end = b"" if text.endswith(b"\n") else b"\n"
        write_atomically(home.policy, text + end + f"log {format_vkey(key)}\n".encode())
