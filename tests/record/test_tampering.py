"""Every change to a published bundle is found; each attack has a control that holds."""

import random
from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.canonical import decode, encode, sha256_hex
from comity.record.bundle import read_bundle, write_bundle
from comity.record.bundle_steps import BundleCheck
from comity.record.entry import encode_entry, parse_entry, public_payload
from comity.record.manifest import (
    CHECKPOINT,
    ENTRY,
    MANIFEST,
    PAYLOAD,
    PROOF,
    SIGNER,
)
from comity.record.merkle import Tree, leaf_hash
from comity.record.note import format_vkey, parse_vkey
from comity.record.policy import Log, Policy, Witness
from comity.record.proof import TlogProof
from comity.record.publication import proof_members, publish_payload
from comity.record.verdict import NO_REASON, Finding
from comity.record.verify import verify_bundle
from tests.record.bundles import (
    BUNDLE,
    FILES,
    GOOD,
    MEMBERS,
    REGISTRY,
    STRANGER,
    STRANGERS_VIEW,
    SUMS,
    TRUST,
    VOTES,
    changed,
    mended,
    other_head,
    republished,
    sums,
)
from tests.record.bundles import (
    SIGNER as OWN_SIGNER,
)
from tests.record.signing import WITNESS
from tests.record.stripped import HONEST_BUNDLE

# A changed digit may also make another version of the function.
FOUND = (1, 2, 6)
POSITIONS = [(path, at) for path in sorted(MEMBERS) for at in range(len(MEMBERS[path]))]


def code(members, trust=TRUST) -> int:
    return verify_bundle(write_bundle(members), trust).code


@pytest.fixture(autouse=True)
def control():
    assert verify_bundle(BUNDLE, TRUST).code == 0
    assert verify_bundle(BUNDLE, STRANGERS_VIEW).code == 5


def flipped(path: str, at: int, by: int) -> dict[str, bytes]:
    data = MEMBERS[path]
    return {**MEMBERS, path: data[:at] + bytes([data[at] ^ by]) + data[at + 1 :]}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(POSITIONS), st.integers(1, 255))
def test_record_R4_any_changed_byte_of_any_member_is_found(position, by):
    assert code(flipped(*position, by)) in FOUND


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(POSITIONS), st.integers(1, 255))
def test_any_changed_byte_is_found_by_a_stranger_too(position, by):
    view = replace(STRANGERS_VIEW, unsigned_ok=True)
    assert code(flipped(*position, by), view) in FOUND


def test_every_byte_of_the_proofs_counts():
    short = [(path, at) for path, at in POSITIONS if path in (CHECKPOINT, PROOF, SIGNER, ENTRY)]
    missed = [where for where in short if code(flipped(*where, 0x01)) == 0]
    assert missed == []


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([one for one in POSITIONS if one[0] in FILES]), st.integers(1, 255))
def test_any_changed_file_is_found_when_the_digests_are_mended(position, by):
    assert code(mended(flipped(*position, by))) == 1


def test_record_R4_attack_mended_digests_do_not_hide_a_changed_vote():
    members = mended(changed("inputs/votes.csv", b"\n0,1,1\n", b"\n0,1,-1\n"))
    verdict = verify_bundle(write_bundle(members), TRUST)
    assert verdict.code == 1
    assert verdict.reason == (
        "manifest.json is not the one the record's entry commits to. With it, "
        "outputs/statements.csv, statement 1: published 0.54, the votes give 0.52 (share)."
    )


def forged(members, *steps: str):
    """Return ``members`` with each proof remade as far as a forger without the key can."""
    manifest = members[MANIFEST]
    payload = members[PAYLOAD]
    leaf = members[ENTRY]
    if "payload" in steps:
        payload = publish_payload(sha256_hex(manifest))
    if "entry" in steps:
        leaf = encode_entry(replace(parse_entry(leaf), payload=public_payload(payload)))
    remade = {**members, PAYLOAD: payload, ENTRY: leaf}
    if "proof" in steps:
        tree = Tree([leaf_hash(leaf)])
        note = members[CHECKPOINT].split(b"\n")
        note[1:3] = [b"1", b64encode(tree.root())]
        proof = TlogProof(0, (), b"\n".join(note))
        remade |= proof_members(leaf, payload, proof, OWN_SIGNER.key)
    return remade


