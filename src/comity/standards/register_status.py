"""The published function ``standards.register_status``: an instrument on a day, recomputable."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from comity.canonical import Json, decode, encode
from comity.record import PublishedFunction
from comity.standards.acts import Act, Standing
from comity.standards.acts_reading import ActTerms, read_acts
from comity.standards.entry_into_force import Condition
from comity.standards.entry_into_force_reading import read_entry_rule
from comity.standards.entry_into_force_rule import EntryRule
from comity.standards.register import PartyStanding, Register, register

__all__ = [
    "ACTS_MEMBER",
    "PUBLISHED",
    "QUESTION_MEMBER",
    "RULE_MEMBER",
    "STATUS_MEMBER",
    "act_terms",
    "party_document",
    "register_status",
    "status_document",
    "status_question",
]

ACTS_MEMBER: Final = "inputs/acts.csv"
RULE_MEMBER: Final = "inputs/rule.json"
QUESTION_MEMBER: Final = "inputs/question.json"
STATUS_MEMBER: Final = "outputs/status.json"
NAME: Final = "standards.register_status"
VERSION: Final = 1


def register_status(inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return where the instrument stands on the day asked for, from its acts and its rule."""
    asked: Any = decode(inputs[QUESTION_MEMBER])
    rule = read_entry_rule(inputs[RULE_MEMBER], RULE_MEMBER)
    acts = read_acts(inputs[ACTS_MEMBER], ACTS_MEMBER, act_terms(rule))
    found = register(rule, acts, date.fromisoformat(asked["at"]))
    return {STATUS_MEMBER: encode(status_document(found))}


def status_question(at: date) -> bytes:
    """Return the input that names the day ``at``."""
    return encode({"v": 1, "at": at.isoformat()})


def act_terms(rule: EntryRule, parties: frozenset[str] | None = None) -> ActTerms:
    """Return what acts on the instrument of ``rule`` are checked against."""
    return ActTerms(rule.measures, frozenset(rule.groups), rule.opened, parties)


def status_document(found: Register) -> dict[str, Json]:
    """Return ``found`` as it is published: days as texts, counts as whole numbers."""
    entry, rule = found.entry, found.rule
    states = [party_document(one) for one in found.parties.values()]
    held = sum(1 for own in found.consents.values() if own and own[-1].holds(found.at))
    return {
        "v": 1,
        "function": {"name": NAME, "version": VERSION},
        "rule": {"id": rule.id, "version": rule.version, "sha256": rule.sha256},
        "title": rule.title,
        "at": found.at.isoformat(),
        "acts": len(found.acts),
        "state": "in_force" if found.is_in_force else "not_in_force",
        "trigger": entry.trigger.isoformat() if entry else None,
        "trigger_acts": [_act(act) for act in entry.acts] if entry else [],
        "branch": entry.branch + 1 if entry else None,
        "in_force": entry.in_force.isoformat() if entry else None,
        "ended": _day(entry.ended) if entry else None,
        "parties": held,
        "uncounted": _uncounted(found),
        "bound": sum(1 for one in found.parties.values() if one.state == "in_force"),
        "conditions_at": found.conditions_at.isoformat(),
        "conditions": [
            {"branch": place, **_condition(one)}
            for place, own in enumerate(found.conditions, start=1)
            for one in own
        ],
        "missing": [
            {"branch": place + 1, **_condition(one), "short": one.required - one.had}
            for place, one in found.missing
        ],
        "states": states,
    }


def _uncounted(found: Register) -> list[Json]:
    """Return the groups whose consent stands beside that of their members and adds nothing."""
    own = found.rule.groups.values()
    return [
        one.party
        for one in sorted(own, key=lambda group: group.party)
        if not one.counted and any(each.holds(found.at) for each in _consents(found, one.party))
    ]


def _consents(found: Register, party: str) -> tuple[Standing, ...]:
    return found.consents.get(party, ())


def _condition(one: Condition) -> dict[str, Json]:
    return {
        "of": one.of,
        "set": one.set,
        "base": one.base,
        "required": one.required,
        "had": one.had,
        "passed": one.passed,
        "lacking": list(one.lacking),
    }


def party_document(one: PartyStanding) -> dict[str, Json]:
    """Return what the instrument is to one party, as it is published."""
    return {
        "party": one.party,
        "state": one.state,
        "signed": _day(one.signed),
        "consent": _act(one.consent) if one.consent else None,
        "effect": _day(one.effect),
        "until": _day(one.until),
    }


def _act(act: Act) -> dict[str, Json]:
    return {"party": act.party, "act": act.kind, "date": act.day.isoformat(), "number": act.number}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


PUBLISHED: Final = PublishedFunction(
    name=NAME,
    version=VERSION,
    inputs=(ACTS_MEMBER, RULE_MEMBER, QUESTION_MEMBER),
    outputs=(STATUS_MEMBER,),
    tolerance=0,
    run=register_status,
)
