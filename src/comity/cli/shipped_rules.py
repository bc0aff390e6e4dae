"""Rules of decision by their names: those that come with the package, and files."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from comity.canonical import decode
from comity.edge import read_bounded, shipped, shipped_versions
from comity.fault import N_, FaultKind, Place, refuse
from comity.standards import CASES_SCHEMA, RULE_SCHEMA, Rule, read_decision_rule

__all__ = ["LARGEST_RULE", "named_rule", "rule_data", "shipped_cases", "shipped_rules"]

PILLAR: Final = "standards"
LARGEST_RULE: Final = 1_000_000

UNKNOWN: Final = FaultKind(
    "cli.no_such_rule",
    N_("there is no rule “{name}”"),
    N_("a rule is named by its id, as “comity rules list” shows it, or by its file"),
    N_("Did you mean one of: {near}?"),
)


@cache
def shipped_rules() -> dict[str, Rule]:
    """Return every rule that comes with the package by its name, such as ``silence/1``."""
    found = (read_decision_rule(data, name) for name, data in _files(RULE_SCHEMA))
    return {rule.name: rule for rule in found}


def shipped_cases() -> Iterator[tuple[str, bytes]]:
    """Yield the worked cases that come with the package, file by file."""
    return _files(CASES_SCHEMA)


def named_rule(name: str) -> Rule:
    """Return the rule ``id`` in its newest version, or ``id/version``; refuse what there is not."""
    rules = shipped_rules()
    versions = [rule for rule in rules.values() if name in (rule.id, rule.name)]
    if not versions:
        near = _near(name, {rule.id for rule in rules.values()})
        raise refuse(UNKNOWN.at(Place("--rule"), name=name, near=near))
    return max(versions, key=lambda rule: rule.version)


def rule_data(name: str) -> bytes:
    """Return the file of a rule that is named by its id or by a path."""
    path = Path(name)
    if path.suffix == ".json" or path.is_file():
        return read_bounded(path, LARGEST_RULE)
    rule = named_rule(name)
    return shipped(PILLAR, rule.id, rule.version)


def _files(schema: str) -> Iterator[tuple[str, bytes]]:
    for name, version in shipped_versions(PILLAR):
        data = shipped(PILLAR, name, version)
        members = decode(data)
        if isinstance(members, dict) and members.get("schema") == schema:
            yield f"{name}/{version}.json", data


def _near(name: str, known: set[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only where a name is wrong

    return ", ".join(get_close_matches(name, sorted(known), 3, 0.4) or sorted(known)[:3])
