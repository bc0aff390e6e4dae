"""One test of a rule on what was counted: both sides, base, required number, passed or not.

Shares are compared by cross-multiplication, num · base with den · had; nothing is ever divided
that a comparison rests on.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from comity.standards.rules import BASES, Share, Test
from comity.standards.tally import Tallies, Tally

__all__ = ["COMPARE", "Measured", "measured", "measured_all", "required_number"]

COMPARE: Final[Mapping[str, Callable[[Any, Any], Any]]] = MappingProxyType(
    {
        "at_least": operator.ge,
        "more_than": operator.gt,
        "at_most": operator.le,
        "less_than": operator.lt,
    }
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A test with its two sides; ``passed`` is None where they cannot be known, and why."""

    test: Test
    base_value: int | None = None
    required: int | None = None
    had: int | None = None
    lhs: int | None = None
    rhs: int | None = None
    passed: bool | None = None
    reason: str = ""


def measured_all(tests: tuple[Test, ...], tallies: Tallies) -> list[Measured]:
    """Return every test with its two sides; one that is asked of each set, once for each."""
    return [measured(each, tallies) for test in tests for each in _expanded(test, tallies)]


def measured(test: Test, tallies: Tallies) -> Measured:
    """Return ``test`` with its two sides."""
    if test.each is not None:
        return Measured(test, reason="no_roll")
    tally = tallies.tally(test.measure, test.members)
    if tally is None:
        unknown = "no_weights" if test.members is None else "no_roll"
        return Measured(test, reason=unknown)
    had = tally.total(test.of)
    if had is None:
        return Measured(test, reason="no_roll")
    if test.share is None:
        return _counted(test, test.count or 0, had)
    return _shared(test, test.share, tally, had)


def required_number(comparison: str, share: Share, base: int) -> int:
    """Return the number that is needed, or that may not be passed, out of ``base``.

    >>> required_number("at_least", Share(2, 3), 154), required_number("more_than", Share(1, 2), 4)
    (103, 3)
    """
    product = share.num * base
    rounded_up = -(-product // share.den)
    rounded_down = product // share.den
    return {
        "at_least": rounded_up,
        "more_than": rounded_down + 1,
        "at_most": rounded_down,
        "less_than": rounded_up - 1,
    }[comparison]


def _counted(test: Test, count: int, had: int) -> Measured:
    required = {"more_than": count + 1, "less_than": count - 1}.get(test.comparison, count)
    passed = bool(COMPARE[test.comparison](had, count))
    return Measured(test, None, required, had, had, count, passed)


def _shared(test: Test, share: Share, tally: Tally, had: int) -> Measured:
    base = tally.total(BASES[test.base or "voting"])
    if base is None:
        return Measured(test, had=had, reason="no_roll")
    lhs, rhs = share.den * had, share.num * base
    if base == 0:
        return Measured(test, 0, None, had, lhs, rhs, passed=False, reason="empty_base")
    required = required_number(test.comparison, share, base)
    passed = bool(COMPARE[test.comparison](lhs, rhs))
    if test.minimum is not None:
        required = max(required, test.minimum)
        passed = passed and had >= test.minimum
    return Measured(test, base, required, had, lhs, rhs, passed)


def _expanded(test: Test, tallies: Tallies) -> Iterator[Test]:
    sets = None if test.each is None else tallies.sets_of(test.each)
    if sets is None:
        yield test
        return
    for name in sets:
        yield replace(test, each=None, members=name)
