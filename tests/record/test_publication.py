"""How a result stands in the record."""

import pytest

from comity.canonical import decode
from comity.record.manifest import CHECKPOINT, ENTRY, PAYLOAD, PROOF, PROOF_MEMBERS, SIGNER
from comity.record.note import parse_vkey
from comity.record.proof import TlogProof, encode_proof, parse_proof
from comity.record.publication import proof_members, publication_acts, publish_payload
from comity.record.verify import verify_bundle
from comity.subject import Subject
from tests.record.bundles import FILES, MEMBERS, TRUST, republished
from tests.record.bundles import SIGNER as LOG

REPORT = Subject("dialogue", "report", "r-1")


def test_a_result_is_computed_or_published_and_nothing_else():
    assert publication_acts(REPORT) == ("dialogue.compute_report", "dialogue.publish_report")


@pytest.mark.parametrize("act", publication_acts(REPORT))
def test_both_are_as_good_for_recomputation(act):
    assert verify_bundle(republished(FILES, act=act), TRUST).code == 0


def test_the_payload_names_the_manifest_and_nothing_else():
    assert decode(publish_payload("ab" * 32)) == {"v": 1, "manifest": "ab" * 32}


def test_the_proof_members_are_those_a_bundle_must_have_and_carry_nothing_unbound():
    proof = parse_proof(MEMBERS[PROOF])
    loose = TlogProof(proof.index, proof.path, proof.checkpoint, b"extra")
    members = proof_members(MEMBERS[ENTRY], MEMBERS[PAYLOAD], loose, LOG.key)
    assert set(members) == set(PROOF_MEMBERS)
    assert members[PROOF] == encode_proof(proof)
    assert members[CHECKPOINT] == proof.checkpoint
    assert parse_vkey(members[SIGNER].decode().strip()) == LOG.key
