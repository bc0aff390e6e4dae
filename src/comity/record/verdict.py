"""What a verification says: one exit code, and each step with whether it holds and why.

Codes (docs/reference/exit-codes.md): 0 all holds · 1 something differs · 2 unreadable or refused ·
3 erased inputs · 4 contradicts a head seen before · 5 signer unknown, or too few witnesses ·
6 needs another version · 7 holds as far as this verifier can check.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

from comity.canonical import Json
from comity.fault import Fault
from comity.record.checkpoint import SignedHead, VerifiedHead
from comity.record.heads import HeadsOf, RootAt
from comity.record.note import VerifySignature
from comity.record.passkeys.passkey import VerifyAssertion
from comity.record.policy import Policy
from comity.record.reason import Reason, fault_reason
from comity.record.reasons import NOT_RUN
from comity.record.recompute import Registry

__all__ = [
    "CONTRADICTS",
    "DIFFERS",
    "ERASED",
    "HOLDS",
    "NEEDS_VERSION",
    "PARTLY",
    "REFUSED",
    "UNSIGNED",
    "Check",
    "Finding",
    "Outcome",
    "Step",
    "Trust",
    "Verdict",
    "fault_words",
    "run_checks",
    "verdict_json",
]

HOLDS: Final = 0
DIFFERS: Final = 1
REFUSED: Final = 2
ERASED: Final = 3
CONTRADICTS: Final = 4
UNSIGNED: Final = 5
NEEDS_VERSION: Final = 6
PARTLY: Final = 7

PRECEDENCE: Final = (REFUSED, NEEDS_VERSION, CONTRADICTS, DIFFERS, ERASED, UNSIGNED, PARTLY)
CERTAIN: Final = frozenset((DIFFERS, REFUSED, CONTRADICTS))
NO_REASON: Final = Reason("", "")


@dataclass(frozen=True, slots=True)
class Trust:
    """What the reader believes before opening anything.

    ``older`` are checkpoint notes the reader holds and asks to be compared with. ``whole`` is
    False for a verifier that has only some of the published functions; one without
    ``verify_assertion`` checks no signature by passkey.
    """

    policy: Policy
    verify_signature: VerifySignature
    registry: Registry = field(default_factory=lambda: MappingProxyType({}))
    heads_of: HeadsOf = lambda _origin: ()
    older: tuple[bytes, ...] = ()
    root_at: RootAt | None = None
    unsigned_ok: bool = False
    whole: bool = True
    verify_assertion: VerifyAssertion | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: whether it holds (None: could not be told or was not run), and why."""

    step: str
    holds: bool | None
    why: Reason

    @property
    def reason(self) -> str:
        """Return why, in English."""
        return str(self.why)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; ``code`` is 0 unless it decides something."""

    holds: bool | None
    why: Reason
    code: int = HOLDS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the steps come to: the code, the reason of the step that decides it, all steps."""

    code: int
    why: Reason
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of the steps, and what there is to say about the thing that was verified.

    ``figures`` numbers were compared with what ``rows`` rows of ``source`` give. ``head`` is the
    signed head, if its signature holds, and ``note`` its bytes.
    """

    outcome: Outcome
    kind: str
    title: str = ""
    simulated: bool = False
    figures: int = 0
    rows: int = 0
    source: str = "inputs"
    head: SignedHead | None = None
    note: bytes = b""
    index: int | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def code(self) -> int:
        """Return the exit code."""
        return self.outcome.code

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return every step in order."""
        return self.outcome.steps

    @property
    def reason(self) -> str:
        """Return why the code is not 0, in English; "" if it is."""
        return str(self.why)

    @property
    def why(self) -> Reason:
        """Return why the code is not 0; a reason without words if it is."""
        return self.outcome.why

    @property
    def trusted(self) -> bool:
        """Return whether the head is signed by a log of the reader's own policy."""
        return isinstance(self.head, VerifiedHead)


Check: TypeAlias = tuple[str, Callable[[], Finding]]
"""A step's name and what does it. A check may rely on all before it unless they were certain."""


def run_checks(checks: Iterable[Check], *, unsigned_ok: bool) -> Outcome:
    """Run checks in order until 1, 2 or 4 is certain; with ``unsigned_ok`` 5 does not count."""
    reasons: dict[int, Reason] = {}
    steps: list[Step] = []
    for name, check in checks:
        finding = check() if CERTAIN.isdisjoint(reasons) else Finding(None, NOT_RUN.of())
        reasons.setdefault(finding.code, finding.why)
        steps.append(Step(name, finding.holds, finding.why))
    if unsigned_ok:
        reasons.pop(UNSIGNED, None)
    code = next((code for code in PRECEDENCE if code in reasons), HOLDS)
    return Outcome(code, reasons[code] if code else NO_REASON, tuple(steps))


def fault_words(faults: Sequence[Fault]) -> str:
    """Return the first of ``faults`` in English and how many follow; pages use ``render``."""
    return str(fault_reason(faults))


def verdict_json(verdict: Verdict) -> dict[str, Json]:
    """Return the verdict as JSON for machines: code, steps, and why by key and in English."""
    key = verdict.head.key if verdict.head else None
    return {
        "v": 1,
        "code": verdict.code,
        "key": verdict.why.key,
        "reason": verdict.reason,
        "kind": verdict.kind,
        "title": verdict.title,
        "simulated": verdict.simulated,
        "figures": verdict.figures,
        "rows": verdict.rows,
        "index": verdict.index,
        "size": verdict.head.size if verdict.head else None,
        "signer": {"origin": key.name, "fingerprint": key.fingerprint} if key else None,
        "trusted": verdict.trusted,
        "steps": [
            {
                "step": step.step,
                "holds": step.holds,
                "key": step.why.key,
                "reason": step.reason,
            }
            for step in verdict.steps
        ],
    }
