"""The user's own record: begun by itself, continued by every computed report."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from comity import __version__
from comity.canonical import Json, encode
from comity.edge.erasing import erase_payload, finish_erasures
from comity.edge.files import SECRET_FOLDER, locked, make_folder, read_bounded
from comity.edge.home import Home
from comity.edge.keys import KeySigner, create_key, load_key
from comity.edge.log_directory import Act, LogDirectory, Receipt
from comity.edge.sealed_store import SealedStore
from comity.edge.stripping import erase_sign_off, replace_for_good, strip_bundle
from comity.edge.trust import remember_head, remembered_heads, trust_log
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.record import (
    RuleReference,
    VerifiedHead,
    VerifierKey,
    consistency_members,
    proof_members,
    publish_payload,
)
from comity.record.passkeys import SIGNED_MEMBER
from comity.subject import Subject

__all__ = [
    "Entered",
    "ensure_own_record",
    "erase_own",
    "own_log",
    "own_receipt",
    "own_sealed",
    "publish_to_log",
    "strip_own",
]

DEFAULT_NAME: Final = "own-record"
NAME: Final = re.compile(r"[a-z0-9][a-z0-9./-]{0,99}", re.ASCII)
HOLDER: Final = "own:holder"
"""The actor of a laptop's own entries: whoever holds its key; never a name."""

BEGIN: Final = "record.begin_log"
CHECKPOINT: Final = "checkpoint"
LARGEST_BUNDLE: Final = 200_000_000

KEY_LOST = FaultKind(
    "record.own_key_lost",
    N_("the key of your record is missing"),
    N_("a record is only continued with the key it was begun with"),
    N_("Bring the key back from your own copy, or move {record} away to begin a new record."),
)
STANDS = FaultKind(
    "record.own_stands",
    N_("it was signed with {size} entries, and that could not be remembered"),
    N_("what was signed stays, whatever follows"),
    N_("When that is mended, give the command again: it is entered once more, with its files."),
)
STRIPPED = FaultKind(
    "record.strip_stands",
    N_("entry {entries} says that inputs of it were erased, and the file may still hold them"),
    N_("what was signed stays, so the file has to follow"),
    N_("When that is mended, give the command again: nothing is entered twice."),
)
NO_RECORD = FaultKind(
    "record.own_none",
    N_("you have no record yet"),
    N_("a record is begun with a key of its own"),
    N_("Run: comity record init"),
)
NO_ENTRY = FaultKind(
    "record.no_such_entry",
    N_("there is no entry {index}"),
    N_("entries are counted from 0, and the last is {last}"),
    N_("Give the number that the report or its bundle names."),
)
BAD_NAME = FaultKind(
    "record.origin_name",
    N_("a record cannot be named {name}"),
    N_("a name has at most 100 small letters, digits, dots, hyphens and slashes"),
    N_("Choose another, such as example.org/reports."),
)


@dataclass(frozen=True, slots=True)
class Entered:
    """Where a result was entered, and the members that prove it in its bundle."""

    index: int
    origin: str
    fingerprint: str
    members: dict[str, bytes]


def ensure_own_record(
    home: Home, name: str = DEFAULT_NAME, on_step: Callable[[str], None] = lambda _step: None
) -> LogDirectory:
    """Return the user's own record, begun now if there is none.

    Beginning makes a key (0600, outside the record), a first entry, and a policy that trusts
    this one log without witnesses. The origin is ``name`` and 16 hex digits of the key. Where the
    record is gone but heads of it were seen, the key is set aside: a log never begins twice.
    """
    if not NAME.fullmatch(name):
        raise refuse(BAD_NAME.at(Place("origin"), name=name))
    make_folder(home.folder, SECRET_FOLDER)
    with locked(home.folder / ".begin"):
        begun = (home.record / CHECKPOINT).exists()
        if begun and not home.key.exists():
            raise refuse(KEY_LOST.at(Place(str(home.key)), record=home.record))
        signer = _own_signer(home, name)
        lost = None if begun else _set_aside(home, signer)
        log = _log_of(home, _own_signer(home, name) if lost else signer, on_step)
        log.begin(_first_act(log.origin, lost), datetime.now(UTC))
        _settle(log, home)
        trust_log(home, log.signer.key)
        return log


def own_log(home: Home, on_step: Callable[[str], None] = lambda _step: None) -> LogDirectory:
    """Return the user's own record, which must have been begun; finish what was left to erase."""
    if not home.key.exists() or not (home.record / CHECKPOINT).exists():
        raise refuse(NO_RECORD.at(Place(str(home.record))))
    log = _log_of(home, load_key(home.key), on_step)
    _settle(log, home)
    return log


