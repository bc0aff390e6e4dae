"""What a bundle's verdict says: one code, every step, and the first wrong thing in words."""

import json
from dataclasses import replace

import pytest

from comity.canonical import encode
from comity.edge.keys import signer_from_seed
from comity.fault import N_, FaultKind, Place, refuse
from comity.record.bundle import write_bundle
from comity.record.checkpoint import Checkpoint, add_cosignature, sign_checkpoint
from comity.record.entry import RuleReference
from comity.record.heads import RememberedHead
from comity.record.manifest import CHECKPOINT, ENTRY, MANIFEST, PROOF, SIGNER, parse_manifest
from comity.record.merkle import leaf_hash
from comity.record.note import COSIGNATURE_V1
from comity.record.policy import Policy, Witness
from comity.record.proof import TlogProof, encode_proof, parse_proof
from comity.record.publication import publication_acts
from comity.record.verdict import Finding, run_checks, verdict_json
from comity.record.verify import verify_bundle, verify_receipt
from comity.subject import Subject
from tests.record import bundles
from tests.record.bundles import (
    BUNDLE,
    FILES,
    GOOD,
    MEMBERS,
    POLICY,
    STRANGER,
    STRANGERS_VIEW,
    SUMS,
    TRUST,
    changed,
    republished,
)

STEPS = (
    "archive",
    "manifest",
    "versions",
    "checkpoint",
    "remembered head",
    "digests",
    "entry",
    "inclusion",
    "signer",
    "witnesses",
    "recompute",
    "compare",
)
REFUSING = FaultKind("test.refusing", N_("the votes are bad"), N_("good ones"), N_("mend them"))


def step(verdict, name):
    return next(step for step in verdict.steps if step.step == name)


def seen(*heads):
    return lambda _origin: heads


def head_of(members):
    note = parse_proof(members[PROOF]).checkpoint
    lines = note.decode().split("\n")
    return lines[0], int(lines[1])


def test_an_untouched_bundle_holds_for_who_trusts_the_log():
    verdict = verify_bundle(BUNDLE, TRUST)
    assert verdict.code == 0, verdict.steps
    assert tuple(step.step for step in verdict.steps) == STEPS
    assert all(step.holds for step in verdict.steps if step.step != "remembered head")
    assert (verdict.figures, verdict.rows, verdict.source) == (8, 100, "votes")
    assert verdict.trusted
    assert (verdict.title, verdict.index) == ("Sums", 6)


def test_for_a_stranger_everything_recomputes_and_one_question_is_left():
    verdict = verify_bundle(BUNDLE, STRANGERS_VIEW)
    assert verdict.code == 5
    assert [one.step for one in verdict.steps if one.holds is False] == ["signer"]
    assert step(verdict, "compare").holds
    assert not verdict.trusted
    assert verdict.head.key == bundles.SIGNER.key


def test_unsigned_ok_turns_only_that_question_into_a_yes():
    view = replace(STRANGERS_VIEW, unsigned_ok=True)
    assert verify_bundle(BUNDLE, view).code == 0
    wrong = write_bundle(changed("outputs/statements.csv", b"0.54", b"0.64"))
    assert verify_bundle(wrong, view).code == 1


def test_a_log_the_policy_knows_by_another_key_is_said_to_be_so():
    verdict = verify_bundle(republished(FILES, signer=STRANGER), TRUST)
    assert verdict.code == 5
    assert "by another key" in step(verdict, "signer").reason


def test_a_changed_vote_is_named_with_what_it_would_have_given():
    wrong = changed("inputs/votes.csv", b"\n0,1,1\n", b"\n0,1,-1\n")
    verdict = verify_bundle(write_bundle(wrong), TRUST)
    assert verdict.code == 1
    assert verdict.reason == (
        "inputs/votes.csv is not the file that was published. With it, outputs/statements.csv, "
        "statement 1: published 0.54, the votes give 0.52 (share)."
    )
    later = [one for one in verdict.steps if STEPS.index(one.step) > STEPS.index("digests")]
    assert {(one.holds, one.reason) for one in later} == {(None, "not run")}


