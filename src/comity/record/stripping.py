"""Stripping a published bundle: an input goes, and an entry of the same log says so for good.

The entry names the publication, the manifest, each input with its digest, and the basis. Its
proof lies in the bundle beside the others, so that nobody can leave out an input without a trace
and call it erased: what no such entry names is missing.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode, encode, sha256_hex
from comity.record import reasons
from comity.record.checkpoint import SignedHead, checkpoint_size
from comity.record.continuity import CONSISTENCY
from comity.record.entry import Entry, opens, parse_entry
from comity.record.erasure import check_basis
from comity.record.manifest import ENTRY, MANIFEST, PAYLOAD, PROOF, PROOF_MEMBERS
from comity.record.merkle import leaf_hash
from comity.record.proof import TlogProof, encode_proof, parse_proof, verify_inclusion
from comity.record.reason import Reason
from comity.record.strict import RecordFormatError

__all__ = [
    "STRIP",
    "Published",
    "Stripped",
    "Stripping",
    "parse_stripping",
    "published_at",
    "read_published",
    "read_stripped",
    "stripped_members",
    "stripping_payload",
    "without_inputs",
    "wrongly_stripped",
]

VERSION: Final = 1
STRIP: Final = "record.strip_bundle"
FOLDER: Final = "proof/erased/"
MOST: Final = 100
KEYS: Final = frozenset(("v", "manifest", "inputs", "basis"))
PARTS: Final = ("entry.json", "payload.json", "erase.tlog-proof")
MEMBER: Final = re.compile(r"proof/erased/(0|[1-9]\d{0,15})/([a-z.-]+)", re.ASCII)
INPUT: Final = re.compile(r"inputs/.+")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stripping:
    """What an entry that strips a bundle says: manifest and inputs by SHA-256 in hex, the basis."""

    manifest: str
    inputs: Mapping[str, str]
    basis: str

    def payload(self) -> bytes:
        """Return the public content of the entry that says so; it stays for ever."""
        return stripping_payload(self)


@dataclass(frozen=True, slots=True)
class Published:
    """How a bundle was entered: where, the head it was proved under, entry, content, manifest."""

    index: int
    size: int
    leaf: bytes
    payload: bytes
    manifest: bytes

    @property
    def entry(self) -> str:
        """Return the subject of an entry that strips this bundle."""
        return published_at(self.index)


@dataclass(frozen=True, slots=True)
class Stripped:
    """The entry that strips a bundle as the bundle holds it; nothing is verified."""

    leaf: bytes
    entry: Entry
    payload: bytes
    said: Stripping
    proof: TlogProof

    @property
    def index(self) -> int:
        """Return where the entry stands."""
        return self.proof.index

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the members it stands in, the proof last."""
        return tuple(f"{FOLDER}{self.index}/{part}" for part in PARTS)


def stripping_payload(said: Stripping) -> bytes:
    """Return the content of an entry that strips a bundle, in canonical JSON."""
    check_basis(said.basis)
    data = encode(
        {
            "v": VERSION,
            "manifest": said.manifest,
            "inputs": dict(said.inputs),
            "basis": said.basis,
        }
    )
    parse_stripping(data)
    return data


def parse_stripping(data: bytes) -> Stripping:
    """Return what the content of such an entry says; ``RecordFormatError`` if it is none."""
    try:
        value: Any = decode(data)
    except NotCanonicalError as error:
        raise RecordFormatError(f"an erasure is JSON: {error}") from error
    if not isinstance(value, dict) or value.keys() != KEYS or value["v"] != VERSION:
        raise RecordFormatError(f"an erasure of inputs has v 1 and {', '.join(sorted(KEYS))}")
    inputs = value["inputs"]
    if not isinstance(inputs, dict) or not inputs or not all(map(INPUT.fullmatch, inputs)):
        raise RecordFormatError("inputs are erased; what was published stands")
    digests = (value["manifest"], *inputs.values())
    if not all(isinstance(one, str) and DIGEST.fullmatch(one) for one in digests):
        raise RecordFormatError("an erasure names a manifest and inputs by SHA-256 in small hex")
    if not isinstance(value["basis"], str):
        raise RecordFormatError("the basis of an erasure is a text")
    check_basis(value["basis"])
    if encode(value) != data:
        raise RecordFormatError("an erasure is canonical JSON; these bytes are another spelling")
    return Stripping(value["manifest"], inputs, value["basis"])


