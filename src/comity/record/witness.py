"""A witness's rules (c2sp.org/tlog-witness): what it may cosign, given what it cosigned before.

Everything here is a value: the request, what the witness remembers, the time, the answer and what
is to be remembered from then on. Whoever asks stores the new memory durably, alone and before the
answer leaves; else two heads that contradict each other could both be cosigned.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from comity.canonical import Json, NotCanonicalError, decode, encode
from comity.fault import N_, phrase
from comity.record.checkpoint import (
    ClaimedHead,
    VerifiedHead,
    add_cosignature,
    claim_checkpoint,
    parse_checkpoint,
    verify_checkpoint,
)
from comity.record.fork import continues
from comity.record.merkle import HASH_SIZE
from comity.record.note import (
    BadSignatureError,
    SignedNote,
    Signer,
    UnknownSignerError,
    VerifierKey,
    VerifySignature,
    format_note,
    format_vkey,
    parse_note,
    parse_vkey,
)
from comity.record.recompute import plain
from comity.record.strict import RecordFormatError, read_base64, read_decimal, write_base64

__all__ = [
    "BAD_REQUEST",
    "CONFLICT",
    "COSIGNED",
    "FORBIDDEN",
    "NOT_FOUND",
    "UNPROVED",
    "UNREADY",
    "AddCheckpoint",
    "LastCosigned",
    "WatchedLog",
    "WitnessAnswer",
    "WitnessMemory",
    "add_checkpoint",
    "encode_add_checkpoint",
    "encode_memory",
    "parse_add_checkpoint",
    "parse_memory",
    "watch",
]

COSIGNED: Final = 200
BAD_REQUEST: Final = 400
FORBIDDEN: Final = 403
NOT_FOUND: Final = 404
CONFLICT: Final = 409
UNPROVED: Final = 422
UNREADY: Final = 503
"""Not of the protocol: the witness itself is not fit to sign, which says nothing of the log."""

VERSION: Final = 1
LONGEST_PATH: Final = 63
LARGEST_REQUEST: Final = 1_010_000
LATEST_TIME: Final = 2**53 - 1
LOG_KEYS: Final = frozenset(("key", "last"))
LAST_KEYS: Final = frozenset(("key", "note", "time"))


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request: the size the asker believes was cosigned last, a proof from there, a note."""

    old_size: int
    path: tuple[bytes, ...]
    note: bytes


@dataclass(frozen=True, slots=True)
class LastCosigned:
    """What a witness cosigned last of a log: the log's note, its key then, and the POSIX time."""

    note: bytes
    key: VerifierKey
    time: int


@dataclass(frozen=True, slots=True)
class WatchedLog:
    """A log the witness watches: its key, and what was cosigned last, None before first contact."""

    key: VerifierKey
    last: LastCosigned | None = None


@dataclass(frozen=True, slots=True)
class WitnessMemory:
    """Everything one witness key has to remember, by origin."""

    logs: Mapping[str, WatchedLog] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def latest(self) -> int:
        """Return the time of the newest cosignature under this key, 0 if there is none."""
        return max((log.last.time for log in self.logs.values() if log.last), default=0)


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """A status of the protocol, the body to send and why; ``memory`` is to be stored first.

    ``memory`` is None where nothing was cosigned and nothing changes.
    """

    status: int
    body: str
    reason: str
    memory: WitnessMemory | None = None

    @property
    def content_type(self) -> str:
        """Return the media type of the body."""
        size = self.status == CONFLICT
        return "text/x.tlog.size" if size else "text/plain; charset=utf-8"


def encode_add_checkpoint(request: AddCheckpoint) -> bytes:
    """Return the body of ``POST add-checkpoint``."""
    lines = [f"old {request.old_size}", *(write_base64(node) for node in request.path), "", ""]
    data = "\n".join(lines).encode() + request.note
    parse_add_checkpoint(data)
    return data


