"""What ``comity register`` prints for people: short lines that name rule, day and numbers."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

__all__ = [
    "cases_words",
    "claim_words",
    "count_words",
    "history_words",
    "relations_words",
    "status_words",
]

RELATIONS: Final = {
    "in_force": "in force between them",
    "as_reserved": "in force between them as far as the reservations leave it",
    "pending": "not settled: a reservation can still be objected to",
    "not_between": "not in force between them: an objection opposes it",
    "provisional": "applied provisionally between them",
    "through_group": "bound by a group, and not each by its own consent",
    "not_bound": "not in force between them",
}
HISTORY: Final = ("line", "party", "act", "date")


def status_words(found: Mapping[str, Any]) -> str:
    """Return the status ``found``, a published document, in lines."""
    rule = found["rule"]
    held = f"Consents that stand: {found['parties']}{_uncounted(found)}; bound: {found['bound']}."
    file = f"Rule {rule['id']} version {rule['version']}, {rule['sha256'][:16]}…"
    lines = [
        f"{found['title']} on {found['at']}: {_state(found)}.",
        *_trigger(found),
        *(f"Missing, {_condition(one, found)}." for one in found["missing"]),
        f"{held} By state: {_states(found)}.",
        f"{file}; {found['acts']} acts up to that day.",
    ]
    return "\n".join(lines)


def relations_words(found: Mapping[str, Any]) -> str:
    """Return what the instrument is between pairs of parties, and through which path."""
    lines = [f"{found['title']} on {found['at']}."]
    for one in found["relations"]:
        lines.append(f"{one['party']} and {one['towards']}: {RELATIONS[one['state']]}.")
        lines += [f"  {_path(path)}" for path in one["paths"]]
        lines += [f"  {party} is not bound." for party in one["lacking"]]
        lines += [f"  {_answer(answer)}" for answer in one["reservations"]]
    if not found["relations"]:
        lines.append("Nobody else is bound.")
    return "\n".join(lines)


def history_words(found: Mapping[str, Any], party: str) -> str:
    """Return the state of a party and its acts, one a line."""
    own = found["party"]
    state = "no act" if own is None else own["state"]
    effect = f", effect {own['effect']}" if own and own["effect"] else ""
    until = f", until {own['until']}" if own and own["until"] else ""
    lines = [f"{party}, {found['title']} on {found['at']}: {state}{effect}{until}."]
    for act in found["history"]:
        rest = [f"{name} {act[name]}" for name in act if name not in HISTORY]
        lines.append("  ".join([act["date"], act["party"], act["act"], *rest]))
    return "\n".join(lines)


def count_words(found: Mapping[str, Any]) -> str:
    """Return how many endorsed, and the sources side by side."""
    every = f"by every source that lists parties: {found['by_every_source']}"
    lines = [f"Endorsed on {found['at']}: {found['endorsed']}; {every}."]
    for source in found["sources"]:
        stated = "" if source["stated"] is None else f"; states {source['stated']}"
        lines.append(f"  {source['source'] or 'without source'}: lists {source['listed']}{stated}")
    for one in found["disputed"]:
        says = ", ".join(f"{source}: {voice}" for source, voice in sorted(one["says"].items()))
        lines.append(f"Disputed: {one['party']} ({says}).")
    lines += [f"Unknown: {party}." for party in found["unknown"]]
    lines += [f"Withdrawn: {one['party']}, {one['until']}." for one in found["withdrawn"]]
    return "\n".join(lines)


def cases_words(found: Mapping[str, Any]) -> str:
    """Return how many worked cases hold, and what the rule says where one does not."""
    wrong = [f"{name}: the rule says {said}" for name, said in found["said"].items()]
    return "\n".join([f"{found['passed']} cases hold, {len(wrong)} do not.", *wrong])


def claim_words(found: Mapping[str, Any]) -> str:
    """Return which decisions are as claimed, or that there is none, and what comes closest."""
    if not found["searched"]:
        return "No such decision: the list is empty."
    where = f"among {found['searched']:,} decisions from {found['from']} until {found['until']}"
    if found["found"]:
        head = f"Found, {len(found['found'])} {where}:"
    else:
        head = f"No such decision {where}."
    near = [f"Near: {_decision(one)}" for one in found["near"]]
    return "\n".join([head, *(_decision(one) for one in found["found"]), *near])


def _path(path: Mapping[str, Any]) -> str:
    own = path["standing"]
    if path["by"] == "provisional_application":
        return f"{path['party']} applies it provisionally."
    through = f" through {path['through']}" if path["through"] else ""
    act = own["consent"]
    told = f"{act['act']} {act['date']}, effect {own['effect']}" if act else own["state"]
    return f"{path['party']} is bound{through}: {told}."


def _answer(answer: Mapping[str, Any]) -> str:
    made, objection = answer["reservation"], answer["objection"]
    by = "" if objection is None else f", {objection['act']} {objection['date']}"
    return (
        f"Reservation of {made['party']}, {made['date']}: {answer['told']}{by}; "
        f"last day to object {answer['until']}."
    )


def _decision(one: Mapping[str, Any]) -> str:
    counts = f"{one['yes']}-{one['no']}-{one['abstain']}"
    return f"{one['date']}  {one['decision']}  {counts}  {one['title']}"


def _state(found: Mapping[str, Any]) -> str:
    if found["state"] == "in_force":
        return f"in force since {found['in_force']}"
    if found["ended"] and found["ended"] <= found["at"]:
        return f"no longer in force since {found['ended']}"
    if found["in_force"]:
        return f"not in force; it enters into force on {found['in_force']}"
    return "not in force"


def _trigger(found: Mapping[str, Any]) -> list[str]:
    if not found["trigger"]:
        return []
    acts = ", ".join(f"{act['act']} by {act['party']}" for act in found["trigger_acts"])
    lines = [f"The conditions were met on {found['trigger']}: {acts or 'by passing of time'}."]
    met = (one for one in found["conditions"] if one["branch"] == found["branch"])
    return [*lines, *(f"Then, {_condition(one, found)}." for one in met)]


def _uncounted(found: Mapping[str, Any]) -> str:
    if not found["uncounted"]:
        return ""
    return f" (of which not counted beside their members: {', '.join(found['uncounted'])})"


def _condition(one: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    where = "" if one["set"] == "all" else f" of {one['set']}"
    several = len({each["branch"] for each in found["conditions"]}) > 1
    branch = f"branch {one['branch']}, " if several else ""
    base = f" of {one['base']:,}" if one["of"] != "parties" else ""
    told = f"{branch}{one['of']}{where}: {one['had']:,} where {one['required']:,}{base} are needed"
    if one["lacking"]:
        shown = ", ".join(one["lacking"][:10]) + (" and others" if len(one["lacking"]) > 10 else "")
        return f"{told}; lacking {shown}"
    return told


def _states(found: Mapping[str, Any]) -> str:
    counts = Counter(one["state"] for one in found["states"])
    return ", ".join(f"{state} {number}" for state, number in sorted(counts.items())) or "none"
