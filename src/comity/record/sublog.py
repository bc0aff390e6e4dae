"""Sub-logs: own trees for what is not public; their heads enter the public tree on release.

A delegation's acts and a person's private acts are entered where nobody outside sees even their
number. Once something of it is released, the public log commits to the sub-log's signed head; from
there on its history cannot be told otherwise, and what is released can be proved.
"""

from collections.abc import Mapping
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode, encode
from comity.record.checkpoint import ClaimedHead, claim_checkpoint
from comity.record.note import VerifierKey, VerifySignature, format_vkey, parse_vkey
from comity.record.strict import RecordFormatError, read_base64, write_base64

__all__ = ["RELEASE_HEAD", "parse_release", "release_payload", "sub_origin"]

RELEASE_HEAD: Final = "record.release_head"
VERSION: Final = 1
KEYS: Final = frozenset(("v", "key", "checkpoint"))


def sub_origin(origin: str, pseudonym: str) -> str:
    """Return the name of a sub-log of ``origin``; the pseudonym tells nobody whose it is."""
    if not pseudonym or "/" in pseudonym:
        raise ValueError("the pseudonym of a sub-log is one part of a name")
    return f"{origin}/{pseudonym}"


def release_payload(note: bytes, key: VerifierKey) -> bytes:
    """Return the public content of the entry that releases the head in ``note``."""
    return encode({"v": VERSION, "key": format_vkey(key), "checkpoint": write_base64(note)})


def parse_release(content: bytes, origin: str, verify: VerifySignature) -> ClaimedHead:
    """Return the head that such content releases; it must be of a sub-log of ``origin``.

    Raises ``RecordFormatError``, or ``BadSignatureError`` or ``UnknownSignerError`` of the note.
    """
    try:
        members: Any = decode(content)
    except NotCanonicalError as error:
        raise RecordFormatError(f"a release is JSON: {error}") from error
    if not isinstance(members, Mapping) or members.keys() != KEYS or members["v"] != VERSION:
        raise RecordFormatError("a release has v 1, key and checkpoint")
    if not all(isinstance(members[name], str) for name in ("key", "checkpoint")):
        raise RecordFormatError("key and checkpoint of a release are texts")
    note = read_base64(members["checkpoint"], "the checkpoint of a release")
    head = claim_checkpoint(note, parse_vkey(members["key"]), verify)
    parent, _, pseudonym = head.origin.rpartition("/")
    if parent != origin or not pseudonym:
        raise RecordFormatError("the head released is not that of a sub-log of this log")
    return head
