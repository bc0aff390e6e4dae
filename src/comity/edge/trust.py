"""What the user believes, on disk: the policy, and the heads seen of each log."""

import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

from comity.edge.files import (
    SECRET_FOLDER,
    locked,
    make_folder,
    read_bounded,
    write_atomically,
)
from comity.edge.home import Home
from comity.edge.keys import verify_signature
from comity.edge.log_directory import file_reader
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import (
    NO_QUORUM,
    BadSignatureError,
    Log,
    Policy,
    RecordFormatError,
    RememberedHead,
    RootAt,
    SignedHead,
    UnknownSignerError,
    VerifierKey,
    encode_heads,
    format_vkey,
    leaf_hashes_from_entries,
    parse_heads,
    parse_policy,
    parse_vkey,
    remember,
    root_of,
    verify_checkpoint,
)

__all__ = [
    "policy_of_key",
    "read_key",
    "read_policy",
    "remember_head",
    "remembered_heads",
    "roots_of",
    "trust_log",
]

LARGEST_POLICY: Final = 1_000_000
LARGEST_HEADS: Final = 20_000_000
LARGEST_KEY: Final = 10_000
LONGEST_PLACE: Final = 200
LOCK: Final = ".lock"

NOT_A_POLICY = FaultKind(
    "edge.not_a_policy",
    N_("the policy cannot be read: {reason}"),
    N_("a policy has lines log, witness and group, and one line quorum"),
    N_("Mend the line, or give another file with --policy."),
)
NOT_A_VKEY = FaultKind(
    "edge.not_a_vkey",
    N_("this is no verifier key: {reason}"),
    N_("a verifier key has the form name+id+key, alone or on the first line of a file"),
    N_("Copy the whole line from where the key is published."),
)
OTHER_KEY = FaultKind(
    "edge.other_key",
    N_("the policy already holds another key for {origin}: {known}"),
    N_("a log has one key; two under one name mean that one of them is not theirs"),
    N_("Ask them through another channel which is right. To replace it, edit the policy."),
)
DAMAGED_MEMORY = FaultKind(
    "edge.heads_damaged",
    N_("the memory of heads seen cannot be read: {reason}"),
    N_("heads seen are kept so that a log cannot show two histories"),
    N_("Bring the file back from your own copy, or move it away to begin a new memory."),
)


def read_policy(path: Path) -> Policy:
    """Return the policy in ``path``; one that trusts nobody if there is no such file."""
    if not path.exists():
        return Policy(())
    try:
        return parse_policy(read_bounded(path, LARGEST_POLICY))
    except RecordFormatError as error:
        raise refuse(NOT_A_POLICY.at(Place(str(path)), reason=error)) from error


def policy_of_key(key: VerifierKey) -> Policy:
    """Return the policy that trusts one log and asks for no witness."""
    return Policy((Log(key),), quorum=NO_QUORUM)


def read_key(text: str) -> VerifierKey:
    """Return the verifier key that ``text`` is, or that the first line of file ``text`` holds."""
    line, place = text, text[:LONGEST_PLACE]
    if text.count("+") < 2 and os.path.isfile(text):  # noqa: PTH113 - no error where it is too long
        data = read_bounded(Path(text), LARGEST_KEY)
        line = data.decode("utf-8", "replace").strip().split("\n", 1)[0]
    try:
        return parse_vkey(line.strip())
    except RecordFormatError as error:
        raise refuse(NOT_A_VKEY.at(Place(place), reason=error)) from error


def trust_log(home: Home, key: VerifierKey) -> bool:
    """Add the log of ``key`` to the policy; return False if it stood there already.

    A second key for a known origin is refused.
    """
    make_folder(home.folder, SECRET_FOLDER)
    with locked(home.folder / LOCK):
        policy = read_policy(home.policy)
        # A log that has replaced its key stands in the policy by both.
        if any(log.key == key for log in policy.logs):
            return False
        for log in policy.logs:
            if log.key.name == key.name:
                known = log.key.fingerprint
                raise refuse(OTHER_KEY.at(Place(str(home.policy)), origin=key.name, known=known))
        text = home.policy.read_bytes() if home.policy.exists() else b"quorum none\n"
        end = b"" if text.endswith(b"\n") else b"\n"
        grown = text + end + f"log {format_vkey(key)}\n".encode()
        try:
            parse_policy(grown)
        except RecordFormatError as error:
            raise refuse(NOT_A_VKEY.at(Place(str(home.policy)), reason=error)) from error
        write_atomically(home.policy, grown)
        return True


def remembered_heads(home: Home, origin: str) -> tuple[RememberedHead, ...]:
    """Return the heads seen of ``origin``."""
    path = _heads_file(home, origin)
    if not path.exists():
        return ()
    try:
        return tuple(parse_heads(read_bounded(path, LARGEST_HEADS)))
    except RecordFormatError as error:
        raise refuse(DAMAGED_MEMORY.at(Place(str(path)), reason=error)) from error


def remember_head(home: Home, head: SignedHead, note: bytes) -> None:
    """Keep ``head`` with its signed ``note``; the caller has checked that its log is trusted."""
    make_folder(home.heads, SECRET_FOLDER)
    with locked(home.heads / LOCK):
        kept = remembered_heads(home, head.origin)
        if any((one.size, one.root, one.key) == (head.size, head.root, head.key) for one in kept):
            return
        write_atomically(_heads_file(home, head.origin), encode_heads(remember(head, note, kept)))


def roots_of(folder: Path, keys: Iterable[VerifierKey]) -> RootAt:
    """Return the function that reads roots from a copy of a log in ``folder``.

    It answers only for a copy signed by one of ``keys`` whose entries give the signed root.
    """
    known = tuple(keys)
    hashes: dict[str, list[bytes]] = {}

    def root_at(origin: str, size: int) -> bytes | None:
        if not hashes:
            hashes.update(_hashes(folder, known))
        leaves = hashes.get(origin, [])
        return root_of(leaves[:size]) if 0 < size <= len(leaves) else None

    return root_at


def _hashes(folder: Path, keys: tuple[VerifierKey, ...]) -> dict[str, list[bytes]]:
    read = file_reader(folder)
    try:
        head = verify_checkpoint(read("checkpoint"), keys, verify_signature)
        leaves = list(leaf_hashes_from_entries(head.size, read))
    except (OSError, RecordFormatError, BadSignatureError, UnknownSignerError):
        return {"": []}
    return {head.origin: leaves if root_of(leaves) == head.root else []}


def _heads_file(home: Home, origin: str) -> Path:
    # An origin is a name, not a file name.
    return home.heads / f"{sha256(origin.encode()).hexdigest()[:32]}.json"