def read_published(members: Mapping[str, bytes]) -> Published:
    """Return what the proof members of a bundle say; ``RecordFormatError`` if they say nothing."""
    for path in (MANIFEST, *PROOF_MEMBERS):
        if path not in members:
            raise RecordFormatError(f"{path} is missing")
    proof = parse_proof(members[PROOF])
    size = checkpoint_size(proof.checkpoint)
    return Published(proof.index, size, members[ENTRY], members[PAYLOAD], members[MANIFEST])


def without_inputs(
    members: Mapping[str, bytes], gone: Collection[str], proofs: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the members of a bundle without the inputs ``gone``, proved by ``proofs`` instead."""
    kept = {
        path: data
        for path, data in members.items()
        if path not in gone and not path.startswith((FOLDER, CONSISTENCY))
    }
    return {**kept, **proofs}


def published_at(index: int) -> str:
    """Return the subject of an entry that strips the bundle published by entry ``index``."""
    return f"record:entry:{index}"


def stripped_members(leaf: bytes, payload: bytes, proof: TlogProof) -> dict[str, bytes]:
    """Return the members that prove that an input of a bundle was erased."""
    folder = f"{FOLDER}{proof.index}/"
    alone = TlogProof(proof.index, proof.path, proof.checkpoint)
    return {
        f"{folder}entry.json": leaf,
        f"{folder}payload.json": payload,
        f"{folder}erase.tlog-proof": encode_proof(alone),
    }


def read_stripped(members: Mapping[str, bytes]) -> list[Stripped]:
    """Return the entries that strip a bundle of ``members``, by index; verify nothing.

    Raises ``RecordFormatError`` that names the member which cannot be read.
    """
    found: dict[int, dict[str, bytes]] = {}
    for path, data in members.items():
        match = MEMBER.fullmatch(path)
        if match and match[2] in PARTS:
            found.setdefault(int(match[1]), {})[match[2]] = data
    if len(found) > MOST:
        raise RecordFormatError(f"a bundle is stripped by at most {MOST} entries")
    return [_stripped(index, found[index]) for index in sorted(found)]


def wrongly_stripped(
    one: Stripped, published: int, manifest: bytes, files: Mapping[str, str], head: SignedHead
) -> Reason | None:
    """Return why ``one`` does not strip the bundle that entry ``published`` has published.

    ``files`` are the digests that ``manifest`` lists; ``head`` is the one all proofs lead to.
    """
    entry, index = one.entry, one.index
    about = (entry.act, entry.subject, entry.refs)
    if about != (STRIP, published_at(published), (published,)) or index <= published:
        return reasons.STRIPS_OTHER.of(index=index, publication=published)
    if not opens(entry.payload, one.payload):
        return reasons.CONTENT_CHANGED.of(index=index)
    for path, digest in one.said.inputs.items():
        if one.said.manifest != sha256_hex(manifest) or files.get(path) != digest:
            return reasons.STRIPS_ANOTHER.of(index=index, file=path)
    if not verify_inclusion(leaf_hash(one.leaf), index, one.proof.path, head):
        return reasons.NOT_ENTRY.of(file=f"{FOLDER}{index}/entry.json", index=index, size=head.size)
    return None


def _stripped(index: int, parts: Mapping[str, bytes]) -> Stripped:
    for name in PARTS:
        if name not in parts:
            raise RecordFormatError(f"{FOLDER}{index}/{name} is missing")
    try:
        proof = parse_proof(parts["erase.tlog-proof"])
        leaf = parts["entry.json"]
        entry, said = parse_entry(leaf), parse_stripping(parts["payload.json"])
    except RecordFormatError as error:
        raise RecordFormatError(f"{FOLDER}{index}: {error}") from error
    if proof.index != index or proof.extra is not None:
        raise RecordFormatError(f"{FOLDER}{index}: the proof is for entry {proof.index}")
    return Stripped(leaf, entry, parts["payload.json"], said, proof)
