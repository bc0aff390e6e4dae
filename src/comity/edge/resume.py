"""Going on after a loss: a record that may be an older copy is told the highest head others know.

A key never signs two histories. So a record that is behind is not continued: a new one begins
under a new key, and its first entry embeds the head that was lost and names the entries.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from comity import __version__
from comity.canonical import Json, encode
from comity.edge.files import (
    create_file,
    locked,
    make_folder,
    read_bounded,
    sync_folder,
)
from comity.edge.followed_keys import keys_up_to
from comity.edge.home import Home
from comity.edge.keys import KeySigner, create_key, load_key, verify_signature
from comity.edge.log_directory import Act, LogDirectory, claimed_key
from comity.edge.mirror import Fork, keep_fork
from comity.edge.own_record import BEGIN, HOLDER, KEY_LOST, NO_RECORD
from comity.edge.trust import remember_head, remembered_heads, trust_log
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import (
    CHECKPOINT_PATH,
    BadSignatureError,
    KeyChain,
    OtherHistory,
    RecordFormatError,
    UnknownSignerError,
    VerifiedHead,
    VerifierKey,
    other_history,
    verify_checkpoint,
)

__all__ = ["Resumed", "resume_own"]

FORKS: Final = "forks"
NEXT_RECORD: Final = "record.next"
NEXT_KEY: Final = "anew.key"
OWN_SUFFIX: Final = re.compile(r"-[0-9a-f]{16}$")
LARGEST_FILE: Final = 1_200_000

NOT_KNOWN = FaultKind(
    "record.known_unusable",
    N_("this says nothing about your record: {reason}"),
    N_("what is known is a checkpoint of your own record, signed by its key"),
    N_("Ask a witness, a mirror or an officer for the newest checkpoint they hold."),
)


@dataclass(frozen=True, slots=True)
class Resumed:
    """What was found, and what came of it.

    ``origin`` is the record that is continued from now on, ``size`` what the record held here and
    ``known`` the largest size anybody knows of. ``fork`` is the folder with the proof that the key
    has signed two histories; then nothing was begun.
    """

    origin: str
    size: int
    known: int
    anew: bool = False
    fork: Path | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A head that was signed by the record's key, and its note."""

    head: VerifiedHead
    note: bytes


def resume_own(home: Home, notes: tuple[bytes, ...], now: datetime) -> Resumed:
    """Continue one's own record if it holds all that is known of it, else begin a new one.

    What is known are ``notes``, told by others, and the heads this computer remembers. Stopped
    while a new record is begun, the same command goes on. Raises ``RefusedError``.
    """
    make_folder(home.folder)
    with locked(home.folder / ".begin"):
        _finish(home)
        here, log = _held(home)
        known = _known(home, notes, log)
        fork = _contradiction(here, known, log)
        highest = max((one.head.size for one in known), default=0)
        if fork is not None:
            kept = keep_fork(home.folder / FORKS, fork)
            return Resumed(log.origin, here.head.size, highest, fork=kept)
        if highest <= here.head.size:
            return Resumed(log.origin, here.head.size, highest)
        lost = max(known, key=lambda one: one.head.size)
        begun = _begin_anew(home, here, lost, now)
        return Resumed(begun, here.head.size, highest, anew=True)


def _held(home: Home) -> tuple[Known, LogDirectory]:
    """Return the head the files here give, whatever was seen before, and the log."""
    if not (home.record / CHECKPOINT_PATH).exists():
        raise refuse(NO_RECORD.at(Place(str(home.record))))
    if not home.key.exists():
        raise refuse(KEY_LOST.at(Place(str(home.key)), record=home.record))
    log = LogDirectory(home.record, load_key(home.key))
    head = log.head()
    return Known(head, read_bounded(home.record / CHECKPOINT_PATH, LARGEST_FILE)), log


