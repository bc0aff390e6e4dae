"""A rule as lines to read, and what one rule says that another does not."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from comity.canonical import Json, decode
from comity.standards.rule_reading import read_decision_rule
from comity.standards.rules import Combined, Rule, Test

__all__ = ["described", "rule_changes", "test_in_words"]

Change: TypeAlias = tuple[str, str, str]
NOTHING = "–"


def described(rule: Rule) -> Iterator[str]:
    """Yield what a rule says, line by line, in the words of its file."""
    yield f"{rule.name}: {rule.title}"
    yield f"source: {rule.source}"
    yield f"date: {rule.date}"
    yield f"sha256: {rule.sha256}"
    for test in rule.tests:
        yield f"test {test.id}: {test_in_words(test)}"
    if any(isinstance(part, Combined) for part in rule.combine.parts) or rule.combine.how == "any":
        yield f"combine: {_joined(rule.combine)}"
    if rule.quorum is not None:
        yield f"quorum: {test_in_words(rule.quorum)}"
    if rule.opening is not None:
        yield f"to open: {test_in_words(rule.opening)}"
    if rule.tests:
        yield f"tie: {rule.tie}"
        yield f"entitled: {', '.join(rule.entitled)}"
    yield from _conditions(rule)
    yield from (f"note: {note}" for note in rule.notes)


def rule_changes(old: tuple[bytes, str], new: tuple[bytes, str]) -> list[Change]:
    """Return (place, before, after) for whatever differs between two rule files.

    Both are (bytes, name). Raises ``RefusedError`` for a file that is no rule.
    """
    for data, name in (old, new):
        read_decision_rule(data, name)
    return list(_changes(decode(old[0]), decode(new[0]), ""))


def test_in_words(test: Test) -> str:
    """Return a test as one line: ``Y at_least 2/3 of voting``."""
    wanted = f"{test.share} of {test.base}" if test.share else str(test.count)
    where = f", in the set {test.members}" if test.members else ""
    each = f", in every {test.each}" if test.each else ""
    least = f", and at least {test.minimum}" if test.minimum else ""
    weight = "" if test.measure == "seat" else f", weighed by {test.measure}"
    fails = "" if test.otherwise == "not_adopted" else f"; otherwise {test.otherwise}"
    counted = "+".join(test.of)
    return f"{counted} {test.comparison} {wanted}{weight}{where}{each}{least}{fails}"


def _conditions(rule: Rule) -> Iterator[str]:
    if rule.reasoned:
        yield f"counted only with a reason: {', '.join(rule.reasoned)}"
    if rule.in_the_room:
        yield "counted only from parties that are present"
    if rule.finding:
        yield "needs the finding of whoever chairs"
    if rule.proxies:
        yield f"proxies for each member: at most {rule.proxies}"
    yield from (f"weight {measure}: {text}" for measure, text in rule.weights.items())
    if rule.election is not None:
        one = rule.election
        yield f"election: {one.comparison} {one.share} of voting, tie: {one.tie}"
        yield f"next ballot: {one.restricted_to} candidates for each seat left"
    if rule.division is not None and rule.division.whole_falls_with_operative:
        yield "division: the whole is rejected with all its operative parts"
    if rule.amendments is not None:
        order = rule.amendments
        yield f"amendments: {order.first} first, decided by the {order.decided_by}"


def _joined(combined: Combined) -> str:
    parts = (_joined(part) if isinstance(part, Combined) else part for part in combined.parts)
    return f"{combined.how}({', '.join(parts)})"


def _changes(old: Json, new: Json, path: str) -> Iterator[Change]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in (*old, *(key for key in new if key not in old)):
            place = f"{path}.{key}" if path else key
            yield from _changes(old.get(key), new.get(key), place)
    elif _are_lists(old, new):
        for index in range(max(len(old), len(new))):  # type: ignore[arg-type]  # both are lists
            before, after = (each[index] if index < len(each) else None for each in (old, new))  # type: ignore[arg-type,index]  # both are lists
            yield from _changes(before, after, f"{path}[{index}]")
    elif old != new or isinstance(old, bool) is not isinstance(new, bool):
        yield path, _shown(old), _shown(new)


def _are_lists(old: Json, new: Json) -> bool:
    """Tell whether both are lists of objects or of texts; a share is one thing, not two."""
    return all(
        isinstance(each, list) and not all(isinstance(one, int) for one in each)
        for each in (old, new)
    )


def _shown(value: Json) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return str(value)
