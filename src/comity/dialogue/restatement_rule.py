"""When a published report may be restated, and of how many people at least: the rule file."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode, sha256_hex
from comity.fault import N_, FaultKind, Place, phrase, refuse

__all__ = [
    "RestatementRule",
    "first_scheduled",
    "is_scheduled",
    "read_restatement_rule",
    "scheduled_on",
]

SCHEMA: Final = "comity.dialogue.restatement_rule/1"
TEXTS: Final = ("id", "date", "title", "source")
MEMBERS: Final = frozenset((*TEXTS, "schema", "version", "min_changes", "schedule"))
FEWEST: Final = 2
MOST: Final = 10_000
MONTHS: Final = {"quarterly": 3}

UNREADABLE: Final = FaultKind(
    "dialogue.restatement_rule",
    N_("the rule of restatements cannot be used: {reason}"),
    N_("it is JSON with the members of comity.dialogue.restatement_rule/1"),
    N_("Take the file as it was published."),
)


@dataclass(frozen=True, slots=True)
class RestatementRule:
    """How many people’s votes must have gone, and on which days a restatement may be dated."""

    id: str
    version: int
    sha256: str
    min_changes: int
    schedule: str


def read_restatement_rule(data: bytes, name: str) -> RestatementRule:
    """Return the rule in ``data``; ``RefusedError`` if it is none."""
    try:
        members: Any = decode(data)
    except NotCanonicalError as error:
        raise refuse(UNREADABLE.at(Place(name), reason=error)) from error
    reason = _wrong(members)
    if reason:
        raise refuse(UNREADABLE.at(Place(name), reason=reason))
    return RestatementRule(
        id=members["id"],
        version=members["version"],
        sha256=sha256_hex(data),
        min_changes=members["min_changes"],
        schedule=members["schedule"],
    )


def scheduled_on(rule: RestatementRule, day: date) -> date:
    """Return the last scheduled date that is not later than ``day``."""
    months = MONTHS[rule.schedule]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def first_scheduled(rule: RestatementRule, after: date) -> date:
    """Return the first scheduled date later than the day ``after``."""
    last = scheduled_on(rule, after)
    month = last.month - 1 + MONTHS[rule.schedule]
    return date(last.year + month // 12, month % 12 + 1, 1)


def is_scheduled(rule: RestatementRule, day: date) -> bool:
    """Return whether a restatement may be dated ``day``."""
    return scheduled_on(rule, day) == day


def _wrong(members: Any) -> str:
    if not isinstance(members, dict) or members.keys() != MEMBERS or members["schema"] != SCHEMA:
        return phrase(N_("other members than expected"))
    if not all(isinstance(members[name], str) and members[name] for name in TEXTS):
        return phrase(N_("{names} are texts"), names=", ".join(TEXTS))
    if " " in members["id"] or type(members["version"]) is not int or members["version"] < 1:
        return phrase(N_("id or version"))
    least = members["min_changes"]
    if type(least) is not int or not FEWEST <= least <= MOST:
        return phrase(
            N_("min_changes is a whole number from {fewest} to {most}"), fewest=FEWEST, most=MOST
        )
    return (
        ""
        if members["schedule"] in MONTHS
        else phrase(N_("schedule is one of {names}"), names=", ".join(MONTHS))
    )