def test_a_changed_figure_is_named_beside_the_true_one():
    wrong = changed("outputs/statements.csv", b"0.54", b"0.64")
    verdict = verify_bundle(write_bundle(wrong), TRUST)
    assert "statement 1: published 0.64, the votes give 0.54 (share)." in verdict.reason


def test_a_change_without_consequence_is_named_all_the_same():
    verdict = verify_bundle(write_bundle(changed("README.txt", b"Run", b"Fun")), TRUST)
    assert verdict.code == 1
    assert verdict.reason == "README.txt is not the file that was published."


def test_an_explanation_that_fails_changes_nothing():
    wrong = changed("inputs/votes.csv", b"\n0,1,1\n", b"\nnonsense\n")
    verdict = verify_bundle(write_bundle(wrong), TRUST)
    assert (verdict.code, verdict.reason) == (
        1,
        "inputs/votes.csv is not the file that was published.",
    )


def test_several_changed_files_are_counted():
    wrong = changed("README.txt", b"Run", b"Fun", changed("inputs/votes.csv", b"0,1", b"9,1"))
    assert "(nor are 1 more)" in verify_bundle(write_bundle(wrong), TRUST).reason


def test_a_publisher_whose_figures_do_not_recompute_is_found():
    files = {
        **FILES,
        "outputs/statements.csv": FILES["outputs/statements.csv"].replace(b"0.54", b"0.64"),
    }
    verdict = verify_bundle(republished(files), TRUST)
    assert verdict.code == 1
    assert [one.step for one in verdict.steps if one.holds is False] == ["compare"]
    assert verdict.reason == (
        "outputs/statements.csv, statement 1: published 0.64, the votes give 0.54 (share)."
    )


def test_a_deviation_within_the_registrys_tolerance_holds_and_beyond_it_does_not():
    near = FILES["outputs/statements.csv"].replace(b"0.54", b"0.5400000001")
    far = FILES["outputs/statements.csv"].replace(b"0.54", b"0.54001")
    assert verify_bundle(republished({**FILES, "outputs/statements.csv": near}), TRUST).code == 0
    assert verify_bundle(republished({**FILES, "outputs/statements.csv": far}), TRUST).code == 1


def test_what_is_no_bundle_is_refused():
    for data in (b"", b"no zip", write_bundle({}), write_bundle({MANIFEST: b"{}"})):
        verdict = verify_bundle(data, TRUST)
        assert verdict.code == 2
        assert verdict.faults
        assert verdict.steps[-1].reason == "not run"


@pytest.mark.parametrize("path", sorted(MEMBERS))
def test_a_missing_member_is_refused_by_name(path):
    rest = {name: data for name, data in MEMBERS.items() if name != path}
    verdict = verify_bundle(write_bundle(rest), TRUST)
    assert verdict.code == 2
    assert path in verdict.reason


@pytest.mark.parametrize("path", ["extra.txt", "inputs/more.csv", "outputs/more.csv", "proof/x"])
def test_an_unlisted_member_is_refused_by_name(path):
    verdict = verify_bundle(write_bundle({**MEMBERS, path: b"hidden"}), TRUST)
    assert verdict.code == 2
    assert path in verdict.reason


@pytest.mark.parametrize("path", [CHECKPOINT, ENTRY, PROOF, SIGNER, MANIFEST])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"x\n", b"[" * 3000])
def test_an_unreadable_proof_is_refused(path, content):
    verdict = verify_bundle(write_bundle({**MEMBERS, path: content}), TRUST)
    # A checkpoint that reads as anything else than the proof's is a difference.
    assert verdict.code == (1 if path == CHECKPOINT else 2)


