"""Programs by other authors read what we write."""

import json
import subprocess
from pathlib import Path

import pytest

from comity.record import (
    Checkpoint,
    TlogProof,
    Tree,
    add_cosignature,
    encode_proof,
    leaf_hash,
    parse_proof,
    sign_checkpoint,
)
from tests.record.signing import LOG, WITNESS

ORACLES = Path(__file__).resolve().parents[2] / ".oracles"
SIZES = (1, 2, 3, 4, 7, 8, 63, 64, 65, 300)

SIGSTORE = """
import json, sys
from types import SimpleNamespace as Values
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import SignedCheckpoint
from sigstore.errors import VerificationError

class Keyring:
    def __init__(self, public):
        self.key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    def verify(self, *, key_id, signature, data):
        self.key.verify(signature, data)

def check(case):
    signed = SignedCheckpoint.from_text(case["checkpoint"])
    signed.signed_note.verify(Keyring(case["public"]), bytes.fromhex(case["key_id"]))
    head = signed.checkpoint
    proof = Values(
        log_index=case["index"],
        tree_size=head.log_size,
        hashes=[bytes.fromhex(node) for node in case["path"]],
        root_hash=bytes.fromhex(head.log_hash),
    )
    body = bytes.fromhex(case["entry"])
    entry = Values(_inner=Values(inclusion_proof=proof, canonicalized_body=body))
    try:
        verify_merkle_inclusion(entry)
    except VerificationError:
        return False
    return True

print(json.dumps([check(case) for case in json.load(sys.stdin)]))
"""

PYMERKLE = """
import json, sys
from pymerkle import InmemoryTree
tree, roots = InmemoryTree(algorithm="sha256"), []
for entry in json.load(sys.stdin):
    tree.append_entry(bytes.fromhex(entry))
    roots.append(tree.get_state().hex())
print(json.dumps(roots))
"""


def asked(name, script, question):
    """Return what the peer ``name`` answers; skip when its environment was not made."""
    folder = ORACLES / name
    if not (folder / "ready").is_file():
        pytest.skip(f"no peer in .oracles/{name}: run python tools/oracles.py {name}")
    done = subprocess.run(
        [folder / "bin" / "python", "-W", "ignore", "-c", script],
        check=True,
        input=json.dumps(question),
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def entry(number):
    return b"entry %d" % number


def case_of(tree, index, size):
    """Return a receipt of ours in the terms of the peer, by way of its file."""
    note = sign_checkpoint(Checkpoint(LOG.key.name, size, tree.root(size)), LOG)
    note = add_cosignature(note, WITNESS, 1767225600)
    file = encode_proof(TlogProof(index, tree.inclusion_proof(index, size), note))
    proof = parse_proof(file)
    return {
        "checkpoint": proof.checkpoint.decode(),
        "public": LOG.key.public.hex(),
        "key_id": LOG.key.key_id.hex(),
        "index": proof.index,
        "path": [node.hex() for node in proof.path],
        "entry": entry(index).hex(),
    }


@pytest.mark.oracle
def test_record_R8_sigstore_reads_our_checkpoints_and_proofs():
    tree = Tree(leaf_hash(entry(number)) for number in range(max(SIZES)))
    cases = [
        case_of(tree, index, size) for size in SIZES for index in sorted({0, size // 2, size - 1})
    ]
    others = [{**case, "entry": entry(9999).hex()} for case in cases]  # the control
    answers = asked("sigstore", SIGSTORE, cases + others)
    assert answers == [True] * len(cases) + [False] * len(others)


@pytest.mark.oracle
def test_record_R8_pymerkle_gives_our_roots():
    entries = [entry(number) for number in range(300)]
    tree = Tree(map(leaf_hash, entries))
    roots = asked("pymerkle", PYMERKLE, [data.hex() for data in entries])
    assert roots == [tree.root(size).hex() for size in range(1, 301)]
