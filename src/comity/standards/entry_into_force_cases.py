"""Worked cases of rules of entry into force: acts, a day, and what the rule must then say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from comity.canonical import Json, NotCanonicalError, decode
from comity.fault import N_, FaultKind, Place, refuse
from comity.standards.acts import ACTS, Act
from comity.standards.acts_fields import EARLIEST, LATEST
from comity.standards.entry_into_force_rule import EntryRule
from comity.standards.register import Register, register

__all__ = ["ENTRY_CASES_SCHEMA", "EntryCase", "EntryCases", "read_entry_cases", "run_entry_case"]

ENTRY_CASES_SCHEMA: Final = "comity.standards.entry_cases/1"
MOST_OTHERS: Final = 10_000
EXPECTED: Final = ("state", "trigger", "in_force", "missing")

UNREADABLE: Final = FaultKind(
    "standards.entry_cases_unreadable",
    N_("the worked cases cannot be read: {reason}"),
    N_("worked cases are JSON with the schema {schema}: id, acts, a day and what is expected"),
    N_("Start from shipped ones, such as paris-agreement-21.cases."),
)


@dataclass(frozen=True, slots=True)
class EntryCase:
    """Acts, the day asked about, and the state, trigger, entry and missing conditions expected."""

    id: str
    acts: tuple[Act, ...]
    at: date
    expected: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class EntryCases:
    """The cases of one rule, by its id and version."""

    rule: str
    version: int
    cases: tuple[EntryCase, ...]


def read_entry_cases(data: bytes, name: str = "cases.json") -> EntryCases:
    """Return the cases in ``data``; raise ``RefusedError`` if they have another form.

    An act stands for all its ``parties`` and for as many ``others``, who bring 0 of each measure.
    """
    try:
        members: Any = decode(data)
        if members["schema"] != ENTRY_CASES_SCHEMA:
            raise ValueError(members["schema"])  # noqa: TRY301 - told like the others
        cases = tuple(_case(one, members["measures"]) for one in members["cases"])
        return EntryCases(str(members["rule"]), int(members["version"]), cases)
    except (NotCanonicalError, AttributeError, KeyError, TypeError, ValueError) as error:
        told = UNREADABLE.at(Place(name), reason=error, schema=ENTRY_CASES_SCHEMA)
        raise refuse(told) from error


def run_entry_case(rule: EntryRule, case: EntryCase) -> dict[str, Json]:
    """Return what ``rule`` says where it is not what the case expects; nothing if all is so."""
    found = _said(register(rule, case.acts, case.at))
    return {key: found[key] for key in EXPECTED if found[key] != case.expected[key]}


def _said(found: Register) -> dict[str, Json]:
    entry = found.entry
    return {
        "state": "in_force" if found.is_in_force else "not_in_force",
        "trigger": entry.trigger.isoformat() if entry else None,
        "in_force": entry.in_force.isoformat() if entry else None,
        "missing": [[one.of, one.set, one.required - one.had] for _, one in found.missing],
    }


def _case(members: Mapping[str, Any], measures: Sequence[str]) -> EntryCase:
    acts: list[Act] = []
    for one in members["acts"]:
        acts.extend(_acts(one, measures, len(acts)))
    return EntryCase(
        str(members["id"]),
        tuple(acts),
        _day(members["at"]),
        {key: members[key] for key in EXPECTED},
    )


def _acts(members: Mapping[str, Any], measures: Sequence[str], before: int) -> Iterator[Act]:
    if members["act"] not in ACTS:
        raise ValueError(members["act"])
    brought: Mapping[str, int] = members.get("brings", {})
    number = int(members.get("others", 0))
    if number > MOST_OTHERS:
        raise ValueError(number)
    others = (f"OTHER-{before + n:03}" for n in range(number))
    for party in (*members.get("parties", ()), *others):
        # One number of each party: no shipped rule has more than one measure.
        weights = {name: int(brought.get(party, 0)) for name in measures}
        yield Act(str(party), members["act"], _day(members["date"]), measures=weights)


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not EARLIEST <= day < LATEST:
        raise ValueError(text)
    return day
