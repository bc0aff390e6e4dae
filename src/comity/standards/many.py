"""Many decisions at once: rules on arrays of counts, with the same comparisons in whole numbers."""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.standards.roll_calls import Counts
from comity.standards.rules import BASES, OUTCOMES, SEAT, Combined, Rule, Test
from comity.standards.testing import COMPARE

__all__ = ["decide_many", "works_on_counts"]

Flags: TypeAlias = NDArray[np.bool_]
Codes: TypeAlias = NDArray[np.int8]

CODE: Final = {outcome: code for code, outcome in enumerate(OUTCOMES)}


def works_on_counts(rule: Rule) -> bool:
    """Tell whether counts of all members suffice for ``rule``: no weights, sets or findings."""
    plain = all(
        test.measure == SEAT
        and test.members is None
        and test.each is None
        and "open" not in test.of
        for test in rule.tests
    )
    return bool(rule.tests) and plain and not rule.finding


def decide_many(rules: Sequence[Rule], counts: Counts) -> Codes:
    """Return outcomes, (rules, roll calls), as positions in ``OUTCOMES``.

    ``counts`` has arrays Y, N, A, P and absent of equal length. Raises ``ValueError`` for a rule
    that needs more than counts.
    """
    for rule in rules:
        if not works_on_counts(rule):
            raise ValueError(f"{rule.name} needs more than counts")
    return np.stack([_outcomes(rule, counts) for rule in rules])


def _outcomes(rule: Rule, counts: Counts) -> Codes:
    passed = {test.id: _passed(test, counts) for test in rule.tests}
    adopted = _combined(rule.combine, passed)
    failing = [~passed[test.id] for test in rule.tests]
    otherwise = [np.int8(CODE[test.otherwise]) for test in rule.tests]
    codes = np.select(failing, otherwise, np.int8(CODE["adopted"])).astype(np.int8)
    codes[adopted] = CODE["adopted"]
    if rule.tie != "rejected":
        tied = (counts["Y"] == counts["N"]) & (counts["Y"] > 0)
        codes[tied & (codes == CODE["not_adopted"])] = CODE["tied"]
    if rule.quorum is not None:
        codes[~_passed(rule.quorum, counts)] = CODE["no_quorum"]
    return codes


def _passed(test: Test, counts: Counts) -> Flags:
    had = _sum(test.of, counts)
    compare = COMPARE[test.comparison]
    if test.share is None:
        flags: Flags = compare(had, test.count or 0)
        return flags
    base = _sum(BASES[test.base or "voting"], counts)
    flags = compare(test.share.den * had, test.share.num * base) & (base > 0)
    return flags if test.minimum is None else flags & (had >= test.minimum)


def _sum(parts: tuple[str, ...], counts: Counts) -> NDArray[np.int64]:
    known = [counts[part] for part in parts if part in counts]  # nothing is set aside here
    total: NDArray[np.int64] = np.add.reduce(known)
    return total


def _combined(combined: Combined, passed: dict[str, Flags]) -> Flags:
    parts = [
        _combined(part, passed) if isinstance(part, Combined) else passed[part]
        for part in combined.parts
    ]
    joined: Flags = (np.logical_and if combined.how == "all" else np.logical_or).reduce(parts)
    return joined
