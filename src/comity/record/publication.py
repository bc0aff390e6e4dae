"""How a result enters the record: the payload of its entry, and the proof members of its bundle.

The entry's payload names the SHA-256 of the bundle's manifest; the manifest names every file.
"""

from typing import Final

from comity.canonical import encode
from comity.record.manifest import CHECKPOINT, ENTRY, PAYLOAD, PROOF, SIGNER
from comity.record.note import VerifierKey, format_vkey
from comity.record.proof import TlogProof, encode_proof
from comity.subject import Subject

__all__ = ["RULE", "proof_members", "publication_acts", "publish_payload"]

RULE: Final = "inputs/rule.json"
"""The rule a result was computed under; the entry names its digest too."""

VERBS: Final = ("compute", "publish")


def publication_acts(subject: Subject) -> tuple[str, ...]:
    """Return the acts that enter a result: ``dialogue.compute_report``, ``….publish_report``."""
    return tuple(f"{subject.pillar}.{verb}_{subject.kind}" for verb in VERBS)


def publish_payload(manifest_sha256: str, sign_off: str | None = None) -> bytes:
    """Return the payload of a publish entry: canonical JSON that names the manifest's digest.

    ``sign_off`` is the leaf hash in hex of the sign-off that a passkey signed, where one did.
    """
    if sign_off is None:
        return encode({"v": 1, "manifest": manifest_sha256})
    return encode({"v": 2, "manifest": manifest_sha256, "sign_off": sign_off})


def proof_members(
    leaf: bytes, payload: bytes, proof: TlogProof, key: VerifierKey
) -> dict[str, bytes]:
    """Return the members that prove a bundle's entry: leaf, payload, proof, checkpoint and key."""
    return {
        CHECKPOINT: proof.checkpoint,
        ENTRY: leaf,
        PAYLOAD: payload,
        PROOF: encode_proof(TlogProof(proof.index, proof.path, proof.checkpoint)),
        SIGNER: f"{format_vkey(key)}\n".encode(),
    }