def erase_own(
    home: Home, index: int, basis: str, now: datetime, *, shut_copies: bool = False
) -> Receipt:
    """Erase the content of entry ``index`` of the user's own record and return the receipt.

    With ``shut_copies`` no copy of the sealed content made until now can be opened any more.
    """
    store = own_sealed(home)
    receipt = erase_payload(own_log(home), store, index, basis, HOLDER, now)
    if shut_copies:
        store.replace_wrapping()
    return receipt


def strip_own(
    home: Home, file: Path, paths: Sequence[str], basis: str, now: datetime
) -> tuple[int, ...]:
    """Take the inputs ``paths`` out of the bundle ``file`` and return the entries that say so.

    ``proof/sign-off.json`` among them is what a passkey signed, and the name of who did.
    """
    data, log = read_bounded(file, LARGEST_BUNDLE), own_log(home)
    inputs = [path for path in paths if path != SIGNED_MEMBER]
    signed: tuple[int, ...] = ()
    if len(inputs) < len(paths):
        signed = (erase_sign_off(log, own_sealed(home), data, basis, HOLDER, now),)
    stripped, entries = strip_bundle(log, data, inputs, basis, HOLDER, now)
    entries = tuple(sorted({*signed, *entries}))
    try:
        replace_for_good(file, stripped)
    except RefusedError as refused:
        left = STRIPPED.at(Place(str(file)), entries=", ".join(map(str, entries)))
        raise RefusedError((*refused.faults, left), wrote=True) from refused
    return entries


def own_receipt(home: Home, index: int) -> Receipt:
    """Return the receipt of entry ``index`` of the user's own record; refuse if there is none."""
    log = own_log(home)
    size = log.head().size
    if index >= size:
        raise refuse(NO_ENTRY.at(Place(str(home.record)), index=index, last=size - 1))
    return log.receipt(index)


def publish_to_log(
    log: LogDirectory,
    manifest_sha256: str,
    subject: Subject,
    act: str,
    rule: RuleReference | None,
    now: datetime,
) -> Entered:
    """Enter the result whose manifest has ``manifest_sha256`` and return its proof members.

    ``act`` is ``dialogue.compute_report`` for what is computed on one's own computer.
    """
    content = publish_payload(manifest_sha256)
    before = log.head().size
    (receipt,) = log.append([Act(act, HOLDER, str(subject), content, rule)], now)
    key = log.signer.key
    members = proof_members(receipt.leaf, content, receipt.proof, key)
    members |= consistency_members([before, *log.seen()], receipt.size, log.read)
    return Entered(receipt.index, key.name, key.fingerprint, members)


def own_sealed(home: Home) -> SealedStore:
    """Return the store of what the user's own record keeps sealed."""
    return SealedStore(home.sealed, home.wrapping)


def _settle(log: LogDirectory, home: Home) -> None:
    """End what was stopped, or what a restored copy has brought back: erasures, bare keys."""
    store = own_sealed(home)
    finish_erasures(log, store)
    store.wrap_all()


def _own_signer(home: Home, name: str) -> KeySigner:
    if home.key.exists():
        return load_key(home.key)

    def named(key: VerifierKey) -> str:
        return f"{name}-{key.fingerprint[:16]}"

    return create_key(home.key, named)


def _set_aside(home: Home, signer: KeySigner) -> dict[str, Json] | None:
    """Retire a key whose record is gone, and return what the next record says was lost."""
    size = max(_sizes_seen(home, signer), default=0)
    if not size:
        return None
    home.key.rename(home.key.with_name(f"lost-{signer.key.fingerprint[:16]}.key"))
    return {"origin": signer.key.name, "size": size}


def _log_of(home: Home, signer: KeySigner, on_step: Callable[[str], None]) -> LogDirectory:
    return LogDirectory(
        home.record,
        signer,
        seen=lambda: _sizes_seen(home, signer),
        on_head=lambda head, note: _remember(home, head, note),
        on_step=on_step,
    )


def _remember(home: Home, head: VerifiedHead, note: bytes) -> None:
    try:
        remember_head(home, head, note)
    except RefusedError as refused:
        stands = STANDS.at(Place(str(home.record)), size=head.size)
        raise RefusedError((*refused.faults, stands), wrote=True) from refused


def _sizes_seen(home: Home, signer: KeySigner) -> tuple[int, ...]:
    heads = remembered_heads(home, signer.key.name)
    return tuple(one.size for one in heads if one.key == signer.key)


def _first_act(origin: str, lost: dict[str, Json] | None) -> Act:
    content: dict[str, Json] = {
        "v": 1,
        "kind": "own",
        "origin": origin,
        "made_by": {"name": "comity", "version": __version__},
        "lost": lost,
    }
    return Act(BEGIN, HOLDER, f"record:log:{origin}", encode(content))
