"""The verdict on a bundle or a receipt as a whole."""

from dataclasses import replace

from comity.record.bundle import write_bundle
from comity.record.manifest import ENTRY, MANIFEST, PROOF
from comity.record.proof import TlogProof, encode_proof, parse_proof
from comity.record.verify import verify_bundle, verify_receipt
from tests.record import bundles
from tests.record.bundles import (
    BUNDLE,
    MEMBERS,
    STRANGERS_VIEW,
    TRUST,
    changed,
    other_head,
    step,
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
    "erasures",
    "sign-offs",
    "signer",
    "witnesses",
    "recompute",
    "compare",
)


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


def test_what_is_no_bundle_is_refused():
    for data in (b"", b"no zip", write_bundle({}), write_bundle({MANIFEST: b"{}"})):
        verdict = verify_bundle(data, TRUST)
        assert verdict.code == 2
        assert verdict.faults
        assert verdict.steps[-1].reason == "not run"


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
