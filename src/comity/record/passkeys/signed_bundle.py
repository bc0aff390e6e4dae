"""What a passkey signed, in the bundle of what it put into effect: checked without the record.

The publication's entry names the sign-off's entry by its leaf hash. The bundle brings that entry
and the one that registered the passkey, each with its content, the key that opens it, and its
place under the bundle's own checkpoint: the public key is believed since the record has it, and
for nothing that the bundle says. That the passkey was not revoked before, only the whole record
tells.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.canonical import Json, NotCanonicalError, decode, encode
from comity.record import reasons
from comity.record.checkpoint import SignedHead
from comity.record.entry import Entry, opens, parse_entry
from comity.record.erasure import Erasure, basis_of, is_erasing
from comity.record.merkle import leaf_hash
from comity.record.passkeys.passkey import VerifyAssertion
from comity.record.passkeys.sign_offs import REGISTER, SIGN_OFF, check_sign_offs
from comity.record.proof import LONGEST_PATH, verify_inclusion
from comity.record.reason import Reason
from comity.record.strict import RecordFormatError, read_base64, write_base64

__all__ = [
    "SIGNED_MEMBER",
    "Placed",
    "Publication",
    "SignedOff",
    "read_signed",
    "sign_off_named",
    "signed_lacks",
    "signed_member",
]

SIGNED_MEMBER: Final = "proof/sign-off.json"
VERSION: Final = 1
LARGEST: Final = 1_000_000
KEYS: Final = frozenset(("v", "sign_off", "passkey"))
PLACE: Final = frozenset(("entry", "index", "path", "content"))
SEALED: Final = PLACE | {"key"}
GONE: Final = PLACE - {"content"} | {"erased"}
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry that a bundle brings along, and its place; nothing is verified.

    ``content`` and the ``key`` that opens it are None where ``erased`` is the entry that says so.
    """

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    content: bytes | None = None
    key: bytes | None = None
    erased: "Placed | None" = None

    @property
    def act(self) -> Entry:
        """Return what the leaf says."""
        return parse_entry(self.leaf)


@dataclass(frozen=True, slots=True)
class SignedOff:
    """The sign-off of a bundle and its passkey, None where an erased sign-off names none."""

    sign_off: Placed
    passkey: Placed | None

    @property
    def erasure(self) -> Erasure | None:
        """Return the erasure after which the signature can no longer be checked, if any."""
        for one in _listed(self.sign_off, self.passkey):
            if one.erased is not None:
                return Erasure(one.index, one.erased.act.at[:10], basis_of(one.erased.content))
        return None


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published: its entry, where that stands, and the SHA-256 of the manifest in hex.

    ``sign_off`` is the leaf hash in hex of the sign-off that its content names.
    """

    act: Entry
    index: int
    manifest: str
    sign_off: str


def sign_off_named(payload: bytes | None) -> str | None:
    """Return the leaf hash in hex that a publication's content names, None where it names none."""
    try:
        said: Any = decode(payload or b"")
    except NotCanonicalError:
        return None
    named = said.get("sign_off") if isinstance(said, Mapping) else None
    return named if isinstance(named, str) and DIGEST.fullmatch(named) else None


def signed_member(signed: SignedOff) -> dict[str, bytes]:
    """Return the member by which a bundle proves what a passkey signed."""
    passkey = None if signed.passkey is None else _members(signed.passkey)
    data = encode({"v": VERSION, "sign_off": _members(signed.sign_off), "passkey": passkey})
    read_signed(data)
    return {SIGNED_MEMBER: data}


def read_signed(data: bytes) -> SignedOff:
    """Return what such a member holds; ``RecordFormatError`` if it cannot be read."""
    if len(data) > LARGEST:
        raise RecordFormatError(f"the proof of a sign-off has at most {LARGEST} bytes")
    try:
        value: Any = decode(data)
        canonical = encode(value) == data
    except NotCanonicalError as error:
        raise RecordFormatError(f"the proof of a sign-off is JSON: {error}") from error
    if not canonical or not isinstance(value, dict) or value.keys() != KEYS:
        raise RecordFormatError("the proof of a sign-off is canonical JSON of its own keys")
    if type(value["v"]) is not int or value["v"] != VERSION:
        raise RecordFormatError(f"the proof of a sign-off has v {VERSION}")
    passkey = None if value["passkey"] is None else _placed(value["passkey"])
    return SignedOff(_placed(value["sign_off"]), passkey)


