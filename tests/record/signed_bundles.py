"""Bundles that a passkey signed, entered by an honest publisher or by others."""

from dataclasses import dataclass, field, replace

from comity.canonical import Json, encode, sha256_hex
from comity.edge.passkeys import verify_assertion
from comity.record.checkpoint import Checkpoint, sign_checkpoint
from comity.record.entry import Entry, encode_entry, public_payload, sealed_payload
from comity.record.erasure import ERASE, erasure_payload
from comity.record.manifest import MANIFEST
from comity.record.merkle import Tree, leaf_hash
from comity.record.passkeys import (
    REGISTER,
    SIGN_OFF,
    Placed,
    SignedOff,
    assertion_members,
    challenge_of,
    passkey_members,
    signed_member,
)
from comity.record.proof import TlogProof
from comity.record.publication import proof_members, publish_payload
from comity.record.stripping import read_published
from tests.passkey_device import Device
from tests.record.bundles import AT, FILES, MEMBERS, RULE, SIGNER, SUBJECT, TRUST

CHECKED = replace(TRUST, verify_assertion=verify_assertion)
PUBLISH = "dialogue.publish_report"
LATER = "2026-08-01T09:00:00.000Z"
DEVICE = Device()
REGISTERED, SIGNED, PUBLISHED, ERASED = 0, 1, 2, 3
"""Where the entries stand unless told otherwise."""


def key_of(name: str) -> bytes:
    return sha256_hex(name.encode()).encode()[:32]


@dataclass(frozen=True)
class Story:
    """How a bundle came to be signed; as it should unless told otherwise."""

    device: Device = field(default_factory=lambda: DEVICE)
    registered: Device = field(default_factory=lambda: DEVICE)
    said: dict[str, Json] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    signed: dict[str, object] = field(default_factory=dict)
    registration: bytes | None = None
    late: bool = False
    mandate: str = "m-1"
    named: str | None = None
    erased: int | None = None
    refs: tuple[int, ...] | None = None
    act: str = ERASE

    def content(self) -> bytes:
        """Return what the sign-off's entry commits to."""
        said = {
            "v": 2,
            "id": "s-1",
            "act": PUBLISH,
            "subject": str(SUBJECT),
            "digest": sha256_hex(MEMBERS[MANIFEST]),
            "signer": "p-1",
            "name": "Ilsa Verrane",
            "nonce": "n",
            "strength": "signed",
            "mandate": {"id": "m-1", "holder": "p-1"},
            **self.said,
        }
        asked = {name: said[name] for name in ("subject", "digest", "nonce")} | self.asked
        challenge = challenge_of(sign_off="s-1", mandate="m-1", **asked)
        made = self.device.signed(challenge, **self.signed)
        return encode({**said, "assertion": assertion_members(made)})

    def told(self) -> list[tuple[Entry, bytes, bytes | None]]:
        """Return the entries in order, each with its content and key."""
        named = self.registered.id
        register = self.registration or encode(passkey_members(self.registered.passkey()))
        first = _sealed(REGISTER, f"members:passkey:{named}", register)
        second = _sealed(SIGN_OFF, str(SUBJECT), self.content(), mandate=self.mandate)
        told = [second, first] if self.late else [first, second]
        word = leaf_hash(encode_entry(second[0])).hex()
        payload = publish_payload(sha256_hex(MEMBERS[MANIFEST]), self.named or word)
        told.append(_public(PUBLISH, str(SUBJECT), payload, mandate="m-1", rule=RULE))
        if self.erased is not None:
            refs = (self.erased,) if self.refs is None else self.refs
            told.append(_public(self.act, "record:entry", erasure_payload("request 7"), refs=refs))
        return told

    def members(self) -> dict[str, bytes]:
        """Return all members of the bundle."""
        told = self.told()
        leaves = [encode_entry(entry) for entry, _, _ in told]
        tree = Tree(map(leaf_hash, leaves))
        note = sign_checkpoint(Checkpoint(SIGNER.key.name, tree.size, tree.root()), SIGNER)

        def placed(index: int) -> Placed:
            _, content, key = told[index]
            path = tree.inclusion_proof(index, tree.size)
            gone = index == self.erased
            by = placed(ERASED) if gone else None
            return Placed(
                leaves[index], index, path, None if gone else content, None if gone else key, by
            )

        proof = TlogProof(PUBLISHED, tree.inclusion_proof(PUBLISHED, tree.size), note)
        passkey, word = (SIGNED, REGISTERED) if self.late else (REGISTERED, SIGNED)
        signed = SignedOff(placed(word), None if self.erased == word else placed(passkey))
        return {
            **FILES,
            MANIFEST: MEMBERS[MANIFEST],
            **proof_members(leaves[PUBLISHED], told[PUBLISHED][1], proof, SIGNER.key),
            **signed_member(signed),
        }


def _sealed(act: str, subject: str, content: bytes, **fields: object):
    key = key_of(act)
    payload = sealed_payload(content, key, "person")
    return Entry(act, "assembly/secretary", subject, AT, payload, **fields), content, key


def _public(act: str, subject: str, content: bytes, **fields: object):
    at = LATER if act != PUBLISH else AT
    entry = Entry(act, "assembly/secretary", subject, at, public_payload(content), **fields)
    return entry, content, None


HONEST = Story().members()
assert read_published(HONEST).index == PUBLISHED