def parse_add_checkpoint(data: bytes) -> AddCheckpoint:
    """Return the parts of a request body; ``RecordFormatError`` if it is none."""
    if len(data) > LARGEST_REQUEST:
        raise RecordFormatError(
            phrase(N_("a request has at most {most} bytes"), most=LARGEST_REQUEST)
        )
    head, gap, note = data.partition(b"\n\n")
    first, *proof = head.decode("ascii", "replace").split("\n")
    if not gap or not first.startswith("old "):
        raise RecordFormatError(
            phrase(N_("a request has a line old, a proof, an empty line and a checkpoint"))
        )
    if len(proof) > LONGEST_PATH:
        raise RecordFormatError(phrase(N_("a proof has at most {most} hashes"), most=LONGEST_PATH))
    path = tuple(read_base64(line, "a hash of the proof") for line in proof)
    if any(len(node) != HASH_SIZE for node in path):
        raise RecordFormatError(phrase(N_("a hash of the proof has 32 bytes")))
    parse_checkpoint(parse_note(note).text)
    return AddCheckpoint(read_decimal(first.removeprefix("old "), "the old size"), path, note)


def watch(memory: WitnessMemory, keys: tuple[VerifierKey, ...]) -> WitnessMemory:
    """Return ``memory`` that watches the log of ``keys``, in the order in which it has used them.

    The last key is the one that counts. ``BadSignatureError`` if the log is known by a key that
    is not among them: the witness would have to forget what it cosigned.
    """
    current = keys[-1]
    known = memory.logs.get(current.name)
    if known is not None and known.key not in keys:
        raise BadSignatureError(
            phrase(N_("this witness knows {origin} by another key"), origin=plain(current.name))
        )
    log = WatchedLog(current, known.last if known else None)
    return WitnessMemory(MappingProxyType({**memory.logs, current.name: log}))


def add_checkpoint(
    data: bytes, memory: WitnessMemory, signer: Signer, time: int, verify: VerifySignature
) -> WitnessAnswer:
    """Return the answer to the request body ``data`` at POSIX ``time``; it never raises.

    A head of the size cosigned last with another root gets 422, as the editors' draft of
    c2sp.org/tlog-witness has it (version 1.0 said 409, which its clients take for "try again").
    """
    try:
        request = parse_add_checkpoint(data)
        origin = parse_checkpoint(parse_note(request.note).text).origin
    except RecordFormatError as error:
        return _refused(BAD_REQUEST, str(error))
    log = memory.logs.get(origin)
    if log is None:
        return _refused(NOT_FOUND, f"this witness does not watch {plain(origin)}")
    try:
        head = verify_checkpoint(request.note, [log.key], verify)
    except (BadSignatureError, UnknownSignerError) as error:
        return _refused(FORBIDDEN, str(error))
    refusal = _refusal(request, head, log, verify) or _clock(memory, time)
    return refusal or _cosigned(request.note, head, memory, signer, time)


def encode_memory(memory: WitnessMemory) -> bytes:
    """Return the bytes of a witness's memory."""
    logs: dict[str, Json] = {
        origin: {"key": format_vkey(log.key), "last": _last_members(log.last)}
        for origin, log in memory.logs.items()
    }
    return encode({"v": VERSION, "logs": logs})


def parse_memory(data: bytes) -> WitnessMemory:
    """Return the memory that ``encode_memory`` wrote, else ``RecordFormatError``."""
    try:
        value = decode(data)
    except NotCanonicalError as error:
        raise RecordFormatError(
            phrase(N_("a witness's memory is JSON: {error}"), error=error)
        ) from error
    if not isinstance(value, dict) or value.keys() != {"v", "logs"} or value["v"] != VERSION:
        raise RecordFormatError(phrase(N_("a witness's memory has v 1 and logs")))
    if not isinstance(value["logs"], dict):
        raise RecordFormatError(phrase(N_("logs is an object")))
    logs = {origin: _parse_log(origin, one) for origin, one in value["logs"].items()}
    return WitnessMemory(MappingProxyType(logs))


