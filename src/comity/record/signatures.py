"""The checks that everything signed by a log shares: signature, heads seen, signer, witnesses."""

from comity.record.checkpoint import (
    SignedHead,
    VerifiedHead,
    claim_checkpoint,
    verify_checkpoint,
)
from comity.record.heads import RememberedHead, check_against
from comity.record.note import BadSignatureError, UnknownSignerError, VerifierKey
from comity.record.policy import NO_QUORUM, quorum_met, witnesses_of
from comity.record.recompute import plain
from comity.record.strict import RecordFormatError
from comity.record.verdict import CONTRADICTS, DIFFERS, REFUSED, UNSIGNED, Finding, Trust

__all__ = ["SignatureCheck"]


class SignatureCheck:
    """Checks one checkpoint note, which a step before has to ``take``."""

    __slots__ = ("_claimed", "_trust", "head", "note")

    def __init__(self, trust: Trust) -> None:
        self.note = b""
        self.head: SignedHead | None = None
        self._claimed: VerifierKey | None = None
        self._trust = trust

    def take(self, note: bytes, claimed: VerifierKey | None) -> None:
        """Take the note to check, and the key it came with, if any."""
        self.note, self._claimed = note, claimed

    def checkpoint(self) -> Finding:
        """Check the signature under the reader's keys, else under the key that came with it."""
        try:
            self.head = self._signed_head()
        except RecordFormatError as error:
            return Finding(holds=False, reason=f"checkpoint: {error}", code=REFUSED)
        except BadSignatureError as error:
            return Finding(holds=False, reason=f"checkpoint: {error}", code=DIFFERS)
        except UnknownSignerError:
            if self._claimed is None:
                return Finding(None, "no key is known that could check it", UNSIGNED)
            reason = "the checkpoint is not signed by the key that came with it"
            return Finding(holds=False, reason=reason, code=DIFFERS)
        if self._claimed not in (None, self.head.key):
            reason = "the checkpoint is signed by another key than the one that came with it"
            return Finding(holds=False, reason=reason, code=DIFFERS)
        return Finding(holds=True, reason=f"signed by {plain(self.head.origin)}")

    def remembered(self) -> Finding:
        """Compare with the heads seen before, and with those the reader asks about."""
        if self.head is None:
            return Finding(None, "the signature was not checked")
        older: list[RememberedHead] = []
        for note in self._trust.older:
            try:
                head = claim_checkpoint(note, self.head.key, self._trust.verify_signature)
            except (RecordFormatError, BadSignatureError) as error:
                reason = f"the older checkpoint is not usable: {error}"
                return Finding(holds=False, reason=reason, code=REFUSED)
            except UnknownSignerError:
                reason = f"the older checkpoint is not by {plain(self.head.origin)} and its key"
                return Finding(holds=False, reason=reason, code=REFUSED)
            older.append(RememberedHead(head.size, head.root, head.key))
        seen = self._trust.heads_of(self.head.origin)
        answer = check_against(self.head, [*seen, *older], self._trust.root_at)
        code = CONTRADICTS if answer.agrees is False else 0
        return Finding(answer.agrees, answer.reason, code)

    def signer(self) -> Finding:
        """Check that the log is one of the reader's own policy."""
        if isinstance(self.head, VerifiedHead):
            return Finding(holds=True, reason=f"{plain(self.head.origin)} is in your policy")
        if self.head is None:
            return Finding(holds=False, reason="the signer is not in your policy", code=UNSIGNED)
        origin, shown = plain(self.head.origin), self.head.key.fingerprint[:16]
        reason = f"{origin}, key {shown}…, is not in your policy"
        if any(log.key.name == self.head.origin for log in self._trust.policy.logs):
            reason = f"your policy knows {origin} by another key than {shown}…"
        return Finding(holds=False, reason=reason, code=UNSIGNED)

    def witnesses(self) -> Finding:
        """Check that as many witnesses cosigned as the reader's policy asks for."""
        policy = self._trust.policy
        if not isinstance(self.head, VerifiedHead):
            return Finding(None, "the signer is not in your policy")
        names = witnesses_of(policy, self.head)
        if policy.quorum == NO_QUORUM:
            return Finding(holds=True, reason="your policy asks for no witness")
        if quorum_met(policy, self.head):
            return Finding(holds=True, reason=f"witnessed by {plain(', '.join(names))}")
        found = plain(", ".join(names)) or "nobody your policy knows"
        reason = f"witnessed by {found}; your policy asks for {plain(policy.quorum)}"
        return Finding(holds=False, reason=reason, code=UNSIGNED)

    def _signed_head(self) -> SignedHead:
        verify, keys = self._trust.verify_signature, self._trust.policy.keys
        try:
            return verify_checkpoint(self.note, keys, verify)
        except UnknownSignerError:
            if self._claimed is None:
                raise
        return claim_checkpoint(self.note, self._claimed, verify)
