"""Verifying what others hand over: a bundle, or a receipt. Everything in it is hostile.

The order is cheap steps first. What decides is the reader's own: policy, heads seen, and a
registry of functions with their tolerances; the bundle's word for any of them counts nothing.
"""

from comity.record import reasons
from comity.record.ballot_receipt import (
    BALLOT_LINE,
    BallotReceipt,
    parse_ballot_receipt,
    verify_ballot_receipt,
)
from comity.record.ballots import parse_batch
from comity.record.bundle_steps import BundleCheck
from comity.record.merkle import leaf_hash
from comity.record.proof import TlogProof, parse_proof, verify_inclusion
from comity.record.signatures import SignatureCheck
from comity.record.strict import RecordFormatError
from comity.record.verdict import DIFFERS, REFUSED, Finding, Outcome, Trust, Verdict, run_checks

__all__ = ["verify_bundle", "verify_receipt"]


def verify_bundle(data: bytes, trust: Trust, name: str = "bundle") -> Verdict:
    """Return the verdict on the bytes of the bundle called ``name``; never raises."""
    check = BundleCheck(data, trust, name)
    outcome = run_checks(
        (
            ("archive", check.archive),
            ("manifest", check.manifest),
            ("versions", check.versions),
            ("checkpoint", check.checkpoint),
            ("remembered head", check.remembered),
            ("digests", check.digests),
            ("entry", check.entry),
            ("inclusion", check.inclusion),
            ("erasures", check.erasures),
            ("sign-offs", check.sign_offs),
            ("signer", check.signed.signer),
            ("witnesses", check.signed.witnesses),
            ("recompute", check.recompute),
            ("compare", check.compare),
        ),
        unsigned_ok=trust.unsigned_ok,
    )
    return check.verdict(outcome)


def verify_receipt(data: bytes, trust: Trust, leaf: bytes | None = None) -> Verdict:
    """Return the verdict on a ``.tlog-proof`` or a ``.ballot-receipt`` file; never raises.

    The entry is ``leaf``, or what the proof carries as extra data: the proof binds it.
    """
    of_ballot = data.startswith(f"{BALLOT_LINE}\n".encode())
    check = _BallotCheck(data, trust, leaf) if of_ballot else _ReceiptCheck(data, trust, leaf)
    outcome = run_checks(
        (
            ("proof", check.proof),
            ("checkpoint", check.signed.checkpoint),
            ("remembered head", check.signed.remembered),
            ("inclusion", check.inclusion),
            ("signer", check.signed.signer),
            ("witnesses", check.signed.witnesses),
        ),
        unsigned_ok=trust.unsigned_ok,
    )
    return check.verdict(outcome)


class _ReceiptCheck:
    """The steps on one proof file."""

    parts: TlogProof

    def __init__(self, data: bytes, trust: Trust, leaf: bytes | None) -> None:
        self.data = data
        self.leaf = leaf
        self.signed = SignatureCheck(trust)

    def read(self) -> TlogProof:
        return parse_proof(self.data)

    def proof(self) -> Finding:
        try:
            self.parts = self.read()
        except RecordFormatError as error:
            unreadable = reasons.UNREADABLE.of(file="proof", error=str(error))
            return Finding(holds=False, why=unreadable, code=REFUSED)
        self.signed.take(self.parts.checkpoint, None)
        if self.leaf is None:
            self.leaf = self.parts.extra
        if self.leaf is None:
            return Finding(holds=False, why=reasons.PROOF_ALONE.of(), code=REFUSED)
        return Finding(holds=True, why=reasons.PROOF_FOR.of(index=self.parts.index))

    def inclusion(self) -> Finding:
        head = self.signed.head
        if head is None or self.leaf is None:
            return Finding(None, reasons.UNCHECKED.of())
        index, path = self.parts.index, self.parts.path
        if not verify_inclusion(leaf_hash(self.leaf), index, path, head):
            elsewhere = reasons.NOT_NUMBER.of(index=index, size=head.size)
            return Finding(holds=False, why=elsewhere, code=DIFFERS)
        return Finding(holds=True, why=reasons.IS_ENTRY.of(index=index, size=head.size))

    def verdict(self, outcome: Outcome) -> Verdict:
        parts: TlogProof | None = getattr(self, "parts", None)
        return Verdict(
            outcome,
            "receipt",
            head=self.signed.head,
            note=self.signed.note,
            index=parts.index if parts else None,
        )


class _BallotCheck(_ReceiptCheck):
    """The same on the receipt of a ballot, whose leaf is proved through its batch's entry."""

    ballot: BallotReceipt

    def read(self) -> TlogProof:
        self.ballot = parse_ballot_receipt(self.data)
        return self.ballot.proof

    def inclusion(self) -> Finding:
        head = self.signed.head
        if head is None:
            return Finding(None, reasons.UNCHECKED.of())
        index = self.parts.index
        if not verify_ballot_receipt(self.ballot, head):
            elsewhere = reasons.NOT_BALLOT.of(index=index, size=head.size)
            return Finding(holds=False, why=elsewhere, code=DIFFERS)
        count = parse_batch(self.ballot.content).count
        return Finding(
            holds=True, why=reasons.IS_BALLOT.of(count=count, index=index, size=head.size)
        )