@pytest.mark.parametrize(
    "steps", [(), ("payload",), ("payload", "entry"), ("payload", "entry", "proof")]
)
def test_mending_further_and_further_up_always_ends_at_the_signature(steps):
    files = {**FILES, "inputs/votes.csv": VOTES.replace(b"\n0,1,1\n", b"\n0,1,-1\n")}
    members = mended({**MEMBERS, **files, **sums(files)})
    assert code(forged(members, *steps)) == 1
    assert code(forged(members, *steps), STRANGERS_VIEW) == 1


def believing(monkeypatch, step: str) -> None:
    """Take away one defence: let a step of the verification hold whatever it finds."""
    held = Finding(holds=True, why=NO_REASON)
    monkeypatch.setattr(BundleCheck, step, lambda _self: held)


def test_record_R4_control_mended_digests_pass_where_the_entry_is_not_asked(monkeypatch):
    files = {**FILES, "inputs/votes.csv": VOTES.replace(b"\n0,1,1\n", b"\n0,1,-1\n")}
    consistent = mended({**MEMBERS, **files, **sums(files)})
    assert code(consistent) == 1
    believing(monkeypatch, "entry")
    assert code(consistent) == 0


def test_record_R4_control_a_foreign_key_passes_where_the_bundle_names_whom_to_trust():
    members = replace(GOOD, signer=STRANGER).members()
    claimed = parse_vkey(members[SIGNER].decode().strip())
    assert code(members) == 5
    assert code(members, replace(TRUST, policy=Policy((Log(claimed),)))) == 0


def test_record_R4_control_a_swapped_rule_passes_where_the_entry_names_none(monkeypatch):
    files = {**FILES, "inputs/rule.json": b'{"id":"sums","v":2}'}
    assert verify_bundle(republished(files), TRUST).code == 1
    monkeypatch.setattr(BundleCheck, "_wrong_rule", lambda _self: None)
    assert verify_bundle(republished(files), TRUST).code == 0


def test_record_R4_control_an_unknown_function_runs_where_the_bundle_says_what_runs(monkeypatch):
    ran = []
    evil = replace(SUMS, name="os.system", run=lambda members: ran.append("os.system") or {})
    bundle = republished(FILES, functions=(replace(SUMS, name="dialogue.sums"),))
    manifest = read_bundle(bundle).members[MANIFEST].replace(b"dialogue.sums", b"os.system")
    trust = replace(TRUST, registry={("os.system", 1): evil})
    assert verify_bundle(republished(FILES, manifest=manifest), trust).code == 2
    assert ran == []
    monkeypatch.setattr("comity.record.manifest._sense_faults", lambda _manifest: iter(()))
    verify_bundle(republished(FILES, manifest=manifest), trust)
    assert ran == ["os.system"]


def test_record_R4_four_verdicts_have_four_exit_codes():
    """Invalid, diverged from a head one remembers, not witnessed, not recomputable."""
    invalid = changed("outputs/statements.csv", b"0.54", b"0.64")
    witness = Witness("w1", WITNESS.key)
    unwitnessed = replace(TRUST, policy=Policy((Log(OWN_SIGNER.key),), (witness,), quorum="w1"))
    found = (
        code(invalid),
        code(MEMBERS, replace(TRUST, older=(other_head(),))),
        code(MEMBERS, unwitnessed),
        verify_bundle(HONEST_BUNDLE, TRUST).code,
    )
    assert found == (1, 4, 5, 3)


def test_record_R4_attack_foreign_key_signs_and_stays_unknown():
    files = {**FILES, "inputs/votes.csv": VOTES.replace(b"\n0,1,1\n", b"\n0,1,-1\n")}
    fake = {**files, **sums(files)}
    assert verify_bundle(republished(fake, signer=STRANGER), TRUST).code == 5
    # The control: signed by the trusted key, the same content holds.
    assert verify_bundle(republished(fake), TRUST).code == 0


def test_record_R4_attack_foreign_key_under_the_known_name_is_not_taken_for_it():
    members = replace(GOOD, signer=STRANGER).members()
    as_known = {**members, SIGNER: f"{format_vkey(OWN_SIGNER.key)}\n".encode()}
    assert code(members) == 5
    assert code(as_known) == 1


