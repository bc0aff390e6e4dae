"""The steps of verifying a bundle, each a question that is answered by what was read before."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Final

from comity.canonical import sha256_hex
from comity.fault import Fault, RefusedError
from comity.record import reasons
from comity.record.bundle import read_bundle
from comity.record.checkpoint import SignedHead
from comity.record.continuity import proved_roots, read_consistency
from comity.record.entry import Entry, opens, parse_entry
from comity.record.fork import OtherHistory
from comity.record.manifest import (
    CHECKPOINT,
    ENTRY,
    MANIFEST,
    PAYLOAD,
    PROOF,
    SIGNER,
    FunctionUse,
    Manifest,
    member_faults,
    parse_manifest,
)
from comity.record.merkle import leaf_hash
from comity.record.note import VerifierKey, parse_vkey
from comity.record.passkeys.signed_bundle import (
    SIGNED_MEMBER,
    Publication,
    SignedOff,
    read_signed,
    sign_off_named,
    signed_lacks,
)
from comity.record.proof import TlogProof, parse_proof, verify_inclusion
from comity.record.publication import RULE, publication_acts, publish_payload
from comity.record.reason import Reason, fault_reason
from comity.record.recompute import (
    PublishedFunction,
    compare,
    plain,
    recompute,
    rows_of,
    source_of,
)
from comity.record.signatures import SignatureCheck
from comity.record.strict import RecordFormatError
from comity.record.stripping import Stripped, read_stripped, wrongly_stripped
from comity.record.verdict import (
    DIFFERS,
    ERASED,
    NEEDS_VERSION,
    PARTLY,
    REFUSED,
    Finding,
    Outcome,
    Trust,
    Verdict,
)

__all__ = ["BundleCheck"]

LONGEST_TITLE: Final = 300
LONGEST_REASON: Final = 200


class BundleCheck:
    """One verification; a step may use what the steps before it have read."""

    said: Manifest
    proof: TlogProof
    act: Entry

    def __init__(self, data: bytes, trust: Trust, name: str) -> None:
        self.data = data
        self.name = name
        self.trust = trust
        self.signed = SignatureCheck(trust)
        self.members: Mapping[str, bytes] = {}
        self.stripped: list[Stripped] = []
        self.older: dict[str, tuple[int, int, OtherHistory]] = {}
        self.faults: tuple[Fault, ...] = ()
        self.functions: list[PublishedFunction] = []
        self.results: list[tuple[PublishedFunction, dict[str, bytes]]] = []
        self.figures = 0

    def archive(self) -> Finding:
        """Read the zip file."""
        try:
            self.members = read_bundle(self.data, self.name).members
        except RefusedError as refused:
            return self._refused(refused.faults)
        return Finding(holds=True, why=reasons.MEMBERS.of(count=len(self.members)))

    def manifest(self) -> Finding:
        """Read the manifest and see that it lists exactly what is there."""
        try:
            said = parse_manifest(self.members.get(MANIFEST, b""))
        except RefusedError as refused:
            return self._refused(refused.faults)
        self.said = said
        try:
            self.stripped = read_stripped(self.members)
            self.older = read_consistency(self.members)
        except RecordFormatError as error:
            unreadable = reasons.UNREADABLE.of(file=plain(self.name), error=plain(str(error)))
            return Finding(holds=False, why=unreadable, code=REFUSED)
        erasing = (path for one in self.stripped for path in one.paths)
        proofs = [*self.older, *erasing, SIGNED_MEMBER]
        faults = member_faults(said, self.members, self._gone(), proofs)
        if faults:
            return self._refused(faults)
        return Finding(holds=True, why=reasons.LISTS_ALL.of())

    def versions(self) -> Finding:
        """Look up each function in the reader's registry, and nowhere else."""
        missing = []
        for use in self.said.functions:
            function = self.trust.registry.get((use.name, use.version))
            if function is None:
                missing.append(use)
            elif (function.inputs, function.outputs) != (use.inputs, use.outputs):
                other = reasons.OTHER_PATHS.of(
                    file=MANIFEST, function=use.name, version=use.version
                )
                return Finding(holds=False, why=other, code=REFUSED)
            else:
                self.functions.append(function)
        if missing:
            return self._missing(missing)
        return Finding(holds=True, why=reasons.ALL_KNOWN.of())

    def checkpoint(self) -> Finding:
        """Read checkpoint and proofs, and check the log's signature."""
        claimed = self._read_proofs()
        if isinstance(claimed, Reason):
            return Finding(holds=False, why=claimed, code=REFUSED)
        if self.proof.checkpoint != self.members[CHECKPOINT]:
            two = reasons.TWO_CHECKPOINTS.of(file=CHECKPOINT, proof=PROOF)
            return Finding(holds=False, why=two, code=DIFFERS)
        self.signed.take(self.proof.checkpoint, claimed)
        return self.signed.checkpoint()

    def remembered(self) -> Finding:
        """Compare with heads seen before, as far as proofs that came along reach back."""
        if self.signed.head is None:  # pragma: no cover - a bundle's key is checked, or differs
            return Finding(None, reasons.UNCHECKED.of())
        proved = proved_roots(self.older, self.signed.head)
        if isinstance(proved, Reason):
            return Finding(holds=False, why=proved, code=DIFFERS)
        return self.signed.remembered(proved)

    def digests(self) -> Finding:
        """Compare each file with the digest the manifest lists; name the first that differs."""
        present = [path for path in sorted(self.said.files) if path in self.members]
        wrong = [
            path for path in present if sha256_hex(self.members[path]) != self.said.files[path]
        ]
        if not wrong:
            return Finding(holds=True, why=reasons.FILES.of(count=len(present)))
        change = reasons.NOT_PUBLISHED.of(file=wrong[0])
        if len(wrong) > 1:
            change = reasons.NOT_PUBLISHED_AND_MORE.of(file=wrong[0], more=len(wrong) - 1)
        return Finding(holds=False, why=self._with_consequence(change), code=DIFFERS)

    def entry(self) -> Finding:
        """Check that the record's entry means this manifest, this subject and this rule."""
        payload = self.members[PAYLOAD]
        named = sign_off_named(payload)
        if not opens(self.act.payload, payload):
            other = reasons.OTHER_PAYLOAD.of(file=PAYLOAD)
            return Finding(holds=False, why=other, code=DIFFERS)
        if payload != publish_payload(sha256_hex(self.members[MANIFEST]), named):
            change = reasons.OTHER_MANIFEST.of(file=MANIFEST)
            return Finding(holds=False, why=self._with_consequence(change), code=DIFFERS)
        wrong = self._wrong_subject() or self._wrong_rule()
        if wrong:
            return Finding(holds=False, why=wrong, code=DIFFERS)
        return Finding(holds=True, why=reasons.ENTERED.of(act=self.act.act, at=self.act.at))

    def inclusion(self) -> Finding:
        """Check that the entry is in the tree whose head was signed."""
        head = self.signed.head
        if head is None:  # pragma: no cover - see above
            return Finding(None, reasons.UNCHECKED.of())
        leaf = leaf_hash(self.members[ENTRY])
        if not verify_inclusion(leaf, self.proof.index, self.proof.path, head):
            absent = reasons.NOT_ENTRY.of(file=ENTRY, index=self.proof.index, size=head.size)
            return Finding(holds=False, why=absent, code=DIFFERS)
        return Finding(holds=True, why=reasons.ENTRY_OF.of(index=self.proof.index, size=head.size))

    def erasures(self) -> Finding:
        """Check that each input which is not there was erased by an entry of the same log."""
        head = self.signed.head
        if not self.stripped:
            return Finding(holds=True, why=reasons.NONE_ERASED.of())
        if head is None:  # pragma: no cover - see above
            return Finding(None, reasons.UNCHECKED.of())
        for one in self.stripped:
            wrong = wrongly_stripped(
                one, self.proof.index, self.members[MANIFEST], self.said.files, head
            )
            if one.proof.checkpoint != self.proof.checkpoint:
                wrong = reasons.TWO_CHECKPOINTS.of(file=CHECKPOINT, proof=one.paths[-1])
            if wrong:
                return Finding(holds=False, why=wrong, code=DIFFERS)
        return Finding(holds=True, why=reasons.ERASED_BY.of(count=len(self._gone())))

    def sign_offs(self) -> Finding:
        """Check what a passkey signed, where the record's entry names it."""
        named = sign_off_named(self.members[PAYLOAD])
        data, head = self.members.get(SIGNED_MEMBER), self.signed.head
        if named is None:
            if data is None:
                return Finding(holds=True, why=reasons.NAMES_NO_SIGN_OFF.of())
            unnamed = reasons.SIGN_OFF_UNNAMED.of(file=SIGNED_MEMBER)
            return Finding(holds=False, why=unnamed, code=DIFFERS)
        if data is None:
            missing = reasons.SIGN_OFF_MISSING.of(file=SIGNED_MEMBER)
            return Finding(holds=False, why=missing, code=DIFFERS)
        if head is None:  # pragma: no cover - see above
            return Finding(None, reasons.UNCHECKED.of())
        try:
            signed = read_signed(data)
        except RecordFormatError as error:
            unreadable = reasons.UNREADABLE.of(
                file=SIGNED_MEMBER, error=plain(str(error), LONGEST_REASON)
            )
            return Finding(holds=False, why=unreadable, code=REFUSED)
        return self._signed(signed, named, head)

    def recompute(self) -> Finding:
        """Run each function that is known here and whose inputs are there."""
        gone = self._gone()
        for function in self.functions:
            if gone.keys().isdisjoint(function.inputs):
                failed = self._run(function)
                if failed:
                    return Finding(holds=False, why=failed, code=DIFFERS)
        if gone:
            path, by = min(gone.items(), key=lambda item: item[0])
            erased = reasons.INPUT_ERASED.of(
                file=plain(path), day=by.entry.at[:10], basis=plain(by.said.basis)
            )
            return Finding(None, erased, ERASED)
        ran = reasons.FUNCTIONS_RAN.of(count=len(self.functions), all=len(self.said.functions))
        return Finding(self._is_whole() or None, ran)

    def compare(self) -> Finding:
        """Compare what was published with what the functions gave."""
        if not self.results:
            return Finding(None, reasons.NONE_RECOMPUTED.of())
        for function, outputs in self.results:
            published = {path: self.members[path] for path in function.outputs}
            found = compare(published, outputs, function.tolerance, source_of(function))
            self.figures += found.figures
            if found.difference:
                differs = reasons.DIFFERENCE.of(difference=found.difference.why)
                return Finding(holds=False, why=differs, code=DIFFERS)
        if self._is_whole():
            return Finding(holds=True, why=reasons.FIGURES.of(count=self.figures))
        return Finding(None, reasons.SOME_FIGURES.of(count=self.figures))

    def verdict(self, outcome: Outcome) -> Verdict:
        """Return what was found, with what there is to say of the bundle."""
        said: Manifest | None = getattr(self, "said", None)
        proof: TlogProof | None = getattr(self, "proof", None)
        first = self.functions[0] if self.functions else None
        path = first.inputs[0] if first and first.inputs else ""
        return Verdict(
            outcome=outcome,
            kind="bundle",
            title=plain(said.title, LONGEST_TITLE) if said else "",
            simulated=bool(said and said.simulated),
            figures=self.figures,
            rows=rows_of(path, self.members[path]) if path in self.members else 0,
            source=source_of(first) if first else "inputs",
            head=self.signed.head,
            note=self.signed.note,
            index=proof.index if proof else None,
            faults=self.faults,
        )

    def _signed(self, signed: SignedOff, named: str, head: SignedHead) -> Finding:
        manifest = sha256_hex(self.members[MANIFEST])
        published = Publication(self.act, self.proof.index, manifest, named)
        verify = self.trust.verify_assertion
        wrong = signed_lacks(signed, published, head, verify)
        if wrong is not None:
            fails = reasons.SIGN_OFF_FAILS.of(file=SIGNED_MEMBER, error=wrong)
            return Finding(holds=False, why=fails, code=DIFFERS)
        if signed.erasure is not None:
            return Finding(None, signed.erasure.why, ERASED)
        if verify is None:
            return Finding(None, reasons.SIGN_OFFS_UNCHECKED.of(signed=1), PARTLY)
        index = "" if signed.passkey is None else signed.passkey.index
        return Finding(holds=True, why=reasons.SIGNED_BY_PASSKEY.of(index=index))

    def _gone(self) -> dict[str, Stripped]:
        """Return the inputs that were erased, with the entry that says so first."""
        gone: dict[str, Stripped] = {}
        for one in self.stripped:
            for path in one.said.inputs:
                gone.setdefault(path, one)
        return gone

    def _is_whole(self) -> bool:
        return len(self.functions) == len(self.said.functions)

    def _refused(self, faults: Sequence[Fault]) -> Finding:
        self.faults = tuple(faults)
        return Finding(holds=False, why=fault_reason(self.faults), code=REFUSED)

    def _missing(self, missing: Sequence[FunctionUse]) -> Finding:
        named = [
            reasons.VERSIONED.of(function=plain(use.name), version=use.version) for use in missing
        ]
        wanted = reduce(lambda first, rest: reasons.BOTH.of(first=first, rest=rest), named)
        if self.trust.whole:
            return Finding(None, reasons.NEEDS.of(functions=wanted), NEEDS_VERSION)
        need = reasons.NEEDS_PACKAGE if len(named) == 1 else reasons.NEED_PACKAGE
        return Finding(None, need.of(functions=wanted), PARTLY)

    def _read_proofs(self) -> VerifierKey | Reason:
        """Return the key the bundle claims, or why a proof member is unreadable."""
        path = PROOF
        try:
            self.proof = _read_proof(self.members[PROOF])
            path = ENTRY
            self.act = parse_entry(self.members[ENTRY])
            path = SIGNER
            return _read_vkey(self.members[SIGNER])
        except RecordFormatError as error:
            return reasons.UNREADABLE.of(file=path, error=plain(str(error), LONGEST_REASON))

    def _wrong_subject(self) -> Reason | None:
        subject = self.said.subject
        if self.act.act not in publication_acts(subject):
            return reasons.OTHER_ACT.of(act=self.act.act)
        if self.act.subject != str(subject):
            return reasons.OTHER_SUBJECT.of(subject=plain(self.act.subject))
        return None

    def _wrong_rule(self) -> Reason | None:
        digests = set(self.said.files.values())
        rule = self.said.files.get(RULE)
        named = self.act.rule.sha256 if self.act.rule else None
        if (rule is not None and named != rule) or (named is not None and named not in digests):
            return reasons.OTHER_RULE.of(file=RULE)
        return None

    def _run(self, function: PublishedFunction) -> Reason | None:
        """Run ``function``, keep its outputs, and return why that failed, if it did."""
        try:
            self.results.append((function, recompute(function, self.members)))
        except RefusedError as refused:
            return reasons.REFUSES.of(function=function.name, fault=fault_reason(refused.faults))
        except Exception as error:  # noqa: BLE001 - hostile inputs may break it in any way
            said = plain(str(error), LONGEST_REASON)
            kind = type(error).__name__
            return reasons.FAILS.of(function=function.name, error=kind, message=said)
        return None

    def _with_consequence(self, change: Reason) -> Reason:
        """Return ``change`` with what it does to the figures, if anything; never a failure."""
        try:
            for function in self.functions:
                published = {path: self.members[path] for path in function.outputs}
                outputs = recompute(function, self.members)
                found = compare(published, outputs, function.tolerance, source_of(function))
                if found.difference:
                    return reasons.WITH_IT.of(change=change, difference=found.difference.why)
        except Exception:  # noqa: BLE001 - an explanation that fails is none, and changes nothing
            return change
        return change


def _read_proof(data: bytes) -> TlogProof:
    proof = parse_proof(data)
    if proof.extra is not None:
        raise RecordFormatError("it carries data that nothing binds")
    return proof


def _read_vkey(data: bytes) -> VerifierKey:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordFormatError("a key is text") from error
    if not text.endswith("\n"):
        raise RecordFormatError("a key is one line")
    return parse_vkey(text[:-1])
