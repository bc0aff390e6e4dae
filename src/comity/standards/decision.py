"""The outcome of a decision as a value: what the tests of a rule say of what was counted."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

from comity.standards.rules import SEAT, Combined, Rule
from comity.standards.tally import ALL_MEMBERS, Tallies, Tally
from comity.standards.testing import Measured, measured, measured_all

__all__ = ["FINDINGS", "Decision", "Finding", "Quorum", "decide"]

FINDINGS: Final = ("consensus", "no_consensus")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a named person who chairs has found, where a rule asks for a judgement."""

    by: str
    found: str


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether enough took part: ``none`` asked, ``met``, ``not_met`` or ``not_determinable``."""

    state: str
    measured: Measured | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome with all it rests on; ``why`` names the test or matter that made it."""

    rule: Rule
    outcome: str
    why: str
    tests: tuple[Measured, ...]
    quorum: Quorum
    tied: bool
    tally: Tally
    finding: Finding | None = None


def decide(rule: Rule, tallies: Tallies, finding: Finding | None = None) -> Decision:
    """Return what ``rule`` says of what was counted.

    A quorum that cannot be known is reported and changes nothing; a test that cannot be known
    leaves the outcome open, whatever the others say: an outcome shows both sides of every test.
    """
    tests = measured_all(rule.tests, tallies)
    quorum = _quorum(rule, tallies)
    tally = tallies.tally(SEAT, ALL_MEMBERS) or Tally()
    tied = _is_tied(rule, tallies)
    outcome, why = _outcome(rule, tests, finding)
    if tied and outcome == "not_adopted" and rule.tie != "rejected":
        outcome, why = "tied", rule.tie
    if quorum.state == "not_met":
        outcome, why = "no_quorum", "quorum"
    return Decision(rule, outcome, why, tuple(tests), quorum, tied, tally, finding)


def _outcome(rule: Rule, tests: Sequence[Measured], finding: Finding | None) -> tuple[str, str]:
    if not tests:
        return "not_determinable", "tests"
    unknown = next((each for each in tests if each.passed is None), None)
    if unknown is not None:
        return "not_determinable", unknown.test.id
    failed = {each.test.id: each.test for each in tests if not each.passed}
    if not _passes(rule.combine, failed):
        first = next(iter(failed.values()))
        return first.otherwise, first.id
    if rule.finding and finding is None:
        return "not_determinable", "finding"
    if rule.finding and finding is not None and finding.found != "consensus":
        return "not_adopted", "finding"
    return "adopted", "tests"


def _passes(combined: Combined, failed: Container[str]) -> bool:
    """Tell whether the joined tests pass, given those that failed."""
    verdicts = (
        _passes(part, failed) if isinstance(part, Combined) else part not in failed
        for part in combined.parts
    )
    return all(verdicts) if combined.how == "all" else any(verdicts)


def _quorum(rule: Rule, tallies: Tallies) -> Quorum:
    if rule.quorum is None:
        return Quorum("none")
    found = measured(rule.quorum, tallies)
    state = {True: "met", False: "not_met", None: "not_determinable"}[found.passed]
    return Quorum(state, found)


def _is_tied(rule: Rule, tallies: Tallies) -> bool:
    """Tell whether as many are for as against, by what the first test counts."""
    if not rule.tests:
        return False
    first = rule.tests[0]
    tally = tallies.tally(first.measure, first.members)
    return tally is not None and tally.Y == tally.N > 0
