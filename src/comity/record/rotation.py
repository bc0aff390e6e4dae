"""Replacing a log's key: an act signed by the old key and by the new one, entered under the old.

A reader who trusts the old key comes to trust the new one by a chain that needs nobody's word: a
head signed by the old key, the entry in it, and in that entry's content both keys' signatures. The
old key signs no larger head after it; the new one alone can announce nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.canonical import Json, NotCanonicalError, decode, encode
from comity.fault import N_, phrase
from comity.record.checkpoint import VerifiedHead, verify_checkpoint
from comity.record.entry import Entry, opens, parse_entry
from comity.record.merkle import leaf_hash
from comity.record.note import (
    ED25519,
    BadSignatureError,
    Signer,
    UnknownSignerError,
    VerifierKey,
    VerifySignature,
    format_vkey,
    parse_vkey,
)
from comity.record.proof import parse_proof, verify_inclusion
from comity.record.recompute import plain
from comity.record.strict import RecordFormatError, read_base64, write_base64

__all__ = [
    "ROTATE",
    "KeyChain",
    "Rotation",
    "begin_chain",
    "extend_chain",
    "open_rotation",
    "rotation_path",
    "rotation_payload",
    "rotation_subject",
    "verify_head",
]

ROTATE: Final = "record.rotate_key"
VERSION: Final = 1
SIGNATURE_SIZE: Final = 64
KEYS: Final = frozenset(("v", "origin", "old", "new", "at", "by_old", "by_new"))
DOMAIN: Final = b"comity rotate-key/v1\n"
"""No checkpoint begins like this: the name of a log holds no space."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """From ``old`` to ``new``, two keys of one origin, at ``at`` (a time as entries have it)."""

    old: VerifierKey
    new: VerifierKey
    at: str

    def __post_init__(self) -> None:
        """Refuse what replaces nothing, or another log's key."""
        if self.old.name != self.new.name:
            raise RecordFormatError(phrase(N_("a key is replaced under the same name")))
        if (self.old.algorithm, self.new.algorithm) != (ED25519, ED25519):
            raise RecordFormatError(phrase(N_("a log signs with plain Ed25519 keys")))
        if self.old.public == self.new.public:
            raise RecordFormatError(phrase(N_("a key is replaced by another one")))

    @property
    def origin(self) -> str:
        """Return the log's name, which stays."""
        return self.old.name


@dataclass(frozen=True, slots=True)
class KeyChain:
    """The keys a log has used, in order, each but the last with the size up to which it signed."""

    keys: tuple[VerifierKey, ...]
    until: tuple[int, ...] = ()

    @property
    def current(self) -> VerifierKey:
        """Return the key that signs now."""
        return self.keys[-1]


def rotation_path(number: int) -> str:
    """Return where a record publishes the proof of its rotation ``number``, counted from 0."""
    return f"rotation/{number}.tlog-proof"


def rotation_subject(origin: str) -> str:
    """Return the subject of the entry that replaces the key of ``origin``."""
    return f"record:log:{origin}"


def rotation_payload(old: Signer, new: Signer, at: str) -> bytes:
    """Return the content of the entry that replaces the key of ``old`` by that of ``new``."""
    rotation = Rotation(old.key, new.key, at)
    message = _message(rotation)
    signed = {"by_old": write_base64(old.sign(message)), "by_new": write_base64(new.sign(message))}
    return encode({**_members(rotation), **signed})


def open_rotation(content: bytes, verify: VerifySignature) -> Rotation:
    """Return what a rotation's content says; both keys must have signed it.

    Raises ``RecordFormatError``, or ``BadSignatureError`` that says whose signature does not hold.
    """
    members = _read(content)
    rotation = Rotation(parse_vkey(members["old"]), parse_vkey(members["new"]), members["at"])
    if members["origin"] != rotation.origin:
        raise RecordFormatError(phrase(N_("origin is the name of both keys")))
    message = _message(rotation)
    for name, key in (("old", rotation.old), ("new", rotation.new)):
        signature = read_base64(members[f"by_{name}"], f"by_{name}")
        if len(signature) != SIGNATURE_SIZE or not verify(key.public, signature, message):
            raise BadSignatureError(
                phrase(N_("the {name} key has not signed its replacement"), name=name)
            )
    return rotation