@pytest.mark.parametrize(
    "widen",
    [
        lambda value: {**value, "tolerance": 1},
        lambda value: {
            **value,
            "functions": [{**value["functions"][0], "tolerance": 1}],
        },
    ],
)
def test_record_R4_attack_widened_tolerance_in_the_bundle_has_no_effect(widen):
    files = {
        **FILES,
        "outputs/statements.csv": FILES["outputs/statements.csv"].replace(b"0.54", b"0.64"),
    }
    value = decode(replace(GOOD, files=files).members()[MANIFEST])
    assert verify_bundle(republished(files, manifest=encode(widen(value))), TRUST).code == 2
    assert verify_bundle(republished(files), TRUST).code == 1
    # The control: the registry's own tolerance does decide.
    wide = {("dialogue.sums", 1): replace(SUMS, tolerance=1.0)}
    assert verify_bundle(republished(files), replace(TRUST, registry=wide)).code == 0


def test_record_R4_attack_unknown_function_is_refused_and_nothing_runs(monkeypatch):
    ran = []
    monkeypatch.setattr("os.system", ran.append)
    for name in (b"os.system", b"subprocess.run", b"builtins.eval", b"dialogue.__import__"):
        manifest = MEMBERS[MANIFEST].replace(b"dialogue.sums", name)
        assert verify_bundle(republished(FILES, manifest=manifest), TRUST).code == 2
    assert ran == []


def test_record_R4_attack_unknown_function_of_a_known_pillar_never_runs():
    manifest = MEMBERS[MANIFEST].replace(b"dialogue.sums", b"dialogue.other")
    assert verify_bundle(republished(FILES, manifest=manifest), TRUST).code == 6
    registry = {**REGISTRY, ("dialogue.other", 1): replace(SUMS, name="dialogue.other")}
    view = replace(TRUST, registry=registry)
    assert verify_bundle(republished(FILES, manifest=manifest), view).code == 0


def test_record_R4_attack_swapped_rule_is_found_with_digests_mended_and_signed_anew():
    other = b'{"id":"sums","v":2}'
    swapped = {**MEMBERS, "inputs/rule.json": other}
    assert code(swapped) == 1
    assert code(mended(swapped)) == 1
    # Even if signed anew: the entry still names the rule it was done under.
    files = {**FILES, "inputs/rule.json": other}
    assert verify_bundle(republished(files), TRUST).code == 1
    rule = replace(GOOD.rule, sha256=sha256_hex(other))
    assert verify_bundle(republished(files, rule=rule), TRUST).code == 0


def test_the_proof_of_one_bundle_does_not_serve_another():
    files = {**FILES, "README.txt": b"another"}
    other = replace(GOOD, files=files).members()
    proofs = {path: MEMBERS[path] for path in MEMBERS if path.startswith("proof/")}
    assert code({**other, **proofs, CHECKPOINT: MEMBERS[CHECKPOINT]}) == 1
    assert code(other) == 0


def test_outputs_cannot_be_added_beside_those_that_recompute():
    extra = {**FILES, "outputs/headline.json": b'{"winner":"me"}'}
    value = decode(MEMBERS[MANIFEST])
    value["files"]["outputs/headline.json"] = sha256_hex(extra["outputs/headline.json"])
    assert verify_bundle(republished(extra, manifest=encode(value)), TRUST).code == 2
    value["functions"][0]["outputs"].append("outputs/headline.json")
    assert verify_bundle(republished(extra, manifest=encode(value)), TRUST).code == 2


def test_damage_to_the_file_itself_is_never_taken_for_the_bundle():
    rng = random.Random(1)
    for _ in range(200):
        at = rng.randrange(len(BUNDLE))
        damaged = BUNDLE[:at] + bytes([BUNDLE[at] ^ rng.randrange(1, 256)]) + BUNDLE[at + 1 :]
        verdict = verify_bundle(damaged, TRUST)
        if verdict.code == 0:
            # Dates and attributes in the zip headers say nothing about the members.
            assert read_bundle(damaged).members == MEMBERS