def _known(home: Home, notes: tuple[bytes, ...], log: LogDirectory) -> list[Known]:
    chain = keys_up_to(log.signer.key, home.record)
    told = [_checked(note, chain) for note in notes]
    remembered = remembered_heads(home, log.origin)
    return told + [
        _checked(one.note.encode(), chain)
        for one in remembered
        if one.note and one.key in chain.keys
    ]


def _checked(note: bytes, chain: KeyChain) -> Known:
    try:
        return Known(verify_checkpoint(note, chain.keys, verify_signature), note)
    except (RecordFormatError, BadSignatureError, UnknownSignerError) as error:
        raise refuse(NOT_KNOWN.at(Place("--known"), reason=error)) from error


def _contradiction(here: Known, known: list[Known], log: LogDirectory) -> Fork | None:
    """Return two heads of this key that contradict each other, None if none do."""
    by_size: dict[int, Known] = {here.head.size: here}
    for one in known:
        same = by_size.setdefault(one.head.size, one)
        if same.head.root != one.head.root:
            return Fork(same.note, one.note)
        if 0 < one.head.size < here.head.size:
            shown: OtherHistory = other_history(one.head.size, here.head.size, log.read)
            if shown.root != one.head.root:
                return Fork(one.note, here.note, shown)
    return None


def _begin_anew(home: Home, here: Known, lost: Known, now: datetime) -> str:
    """Begin the new record aside, whole, then let it take the place of the old one."""
    signer = _next_signer(home, here.head.origin)
    aside = home.folder / NEXT_RECORD
    log = LogDirectory(aside, signer, on_head=lambda head, note: remember_head(home, head, note))
    content = _first_content(log.origin, lost, here.head.size)
    log.begin(Act(BEGIN, HOLDER, f"record:log:{log.origin}", content), now)
    trust_log(home, signer.key)
    _finish(home)
    return log.origin


def _first_content(origin: str, lost: Known, size: int) -> bytes:
    """Return the first entry's content: the lost head, and the entries from ``size`` to its end."""
    told: dict[str, Json] = {
        "origin": lost.head.origin,
        "size": lost.head.size,
        "first": size,
        "end": lost.head.size,
        "checkpoint": lost.note.decode("utf-8"),
    }
    content: dict[str, Json] = {
        "v": 1,
        "kind": "own",
        "origin": origin,
        "made_by": {"name": "comity", "version": __version__},
        "lost": told,
    }
    return encode(content)


def _next_signer(home: Home, origin: str) -> KeySigner:
    path = home.key.with_name(NEXT_KEY)
    if path.exists():
        return load_key(path)

    def named(key: VerifierKey) -> str:
        return f"{OWN_SUFFIX.sub('', origin)}-{key.fingerprint[:16]}"

    return create_key(path, named)


def _finish(home: Home) -> None:
    """Put a new record that was begun whole in its place: the key, then the folder."""
    aside, coming = home.folder / NEXT_RECORD, home.key.with_name(NEXT_KEY)
    if not (aside / CHECKPOINT_PATH).exists():
        return
    if coming.exists():
        old = load_key(home.key).key.fingerprint[:16]
        kept = home.key.with_name(f"lost-{old}.key")
        if not kept.exists():
            create_file(kept, read_bounded(home.key, LARGEST_FILE))
        coming.replace(home.key)
        sync_folder(home.key.parent)
    if claimed_key(aside) != load_key(home.key).key:
        # Stopped between the two renames, another record was begun meanwhile.
        aside.rename(_free(home.folder, "record.lost"))
        return
    if (home.record / CHECKPOINT_PATH).exists():
        home.record.rename(_free(home.folder, "record.lost"))
    aside.rename(home.record)
    sync_folder(home.folder)


def _free(folder: Path, name: str) -> Path:
    """Return a path in ``folder`` that nothing has: records that were lost are all kept."""
    number = 1
    while (folder / f"{name}-{number}").exists():
        number += 1
    return folder / f"{name}-{number}"