def _refusal(
    request: AddCheckpoint, head: VerifiedHead, log: WatchedLog, verify: VerifySignature
) -> WitnessAnswer | None:
    """Return why the head may not be cosigned after the last one, None if it may."""
    if request.old_size > head.size:
        return _refused(BAD_REQUEST, "the old size is larger than that of the checkpoint")
    try:
        last = _last_head(log, verify)
    except (RecordFormatError, BadSignatureError, UnknownSignerError) as error:
        return _refused(UNREADY, f"what this witness remembers is damaged: {error}")
    size = last.size if last else 0
    if request.old_size != size:
        return WitnessAnswer(CONFLICT, f"{size}\n", f"this witness last cosigned {size} entries")
    if last is not None and last.size == head.size and last.root != head.root:
        reason = f"another tree of {size} entries was cosigned before"
        return _refused(UNPROVED, f"{plain(head.origin)}: {reason}")
    proved = not request.path if last is None else continues(last, head, request.path)
    if not proved:
        return _refused(UNPROVED, f"not proved to continue the {size} entries cosigned last")
    return None


def _last_head(log: WatchedLog, verify: VerifySignature) -> ClaimedHead | None:
    # Under the key it was signed by then: the log may have replaced it since.
    return None if log.last is None else claim_checkpoint(log.last.note, log.last.key, verify)


def _clock(memory: WitnessMemory, time: int) -> WitnessAnswer | None:
    if memory.latest <= time <= LATEST_TIME:
        return None
    reason = f"the clock says {time}, and this key has cosigned at {memory.latest}"
    return _refused(UNREADY, f"{reason} (seconds since 1970): set the clock right")


def _cosigned(
    note: bytes, head: VerifiedHead, memory: WitnessMemory, signer: Signer, time: int
) -> WitnessAnswer:
    bare = _signed_by_log(note, head)
    line = add_cosignature(bare, signer, time).decode().splitlines()[-1]
    log = WatchedLog(head.key, LastCosigned(bare, head.key, time))
    grown = WitnessMemory(MappingProxyType({**memory.logs, head.origin: log}))
    reason = f"cosigned {plain(head.origin)} at {head.size} entries"
    return WitnessAnswer(COSIGNED, f"{line}\n", reason, grown)


def _signed_by_log(note: bytes, head: VerifiedHead) -> bytes:
    """Return the note with the log's own line alone: what others added is not remembered."""
    parts = parse_note(note)
    own = (head.key.name, head.key.key_id)
    lines = [line for line in parts.signatures if (line.name, line.key_id) == own]
    return format_note(SignedNote(parts.text, tuple(lines[:1])))


def _refused(status: int, reason: str) -> WitnessAnswer:
    return WitnessAnswer(status, f"{reason}\n", reason)


def _last_members(last: LastCosigned | None) -> Json:
    if last is None:
        return None
    return {"key": format_vkey(last.key), "note": last.note.decode("utf-8"), "time": last.time}


def _parse_log(origin: str, value: Json) -> WatchedLog:
    if not isinstance(value, dict) or value.keys() != LOG_KEYS:
        raise RecordFormatError(phrase(N_("a watched log has key and last")))
    key = _parse_key(value["key"])
    if key.name != origin:
        raise RecordFormatError(phrase(N_("a watched log has a key of its own name")))
    return WatchedLog(key, None if value["last"] is None else _parse_last(value["last"]))


def _parse_last(value: Json) -> LastCosigned:
    if not isinstance(value, dict) or value.keys() != LAST_KEYS:
        raise RecordFormatError(phrase(N_("what was cosigned last has key, note and time")))
    note, time = value["note"], value["time"]
    if not isinstance(note, str) or type(time) is not int or time < 0:
        raise RecordFormatError(phrase(N_("what was cosigned last has a text and a time")))
    return LastCosigned(note.encode(), _parse_key(value["key"]), time)


def _parse_key(value: Any) -> VerifierKey:
    if not isinstance(value, str):
        raise RecordFormatError(phrase(N_("a key is a text")))
    return parse_vkey(value)
