"""Who has witnessed the record: what a signed note says under this instance's own policy.

The instance names the witnesses it asks for and its quorum in a file of policy lines. Their
signatures are checked each time anew: a row or a file is nobody's word for them.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from comity.edge import read_policy, verify_signature
from comity.fault import RefusedError
from comity.record import (
    NO_QUORUM,
    BadSignatureError,
    Log,
    Policy,
    RecordFormatError,
    UnknownSignerError,
    format_policy,
    parse_vkey,
    quorum_met,
    verify_checkpoint,
    witnesses_of,
)

__all__ = [
    "DEMO_WITNESS",
    "Quorum",
    "Witnessing",
    "policy_in_use",
    "published_policy",
    "quorum_of",
    "witnessing",
]

DEMO_WITNESS: Final = "demo-witness+9dc12080+BKch1WEyQhGt0r8ZYJjKTwMZoBU8Mh6XNj2kQ9d6Z704"
"""The witness of the demonstration. Its secret is in the source: it counts for nothing."""

NOBODY: Final = Policy(())


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many of how many witnesses, or groups of them, the policy asks for."""

    needed: int
    of: int


@dataclass(frozen=True, slots=True)
class Witnessing:
    """Which witnesses of the policy have signed a head, and of how many entries that head is.

    ``simulated`` are those of the demonstration, which count for nothing; ``met`` tells whether
    the others are as many as the policy asks for. ``note`` is the checkpoint with their lines.
    """

    size: int
    names: tuple[str, ...]
    simulated: tuple[str, ...]
    met: bool
    note: bytes


def policy_in_use(file: Path) -> Policy:
    """Return the witnesses and the quorum in ``file``; nobody's where it is not there or no policy.

    A page must not fail for a line somebody has just mistyped; that file stops the next start.
    """
    try:
        state = file.stat()
    except OSError:
        return NOBODY
    return _policy(file, state.st_ino, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _policy(file: Path, _inode: int, _changed: int, _size: int) -> Policy:
    """Return the policy in ``file`` as it was when it had this state."""
    try:
        return read_policy(file)
    except RefusedError:
        return NOBODY


def published_policy(vkey: str, policy: Policy) -> bytes:
    """Return the file by which others check this log: its key, and the witnesses of ``policy``."""
    log = Log(parse_vkey(vkey))
    return format_policy(Policy((log,), policy.witnesses, policy.groups, policy.quorum))


def quorum_of(policy: Policy) -> Quorum | None:
    """Return how many the policy asks for, or None where it asks for none."""
    if policy.quorum == NO_QUORUM:
        return None
    for group in policy.groups:
        if group.name == policy.quorum:
            return Quorum(group.threshold, len(group.members))
    return Quorum(1, 1)


@lru_cache(maxsize=512)
def witnessing(note: bytes, vkey: str, policy: Policy) -> Witnessing | None:
    """Return who has signed the head in ``note``; None if it is not this log's or a line is false.

    A head that nobody has signed but the log is witnessed by nobody.
    """
    key, false_one = parse_vkey(vkey), parse_vkey(DEMO_WITNESS)
    all_keys = [witness.key for witness in policy.witnesses]
    counted = [one for one in all_keys if one.public != false_one.public]
    try:
        head = verify_checkpoint(note, [key, *counted], verify_signature)
        everybody = verify_checkpoint(note, [key, *all_keys], verify_signature)
    except (RecordFormatError, BadSignatureError, UnknownSignerError):
        return None
    names = witnesses_of(policy, head)
    simulated = tuple(name for name in witnesses_of(policy, everybody) if name not in names)
    met = policy.quorum != NO_QUORUM and quorum_met(policy, head)
    return Witnessing(head.size, names, simulated, met, note)
