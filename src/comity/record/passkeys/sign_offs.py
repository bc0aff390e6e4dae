"""Sign-offs by passkey in a record: each checked again by the passkey that an entry registered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode
from comity.record import reasons
from comity.record.entry import Entry
from comity.record.passkeys.passkey import (
    Passkey,
    VerifyAssertion,
    assertion_lacks,
    challenge_of,
    count_of,
    read_assertion,
    read_passkey,
)
from comity.record.reason import Reason
from comity.record.recompute import plain
from comity.record.strict import RecordFormatError

__all__ = ["REGISTER", "REVOKE", "SIGN_OFF", "Signed", "check_sign_offs"]

SIGN_OFF: Final = "oversight.sign_off"
REGISTER: Final = "members.register_passkey"
REVOKE: Final = "members.revoke_passkey"

ReadContent = Callable[[int], bytes | None]
"""Returns the content of an entry that the record has opened, None where it has not."""


@dataclass(slots=True)
class Signed:
    """What the sign-offs of a record come to.

    ``signed`` hold by a passkey, ``attested`` are the server's word, of ``closed`` nobody can read
    what they say. ``faults`` are wrong, ``erased`` name a passkey that is told of no more.
    """

    signed: int = 0
    attested: int = 0
    closed: int = 0
    faults: list[tuple[int, Reason]] = field(default_factory=list)
    erased: list[int] = field(default_factory=list)


def check_sign_offs(
    acts: Sequence[Entry], read: ReadContent, verify: VerifyAssertion | None
) -> Signed:
    """Return what the sign-offs among ``acts`` come to, each by what stands before it.

    Without ``verify`` those by passkey are counted and not checked.
    """
    walk = _Walk(read, verify)
    for index, act in enumerate(acts):
        if act.act in (REGISTER, REVOKE):
            walk.passkey(index, act)
        elif act.act == SIGN_OFF:
            walk.sign_off(index, act)
    return walk.found


class _Walk:
    """The passkeys known so far, and what was found."""

    def __init__(self, read: ReadContent, verify: VerifyAssertion | None) -> None:
        self.read = read
        self.verify = verify
        self.found = Signed()
        self.known: dict[str, Passkey | None] = {}
        self.ended: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self.seen: set[str] = set()

    def passkey(self, index: int, act: Entry) -> None:
        """Take in that a passkey was registered, or revoked; the first word counts."""
        name = act.subject.rpartition(":")[2]
        if act.act == REVOKE:
            self.ended.setdefault(name, index)
            return
        data = self.read(index)
        try:
            found = None if data is None else read_passkey(_members(data) or {})
        except RecordFormatError:
            # It is there and registers nothing: that is not as if it had been erased.
            return
        if found is not None and found.id != name:
            self.found.faults.append((index, reasons.OTHER_PASSKEY.of()))
            return
        self.known.setdefault(name, found)

    def sign_off(self, index: int, act: Entry) -> None:
        """Check one sign-off."""
        said = _members(self.read(index))
        if said is None:
            self.found.closed += 1
        elif said.get("strength") != "signed":
            self.found.attested += 1
        elif self.verify is None:
            self.found.signed += 1
        else:
            self._signed(index, act, said, self.verify)

    def _signed(
        self, index: int, act: Entry, said: Mapping[str, Any], verify: VerifyAssertion
    ) -> None:
        try:
            wrong = self._lacks(act, said, verify)
        except (KeyError, TypeError, ValueError):
            wrong = reasons.ASSERTION_UNREADABLE.of()
        if wrong is None:
            self.found.signed += 1
        elif wrong.key == reasons.PASSKEY_ERASED.key:
            self.found.erased.append(index)
        else:
            self.found.faults.append((index, wrong))

    def _lacks(self, act: Entry, said: Mapping[str, Any], verify: VerifyAssertion) -> Reason | None:
        assertion, mandate = read_assertion(said["assertion"]), said["mandate"]
        passkey = self._known(assertion.passkey)
        if not isinstance(passkey, Passkey):
            return passkey
        if not said["signer"] == mandate["holder"] == passkey.holder:
            return reasons.OTHER_HOLDER.of(passkey=plain(passkey.id))
        if (said["subject"], mandate["id"]) != (act.subject, act.mandate):
            return reasons.SIGNED_OTHERWISE.of()
        if said["id"] in self.seen:
            return reasons.SIGNED_TWICE.of()
        parts = {part: said[part] for part in ("subject", "digest", "nonce")}
        challenge = challenge_of(sign_off=said["id"], mandate=mandate["id"], **parts)
        wrong = assertion_lacks(assertion, passkey, challenge, verify)
        return wrong or self._counted(passkey.id, count_of(assertion), said["id"])

    def _known(self, name: str) -> Passkey | Reason:
        """Return the passkey called ``name``, or why nothing can be signed with it here."""
        if name not in self.known:
            return reasons.UNKNOWN_PASSKEY.of(passkey=plain(name))
        if name in self.ended:
            return reasons.PASSKEY_ENDED.of(passkey=plain(name), index=self.ended[name])
        return self.known[name] or reasons.PASSKEY_ERASED.of(passkey=plain(name))

    def _counted(self, name: str, count: int, sign_off: str) -> Reason | None:
        before = self.counts.get(name, 0)
        if before and count <= before:
            return reasons.COUNT_BACK.of(count=count, before=before)
        self.seen.add(sign_off)
        self.counts[name] = count
        return None


def _members(content: bytes | None) -> Mapping[str, Any] | None:
    try:
        said: Any = None if content is None else decode(content)
    except NotCanonicalError:
        return None
    return said if isinstance(said, Mapping) else None
