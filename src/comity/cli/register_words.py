"""What ``comity register`` prints for people: short lines that name rule, day and numbers."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

__all__ = ["status_words"]


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
