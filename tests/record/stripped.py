"""Bundles whose inputs were erased, made by an honest publisher or by others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.canonical import sha256_hex
from comity.edge.keys import KeySigner
from comity.record.bundle import write_bundle
from comity.record.checkpoint import Checkpoint, sign_checkpoint
from comity.record.entry import Entry, encode_entry, public_payload
from comity.record.manifest import ENTRY, MANIFEST, PAYLOAD
from comity.record.merkle import Tree, leaf_hash
from comity.record.proof import TlogProof
from comity.record.publication import proof_members
from comity.record.stripping import STRIP, Stripping, stripped_members, stripping_payload
from tests.record.bundles import FILES, MEMBERS, SIGNER

VOTES = "inputs/votes.csv"
PUBLISHED = 6
"""Where the publication stands; what strips it comes two entries later."""


@dataclass(frozen=True)
class Claim:
    """What an entry that strips the bundle says; as it should unless told otherwise."""

    inputs: tuple[str, ...] = (VOTES,)
    act: str = STRIP
    subject: str = f"record:entry:{PUBLISHED}"
    refs: tuple[int, ...] = (PUBLISHED,)
    manifest: str = sha256_hex(MEMBERS[MANIFEST])
    digest: str | None = None
    basis: str = "request 7"
    at: str = "2026-08-01T09:00:00.000Z"
    entered: bool = True

    def payload(self) -> bytes:
        """Return the content of the entry."""
        digests = {path: self.digest or sha256_hex(FILES[path]) for path in self.inputs}
        return stripping_payload(Stripping(self.manifest, digests, self.basis))

    def leaf(self) -> bytes:
        """Return the bytes of the entry."""
        payload = public_payload(self.payload())
        return encode_entry(Entry(self.act, "own", self.subject, self.at, payload, refs=self.refs))


def stripped(
    *claims: Claim,
    absent: Sequence[str] = (VOTES,),
    signer: KeySigner = SIGNER,
    before: int = PUBLISHED,
    after: int = 1,
    base: Mapping[str, bytes] = MEMBERS,
) -> dict[str, bytes]:
    """Return the members of the bundle without ``absent``, with a proof of each claim.

    A claim that is not ``entered`` gets the proof of the entry which stands there instead.
    """
    leaves = [b"entry %d" % number for number in range(before)]
    leaves += [base[ENTRY], *(b"later %d" % number for number in range(after))]
    first = len(leaves)
    leaves += [claim.leaf() if claim.entered else b"something else" for claim in claims]
    tree = Tree(map(leaf_hash, leaves))
    note = sign_checkpoint(Checkpoint(signer.key.name, tree.size, tree.root()), signer)

    def proof(index: int) -> TlogProof:
        return TlogProof(index, tree.inclusion_proof(index, tree.size), note)

    members = {path: data for path, data in base.items() if path not in absent}
    members |= proof_members(base[ENTRY], base[PAYLOAD], proof(before), signer.key)
    for index, claim in enumerate(claims, start=first):
        members |= stripped_members(claim.leaf(), claim.payload(), proof(index))
    return members


HONEST = stripped(Claim())
HONEST_BUNDLE = write_bundle(HONEST)