def test_data_that_nothing_binds_is_refused_in_a_proof():
    proof = parse_proof(MEMBERS[PROOF])
    loose = encode_proof(TlogProof(proof.index, proof.path, proof.checkpoint, b"hidden"))
    assert verify_bundle(write_bundle({**MEMBERS, PROOF: loose}), TRUST).code == 2


def test_a_function_of_another_version_is_asked_for():
    newer = replace(SUMS, version=3)
    bundle = republished(FILES, functions=(newer,))
    verdict = verify_bundle(bundle, TRUST)
    assert verdict.code == 6
    assert "dialogue.sums version 3" in step(verdict, "versions").reason
    assert step(verdict, "inclusion").holds
    assert step(verdict, "recompute").holds is None
    assert verify_bundle(bundle, replace(TRUST, registry={("dialogue.sums", 3): newer})).code == 0


def test_a_verifier_with_part_of_the_functions_says_so():
    verdict = verify_bundle(BUNDLE, replace(TRUST, registry={}, whole=False))
    assert verdict.code == 7
    assert "full package" in step(verdict, "versions").reason
    assert verify_bundle(BUNDLE, replace(STRANGERS_VIEW, registry={}, whole=False)).code == 5


def test_a_manifest_that_shows_other_inputs_than_the_function_has_is_refused():
    other = replace(SUMS, inputs=("inputs/rule.json", "inputs/votes.csv"))
    verdict = verify_bundle(republished(FILES, functions=(other,)), TRUST)
    assert verdict.code == 2
    assert "other inputs" in verdict.reason


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"subject": "dialogue:report:r-2"}, "about dialogue:report:r-2"),
        ({"act": "dialogue.open_conversation"}, "act is dialogue.open_conversation"),
        ({"act": "dialogue.compute_ballot"}, "act is dialogue.compute_ballot"),
        ({"rule": None}, "rule"),
        ({"rule": RuleReference("sums", "1", "0" * 64)}, "rule"),
    ],
)
def test_an_entry_about_something_else_is_found(fields, words):
    verdict = verify_bundle(republished(FILES, **fields), TRUST)
    assert verdict.code == 1
    assert words in step(verdict, "entry").reason


def test_a_published_report_is_as_good_as_a_computed_one():
    assert publication_acts(Subject("dialogue", "report", "1"))[1] == "dialogue.publish_report"
    assert verify_bundle(republished(FILES, act="dialogue.publish_report"), TRUST).code == 0


def test_an_entry_that_is_not_in_the_tree_is_found():
    proof = parse_proof(MEMBERS[PROOF])
    for index, path in ((5, proof.path), (6, proof.path[:-1]), (99, proof.path)):
        moved = encode_proof(TlogProof(index, path, proof.checkpoint))
        verdict = verify_bundle(write_bundle({**MEMBERS, PROOF: moved}), TRUST)
        assert (verdict.code, step(verdict, "inclusion").holds) == (1, False)


def test_two_checkpoints_in_one_bundle_are_found():
    other = replace(GOOD, after=5).members()[CHECKPOINT]
    verdict = verify_bundle(write_bundle({**MEMBERS, CHECKPOINT: other}), TRUST)
    assert (verdict.code, step(verdict, "checkpoint").holds) == (1, False)


def test_a_key_that_did_not_sign_is_found_whoever_looks():
    other = replace(GOOD, signer=STRANGER).members()[SIGNER]
    for view in (TRUST, STRANGERS_VIEW):
        verdict = verify_bundle(write_bundle({**MEMBERS, SIGNER: other}), view)
        assert (verdict.code, step(verdict, "checkpoint").holds) == (1, False)


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (ValueError("bad \x1b[2J row"), "fails on these inputs: ValueError: bad \\u001b[2J row"),
        (RecursionError(), "RecursionError"),
        (refuse(REFUSING.at(Place("inputs/votes.csv", line=3))), "inputs/votes.csv, line 3"),
    ],
)
def test_a_function_that_breaks_on_hostile_inputs_is_a_verdict(failure, words):
    def fail(_):
        raise failure

    broken = replace(SUMS, run=fail)
    verdict = verify_bundle(BUNDLE, replace(TRUST, registry={("dialogue.sums", 1): broken}))
    assert (verdict.code, step(verdict, "recompute").holds) == (1, False)
    assert words in verdict.reason


