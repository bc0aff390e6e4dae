"""A small published function, a log in memory, and bundles made with them."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from comity.canonical import encode, sha256_hex
from comity.edge.keys import KeySigner, signer_from_seed, verify_signature
from comity.record.bundle import write_bundle
from comity.record.checkpoint import Checkpoint, sign_checkpoint
from comity.record.entry import Entry, RuleReference, encode_entry, public_payload
from comity.record.manifest import MANIFEST, describe_bundle, encode_manifest
from comity.record.merkle import Tree, leaf_hash
from comity.record.policy import Log, Policy
from comity.record.proof import TlogProof
from comity.record.publication import proof_members, publish_payload
from comity.record.recompute import PublishedFunction
from comity.record.verdict import Step, Trust, Verdict
from comity.subject import Subject

ORIGIN = "log.example/sums"
AT = "2026-07-01T09:00:00.000Z"
SIGNER = signer_from_seed(ORIGIN, bytes([1]) * 32)
STRANGER = signer_from_seed(ORIGIN, bytes([3]) * 32)
SUBJECT = Subject("dialogue", "report", "r-1")
VOTES = b"voter,statement,vote\n" + b"".join(
    b"%d,%d,%d\n" % (voter, statement, 1 if voter < 25 + 2 * statement else -1)
    for voter in range(50)
    for statement in (1, 2)
)
RULE_FILE = b'{"id":"sums","v":1}'
RULE = RuleReference("sums", "1", sha256_hex(RULE_FILE))
INPUTS = {"inputs/votes.csv": VOTES, "inputs/rule.json": RULE_FILE}


def sums(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the share of agreement per statement, as CSV and as JSON."""
    rows = list(csv.reader(io.StringIO(members["inputs/votes.csv"].decode())))[1:]
    if any(len(row) != 3 for row in rows):
        raise ValueError("a row has three cells")
    lines, total = ["statement,votes,share"], {}
    for statement in sorted({row[1] for row in rows}, key=int):
        votes = [int(row[2]) for row in rows if row[1] == statement]
        share = sum(vote == 1 for vote in votes) / len(votes)
        lines.append(f"{statement},{len(votes)},{share!r}")
        total[statement] = {"share": share, "votes": len(votes)}
    return {
        "outputs/statements.csv": ("\n".join(lines) + "\n").encode(),
        "outputs/sums.json": encode(total),
    }


SUMS = PublishedFunction(
    "dialogue.sums",
    1,
    ("inputs/votes.csv", "inputs/rule.json"),
    ("outputs/statements.csv", "outputs/sums.json"),
    1e-9,
    sums,
)
REGISTRY = {("dialogue.sums", 1): SUMS}
POLICY = Policy((Log(SIGNER.key),))
TRUST = Trust(POLICY, verify_signature, REGISTRY)
STRANGERS_VIEW = Trust(Policy(()), verify_signature, REGISTRY)


@dataclass(frozen=True)
class Made:
    """A bundle's members, and how they were entered."""

    files: Mapping[str, bytes]
    act: str = "dialogue.compute_report"
    subject: str = str(SUBJECT)
    rule: RuleReference | None = RULE
    before: int = 6
    after: int = 4
    signer: KeySigner = SIGNER
    functions: tuple[PublishedFunction, ...] = (SUMS,)
    manifest: bytes | None = None

    def members(self) -> dict[str, bytes]:
        """Return all members, the result entered in a log among other entries."""
        manifest = self.manifest or encode_manifest(
            describe_bundle(
                SUBJECT, "Sums", self.functions, self.files, made_by=("comity", "0.1.0")
            )
        )
        payload = publish_payload(sha256_hex(manifest))
        entry = Entry(self.act, "own", self.subject, AT, public_payload(payload), rule=self.rule)
        leaf = encode_entry(entry)
        others = [leaf_hash(b"entry %d" % number) for number in range(self.before + self.after)]
        tree = Tree([*others[: self.before], leaf_hash(leaf), *others[self.before :]])
        checkpoint = Checkpoint(self.signer.key.name, tree.size, tree.root())
        note = sign_checkpoint(checkpoint, self.signer)
        proof = TlogProof(self.before, tree.inclusion_proof(self.before, tree.size), note)
        return {
            **self.files,
            MANIFEST: manifest,
            **proof_members(leaf, payload, proof, self.signer.key),
        }


FILES = {**INPUTS, **sums(INPUTS), "README.txt": b"Run: comity verify report.zip\n"}
GOOD = Made(FILES)
MEMBERS = GOOD.members()
BUNDLE = write_bundle(MEMBERS)


def changed(
    path: str, old: bytes, new: bytes, members: Mapping[str, bytes] = MEMBERS
) -> dict[str, bytes]:
    """Return ``members`` with the first ``old`` in ``path`` replaced; fail if there is none."""
    assert old in members[path], f"{path} does not hold {old!r}"
    return {**members, path: members[path].replace(old, new, 1)}


def mended(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return ``members`` with the manifest listing the digests as they now are."""
    manifest = json.loads(members[MANIFEST])
    manifest["files"] = {path: sha256_hex(members[path]) for path in manifest["files"]}
    return {**members, MANIFEST: encode(manifest)}


def republished(files: Mapping[str, bytes], **fields: object) -> bytes:
    """Return a bundle of ``files`` entered and signed anew."""
    return write_bundle(replace(GOOD, files=files, **fields).members())


def step(verdict: Verdict, name: str) -> Step:
    """Return one step of a verdict by its name."""
    return next(one for one in verdict.steps if one.step == name)


def other_head() -> bytes:
    """Return a second checkpoint of the same log and size, with another root."""
    checkpoint = Checkpoint(ORIGIN, GOOD.before + GOOD.after + 1, leaf_hash(b"other"))
    return sign_checkpoint(checkpoint, SIGNER)
