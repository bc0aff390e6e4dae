"""What was signed, by whom, seen by which witnesses, and whether it fits what was seen before."""

from dataclasses import replace

import pytest

from comity.edge.keys import signer_from_seed
from comity.record.bundle import write_bundle
from comity.record.checkpoint import Checkpoint, add_cosignature, sign_checkpoint
from comity.record.heads import RememberedHead
from comity.record.manifest import CHECKPOINT, PROOF, SIGNER
from comity.record.merkle import leaf_hash
from comity.record.note import COSIGNATURE_V1
from comity.record.policy import Policy, Witness
from comity.record.proof import TlogProof, encode_proof, parse_proof
from comity.record.verify import verify_bundle
from tests.record import bundles
from tests.record.bundles import (
    BUNDLE,
    FILES,
    GOOD,
    MEMBERS,
    POLICY,
    STRANGER,
    STRANGERS_VIEW,
    TRUST,
    other_head,
    republished,
    step,
)


def seen(*heads):
    return lambda _origin: heads


def test_a_log_the_policy_knows_by_another_key_is_said_to_be_so():
    verdict = verify_bundle(republished(FILES, signer=STRANGER), TRUST)
    assert verdict.code == 5
    assert "by another key" in step(verdict, "signer").reason


def test_a_key_that_did_not_sign_is_found_whoever_looks():
    other = replace(GOOD, signer=STRANGER).members()[SIGNER]
    for view in (TRUST, STRANGERS_VIEW):
        verdict = verify_bundle(write_bundle({**MEMBERS, SIGNER: other}), view)
        assert (verdict.code, step(verdict, "checkpoint").holds) == (1, False)


def remembered(root: bytes, size: int = 11) -> RememberedHead:
    return RememberedHead(size, root, bundles.SIGNER.key)


def test_a_head_that_contradicts_one_seen_before_is_found():
    verdict = verify_bundle(BUNDLE, replace(TRUST, heads_of=seen(remembered(leaf_hash(b"other")))))
    assert verdict.code == 4
    assert "two different trees of 11 entries" in verdict.reason
    assert step(verdict, "recompute").reason == "not run"


def test_the_same_head_seen_again_holds_and_another_size_cannot_be_told():
    root = verify_bundle(BUNDLE, TRUST).head.root
    same = verify_bundle(BUNDLE, replace(TRUST, heads_of=seen(remembered(root))))
    assert (same.code, step(same, "remembered head").holds) == (0, True)
    other = verify_bundle(BUNDLE, replace(TRUST, heads_of=seen(remembered(root, 12))))
    assert (other.code, step(other, "remembered head").holds) == (0, None)
    assert "largest seen has 12" in step(other, "remembered head").reason


def test_a_head_remembered_under_another_key_does_not_accuse_this_one():
    head = RememberedHead(11, leaf_hash(b"other"), STRANGER.key)
    assert verify_bundle(BUNDLE, replace(TRUST, heads_of=seen(head))).code == 0


def test_a_copy_of_the_log_at_hand_decides_about_any_size():
    root = verify_bundle(BUNDLE, TRUST).head.root
    for known, code in ((root, 0), (leaf_hash(b"other"), 4), (None, 0)):
        asked = []

        def root_at(origin, size, known=known, asked=asked):
            asked.append((origin, size))
            return known

        assert verify_bundle(BUNDLE, replace(TRUST, root_at=root_at)).code == code
        assert asked[0] == (bundles.ORIGIN, 11)


def test_an_older_checkpoint_is_compared_even_by_a_stranger():
    for view in (TRUST, STRANGERS_VIEW):
        assert verify_bundle(BUNDLE, replace(view, older=(other_head(),))).code == 4
    same = replace(TRUST, older=(MEMBERS[CHECKPOINT],))
    assert step(verify_bundle(BUNDLE, same), "remembered head").holds


def test_an_older_checkpoint_of_another_log_is_refused():
    foreign = signer_from_seed("other.example", bytes([5]) * 32)
    note = sign_checkpoint(Checkpoint("other.example", 1, leaf_hash(b"")), foreign)
    for older in (note, b"no note"):
        assert verify_bundle(BUNDLE, replace(TRUST, older=(older,))).code == 2


def witnessed(*seeds: int) -> tuple[bytes, Policy]:
    witnesses = [
        signer_from_seed(f"w{seed}", bytes([seed]) * 32, COSIGNATURE_V1) for seed in (7, 8)
    ]
    policy = Policy(POLICY.logs, tuple(Witness(w.key.name, w.key) for w in witnesses), (), "w7")
    note = MEMBERS[CHECKPOINT]
    for witness in witnesses:
        if int(witness.key.name[1:]) in seeds:
            note = add_cosignature(note, witness, 1_767_225_600)
    proof = parse_proof(MEMBERS[PROOF])
    members = {
        **MEMBERS,
        CHECKPOINT: note,
        PROOF: encode_proof(TlogProof(proof.index, proof.path, note)),
    }
    return write_bundle(members), policy


@pytest.mark.parametrize(("seeds", "code"), [((), 5), ((8,), 5), ((7,), 0), ((7, 8), 0)])
def test_the_quorum_is_that_of_the_readers_policy(seeds, code):
    bundle, policy = witnessed(*seeds)
    verdict = verify_bundle(bundle, replace(TRUST, policy=policy))
    assert (verdict.code, step(verdict, "witnesses").holds) == (code, code == 0)
    assert verify_bundle(bundle, TRUST).code == 0