def signed_lacks(
    signed: SignedOff, published: Publication, head: SignedHead, verify: VerifyAssertion | None
) -> Reason | None:
    """Return why ``published`` was not signed off by this passkey under ``head``; None if it was.

    What was erased is not asked about. Without ``verify`` all but the signature is checked.
    """
    if leaf_hash(signed.sign_off.leaf).hex() != published.sign_off:
        return reasons.OTHER_SIGN_OFF.of()
    for one in _listed(signed.sign_off, signed.passkey):
        wrong = _misplaced(one, head)
        if wrong is not None:
            return wrong
    if signed.sign_off.erased is not None:
        return None
    said: Any = decode(signed.sign_off.content or b"")
    wrong = None if _is_for(signed, said, published) else reasons.SIGNS_OTHER.of()
    return wrong or _signature_lacks(signed, verify)


def _is_for(signed: SignedOff, said: object, published: Publication) -> bool:
    """Return whether a sign-off is for what was published, and before it."""
    act, word = published.act, signed.sign_off
    if not isinstance(said, Mapping) or word.act.act != SIGN_OFF or word.index >= published.index:
        return False
    entered = (word.act.subject, word.act.mandate)
    told = tuple(said.get(name) for name in ("strength", "act", "subject", "digest"))
    return entered == (act.subject, act.mandate) and told == (
        "signed",
        act.act,
        act.subject,
        published.manifest,
    )


def _signature_lacks(signed: SignedOff, verify: VerifyAssertion | None) -> Reason | None:
    """Return why the signature does not hold by the passkey that was registered before it."""
    word, passkey = signed.sign_off, signed.passkey
    if passkey is None or passkey.act.act != REGISTER or passkey.index >= word.index:
        return reasons.NO_PASSKEY.of()
    contents = (passkey.content, word.content)
    found = check_sign_offs((passkey.act, word.act), contents.__getitem__, verify)
    if found.faults:
        return found.faults[0][1]
    # A passkey whose content is not there counts as erased there; here an entry has to say so.
    return None if found.signed or passkey.erased is not None else reasons.NO_PASSKEY.of()


def _misplaced(one: Placed, head: SignedHead) -> Reason | None:
    """Return why an entry is not in the log where it says, or its content is another."""
    if not verify_inclusion(leaf_hash(one.leaf), one.index, one.path, head):
        return reasons.NOT_ENTRY.of(file=SIGNED_MEMBER, index=one.index, size=head.size)
    if one.erased is None:
        held = one.content is not None and opens(one.act.payload, one.content, one.key)
        return None if held else reasons.CONTENT_CHANGED.of(index=one.index)
    by = one.erased
    if not is_erasing(by.act.act) or one.index not in by.act.refs or by.index <= one.index:
        return reasons.CONTENT_MISSING.of(index=one.index)
    return _misplaced(by, head)


def _listed(*placed: Placed | None) -> Iterator[Placed]:
    return (one for one in placed if one is not None)


def _members(one: Placed) -> dict[str, Json]:
    members: dict[str, Json] = {
        "entry": decode(one.leaf),
        "index": one.index,
        "path": [write_base64(node) for node in one.path],
    }
    if one.erased is not None:
        return {**members, "erased": _members(one.erased)}
    content = decode(one.content or b"")
    opened: dict[str, Json] = {} if one.key is None else {"key": one.key.hex()}
    return {**members, "content": content, **opened}


def _placed(value: object, *, erasing: bool = False) -> Placed:
    """Return the entry of such members; ``erasing`` where it is one that erases another."""
    allowed = (PLACE,) if erasing else (SEALED, GONE)
    if not isinstance(value, dict) or value.keys() not in allowed:
        raise RecordFormatError("an entry comes with its place, and its content or its erasure")
    index, path = value["index"], value["path"]
    if type(index) is not int or not isinstance(path, list) or len(path) > LONGEST_PATH:
        raise RecordFormatError("the place of an entry is its index and the hashes of a path")
    leaf = encode(value["entry"])
    parse_entry(leaf)
    nodes = tuple(read_base64(str(node), "a hash of a path") for node in path)
    if "erased" in value:
        return Placed(leaf, index, nodes, erased=_placed(value["erased"], erasing=True))
    key = None if erasing else _key(value["key"])
    return Placed(leaf, index, nodes, encode(value["content"]), key)


def _key(text: object) -> bytes:
    if not isinstance(text, str) or not DIGEST.fullmatch(text):
        raise RecordFormatError("the key of sealed content is 32 bytes in small hex")
    return bytes.fromhex(text)
