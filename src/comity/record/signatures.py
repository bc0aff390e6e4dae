"""The checks that everything signed by a log shares: signature, heads seen, signer, witnesses."""

from collections.abc import Mapping

from comity.record import reasons
from comity.record.checkpoint import (
    SignedHead,
    VerifiedHead,
    claim_checkpoint,
    verify_checkpoint,
)
from comity.record.heads import NO_PROOFS, RememberedHead, check_against
from comity.record.note import BadSignatureError, UnknownSignerError, VerifierKey
from comity.record.policy import NO_QUORUM, quorum_met, witnesses_of
from comity.record.reason import Reason
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
            return Finding(holds=False, why=_checkpoint(error), code=REFUSED)
        except BadSignatureError as error:
            return Finding(holds=False, why=_checkpoint(error), code=DIFFERS)
        except UnknownSignerError:
            if self._claimed is None:
                return Finding(None, reasons.NO_KEY.of(), UNSIGNED)
            return Finding(holds=False, why=reasons.NOT_BY_CLAIMED.of(), code=DIFFERS)
        if self._claimed not in (None, self.head.key):
            return Finding(holds=False, why=reasons.BY_ANOTHER.of(), code=DIFFERS)
        return Finding(holds=True, why=reasons.SIGNED.of(origin=plain(self.head.origin)))

    def remembered(self, proved: Mapping[int, bytes] = NO_PROOFS) -> Finding:
        """Compare with the heads seen before, and with those the reader asks about.

        ``proved`` are the roots, by size, that the log of this head is proved to have had.
        """
        if self.head is None:
            return Finding(None, reasons.UNCHECKED.of())
        older: list[RememberedHead] = []
        for note in self._trust.older:
            try:
                head = claim_checkpoint(note, self.head.key, self._trust.verify_signature)
            except (RecordFormatError, BadSignatureError) as error:
                unusable = reasons.OLDER_UNUSABLE.of(error=str(error))
                return Finding(holds=False, why=unusable, code=REFUSED)
            except UnknownSignerError:
                foreign = reasons.OLDER_FOREIGN.of(origin=plain(self.head.origin))
                return Finding(holds=False, why=foreign, code=REFUSED)
            older.append(RememberedHead(head.size, head.root, head.key))
        seen = self._trust.heads_of(self.head.origin)
        answer = check_against(self.head, seen, self._trust.root_at, asked=older, proved=proved)
        code = CONTRADICTS if answer.agrees is False else 0
        return Finding(answer.agrees, answer.why, code)

    def signer(self) -> Finding:
        """Check that the log is one of the reader's own policy."""
        if isinstance(self.head, VerifiedHead):
            known = reasons.IN_POLICY.of(origin=plain(self.head.origin))
            return Finding(holds=True, why=known)
        if self.head is None:
            return Finding(holds=False, why=reasons.NOT_IN_POLICY.of(), code=UNSIGNED)
        kind = reasons.KEY_NOT_IN_POLICY
        if any(log.key.name == self.head.origin for log in self._trust.policy.logs):
            kind = reasons.OTHER_KEY
        shown = self.head.key.fingerprint[:16]
        stranger = kind.of(origin=plain(self.head.origin), key=shown)
        return Finding(holds=False, why=stranger, code=UNSIGNED)

    def witnesses(self) -> Finding:
        """Check that as many witnesses cosigned as the reader's policy asks for."""
        policy = self._trust.policy
        if not isinstance(self.head, VerifiedHead):
            return Finding(None, reasons.NOT_IN_POLICY.of())
        names = witnesses_of(policy, self.head)
        if policy.quorum == NO_QUORUM:
            return Finding(holds=True, why=reasons.NO_WITNESS_ASKED.of())
        if quorum_met(policy, self.head):
            return Finding(holds=True, why=reasons.WITNESSED.of(names=plain(", ".join(names))))
        found = plain(", ".join(names)) or reasons.NOBODY_KNOWN.of()
        few = reasons.TOO_FEW_WITNESSES.of(names=found, quorum=plain(policy.quorum))
        return Finding(holds=False, why=few, code=UNSIGNED)

    def _signed_head(self) -> SignedHead:
        verify, keys = self._trust.verify_signature, self._trust.policy.keys
        try:
            return verify_checkpoint(self.note, keys, verify)
        except UnknownSignerError:
            if self._claimed is None:
                raise
        return claim_checkpoint(self.note, self._claimed, verify)


def _checkpoint(error: Exception) -> Reason:
    return reasons.UNREADABLE.of(file="checkpoint", error=str(error))