def test_a_function_that_gives_other_outputs_than_it_declares_is_a_verdict():
    broken = replace(SUMS, run=lambda _: {})
    verdict = verify_bundle(BUNDLE, replace(TRUST, registry={("dialogue.sums", 1): broken}))
    assert (verdict.code, step(verdict, "recompute").holds) == (1, False)


def erased_bundle() -> bytes:
    manifest = parse_manifest(MEMBERS[MANIFEST])
    files = {path: digest for path, digest in manifest.files.items() if "votes" not in path}
    value = {
        **json.loads(MEMBERS[MANIFEST]),
        "files": files,
        "erased": [{"path": "inputs/votes.csv", "at": "2026-08-01", "basis": "a request"}],
    }
    kept = {path: data for path, data in FILES.items() if path in files}
    return republished(kept, manifest=encode(value))


def test_erased_inputs_leave_the_figures_and_their_proof_but_no_recomputation():
    verdict = verify_bundle(erased_bundle(), TRUST)
    assert verdict.code == 3
    assert step(verdict, "recompute").holds is None
    assert "inputs/votes.csv was erased on 2026-08-01 (a request)" in (
        step(verdict, "recompute").reason
    )
    assert step(verdict, "inclusion").holds
    assert verify_bundle(erased_bundle(), STRANGERS_VIEW).code == 3


def other_head() -> bytes:
    """Return a second checkpoint of the same log and size with another root."""
    origin, size = head_of(MEMBERS)
    return sign_checkpoint(Checkpoint(origin, size, leaf_hash(b"other")), bundles.SIGNER)


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


def test_the_most_weighty_of_several_codes_decides():
    def code(*codes: int, unsigned_ok: bool = False) -> int:
        checks = [(str(one), lambda one=one: Finding(None, "", one)) for one in codes]
        return run_checks(checks, unsigned_ok=unsigned_ok).code

    assert code(6, 2) == 2
    assert code(6, 4) == 6
    assert code(6, 1) == 6
    assert code(3, 5, 7) == 3
    assert code(5, 7) == 5
    assert code(5, 3, 1) == 1
    assert code(5, unsigned_ok=True) == 0
    assert code(5, 7, unsigned_ok=True) == 7
    assert code(1, 2) == 1, "what comes after a certain code is not run"


def test_the_verdict_for_machines_names_every_step():
    value = verdict_json(verify_bundle(BUNDLE, STRANGERS_VIEW))
    assert value["code"] == 5
    assert value["steps"][0] == {"step": "archive", "holds": True, "reason": "11 members"}
    assert value["signer"]["fingerprint"] == bundles.SIGNER.key.fingerprint
    assert encode(value)


def receipt(extra: bytes | None = MEMBERS[ENTRY], index: int = 6) -> bytes:
    proof = parse_proof(MEMBERS[PROOF])
    return encode_proof(TlogProof(index, proof.path, proof.checkpoint, extra))


def test_a_receipt_holds_with_the_entry_in_it_or_beside_it():
    assert verify_receipt(receipt(), TRUST).code == 0
    assert verify_receipt(receipt(None), TRUST, MEMBERS[ENTRY]).code == 0


def test_a_receipt_is_judged_like_a_bundle():
    assert verify_receipt(receipt(None), TRUST).code == 2
    assert verify_receipt(b"no proof", TRUST).code == 2
    assert verify_receipt(receipt(b"other"), TRUST).code == 1
    assert verify_receipt(receipt(index=5), TRUST).code == 1
    assert verify_receipt(receipt(), STRANGERS_VIEW).code == 5
    assert verify_receipt(receipt(), replace(TRUST, older=(other_head(),))).code == 4
