"""What became of each statement in a report: where it is used, or by which rule it is not.

Every statement has one of the two, so that none is left out without a reason. The rule reads the
report alone: who has it comes to the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.fault import N_

__all__ = ["UNUSED", "USED", "Use", "unused", "uses"]

USED: Final[Mapping[str, str]] = {
    "common_ground": N_("It is part of the common ground."),
    "differences": N_("Opinion groups contradict each other on it."),
    "representative": N_("It tells an opinion group from the others."),
}
"""Where a report leads with a statement; the first that holds."""
UNUSED: Final[Mapping[str, str]] = {
    "not_enough_data": N_("Too few people voted on it."),
    "undetermined": N_("The votes on it give no clear result."),
    "not_among_findings": N_(
        "It is neither common ground nor what sets opinion groups apart; its numbers stand in the "
        "table of every statement."
    ),
    "not_in_report": N_("It is not among the statements of the report."),
}
"""Why a report does not lead with a statement: by rule, in this order."""


@dataclass(frozen=True, slots=True)
class Use:
    """Whether a statement is used, and in what, or why not: a name in USED or in UNUSED."""

    used: bool
    name: str

    @property
    def words(self) -> str:
        """Return the sentence that says it, in the source language."""
        return (USED if self.used else UNUSED)[self.name]


def uses(report: Mapping[str, Any], statements: Sequence[str]) -> Mapping[str, Use]:
    """Return what became in ``report`` of each of ``statements``, by their ids."""
    classes = {str(one["id"]): str(one["class"]) for one in report["statements"]}
    shown = [found for group in report["groups"]["list"] for found in group["representative"]]
    lists = {
        "common_ground": {str(one) for one in report["common_ground"]},
        "differences": {str(one) for one in report["differences"]},
        "representative": {str(found["id"]) for found in shown},
    }
    return {one: _use(one, classes.get(one), lists) for one in statements}


def unused(found: Mapping[str, Use]) -> Mapping[str, Sequence[str]]:
    """Return the ids that are not used, by the name of the reason, in the order of UNUSED."""
    grouped = {
        name: [one for one, use in found.items() if not use.used and use.name == name]
        for name in UNUSED
    }
    return {name: ids for name, ids in grouped.items() if ids}


def _use(one: str, kind: str | None, lists: Mapping[str, set[str]]) -> Use:
    place = next((name for name, ids in lists.items() if one in ids), None)
    if kind is not None and place is not None:
        return Use(used=True, name=place)
    if kind is None:
        return Use(used=False, name="not_in_report")
    return Use(used=False, name=kind if kind in UNUSED else "not_among_findings")
