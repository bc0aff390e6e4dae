"""Each step of verifying a bundle names the first wrong thing in words."""

from dataclasses import replace

import pytest

from comity.fault import Fault, Place, refuse
from comity.record.bundle import write_bundle
from comity.record.entry import RuleReference
from comity.record.manifest import CHECKPOINT, ENTRY, MANIFEST, PROOF, SIGNER
from comity.record.proof import TlogProof, encode_proof, parse_proof
from comity.record.verify import verify_bundle
from tests.record.bundles import (
    BUNDLE,
    FILES,
    GOOD,
    MEMBERS,
    STRANGERS_VIEW,
    SUMS,
    TRUST,
    changed,
    republished,
    step,
)
from tests.record.stripped import HONEST_BUNDLE

STEPS = (
    "archive",
    "manifest",
    "versions",
    "checkpoint",
    "remembered head",
    "digests",
    "entry",
    "inclusion",
    "erasures",
    "sign-offs",
    "signer",
    "witnesses",
    "recompute",
    "compare",
)
REFUSING = Fault(
    "dialogue.refusing",
    Place("inputs/votes.csv", line=3),
    "the votes are bad",
    "votes are good",
    "Mend them.",
)


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


def test_what_is_known_is_recomputed_although_another_function_is_missing():
    other = replace(SUMS, name="dialogue.others", outputs=("outputs/others.csv",))
    files = {**FILES, "outputs/others.csv": b"statement,others\n1,5\n"}
    trust = replace(TRUST, whole=False)
    verdict = verify_bundle(republished(files, functions=(SUMS, other)), trust)
    assert (verdict.code, verdict.figures) == (7, 8)
    assert step(verdict, "recompute").reason == "1 of 2 functions ran"
    assert step(verdict, "compare").holds is None
    files["outputs/statements.csv"] = files["outputs/statements.csv"].replace(b"0.54", b"0.64")
    wrong = republished(files, functions=(SUMS, other))
    assert verify_bundle(wrong, trust).code == 1
    assert verify_bundle(wrong, TRUST).code == 6


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


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (ValueError("bad \x1b[2J row"), "fails on these inputs: ValueError: bad \\u001b[2J row"),
        (RecursionError(), "RecursionError"),
        (refuse(REFUSING), "inputs/votes.csv, line 3"),
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


def test_erased_inputs_leave_the_figures_and_their_proof_but_no_recomputation():
    verdict = verify_bundle(HONEST_BUNDLE, TRUST)
    assert verdict.code == 3
    assert step(verdict, "recompute").holds is None
    assert "inputs/votes.csv was erased on 2026-08-01 (request 7)" in (
        step(verdict, "recompute").reason
    )
    assert step(verdict, "inclusion").holds
    assert step(verdict, "digests").reason == "4 files"