def begin_chain(key: VerifierKey) -> KeyChain:
    """Return the chain of the one key that the reader trusts."""
    return KeyChain((key,))


def extend_chain(
    chain: KeyChain, proof: bytes, content: bytes, verify: VerifySignature
) -> KeyChain:
    """Return ``chain`` and the key that a rotation gives.

    ``proof`` is a ``.tlog-proof`` that carries the entry and leads to a head signed by the
    chain's current key; ``content`` is the entry's. Raises ``RecordFormatError``,
    ``BadSignatureError`` or ``UnknownSignerError`` (that head is not signed by the current key).
    """
    parts = parse_proof(proof)
    head = verify_checkpoint(parts.checkpoint, [chain.current], verify)
    if parts.extra is None:
        raise RecordFormatError(phrase(N_("the proof of a rotation carries its entry")))
    if not verify_inclusion(leaf_hash(parts.extra), parts.index, parts.path, head):
        raise BadSignatureError(
            phrase(N_("the rotation is no entry of the head that it comes with"))
        )
    entry = parse_entry(parts.extra)
    if not opens(entry.payload, content):
        raise BadSignatureError(
            phrase(N_("the content is not what the rotation's entry commits to"))
        )
    rotation = open_rotation(content, verify)
    _check_fits(rotation, entry, chain)
    return KeyChain((*chain.keys, rotation.new), (*chain.until, head.size))


def verify_head(note: bytes, chain: KeyChain, verify: VerifySignature) -> VerifiedHead:
    """Return the head of a checkpoint note by the key that may sign it.

    That is the current key, or an older one up to the size at which it was replaced. Raises as
    ``verify_checkpoint``, and ``BadSignatureError`` for a key that has signed beyond its end.
    """
    try:
        return verify_checkpoint(note, [chain.current], verify)
    except UnknownSignerError:
        if not chain.until:
            raise
    head = verify_checkpoint(note, chain.keys[:-1], verify)
    if head.size > chain.until[chain.keys.index(head.key)]:
        end = chain.until[chain.keys.index(head.key)]
        raise BadSignatureError(
            phrase(
                N_("{origin} has signed {size} entries with a key that was replaced at {end}"),
                origin=plain(head.origin),
                size=head.size,
                end=end,
            )
        )
    return head


def _check_fits(rotation: Rotation, entry: Entry, chain: KeyChain) -> None:
    if rotation.old != chain.current or rotation.new in chain.keys:
        raise RecordFormatError(
            phrase(N_("the rotation is from another key, or back to an old one"))
        )
    if (entry.act, entry.subject) != (ROTATE, rotation_subject(rotation.origin)):
        raise RecordFormatError(phrase(N_("the entry is no {rotate} of this log"), rotate=ROTATE))
    if rotation.at > entry.at:
        raise RecordFormatError(phrase(N_("the rotation is dated later than its entry")))


def _members(rotation: Rotation) -> dict[str, Json]:
    return {
        "v": VERSION,
        "origin": rotation.origin,
        "old": format_vkey(rotation.old),
        "new": format_vkey(rotation.new),
        "at": rotation.at,
    }


def _message(rotation: Rotation) -> bytes:
    return DOMAIN + encode(_members(rotation))


def _read(content: bytes) -> Mapping[str, Any]:
    try:
        value = decode(content)
    except NotCanonicalError as error:
        raise RecordFormatError(phrase(N_("a rotation is JSON: {error}"), error=error)) from error
    if not isinstance(value, dict) or value.keys() != KEYS or value["v"] != VERSION:
        raise RecordFormatError(
            phrase(N_("a rotation has v 1 and {names}"), names=", ".join(sorted(KEYS - {"v"})))
        )
    if not all(isinstance(value[name], str) for name in KEYS - {"v"}):
        raise RecordFormatError(phrase(N_("all but v of a rotation are texts")))
    return value
