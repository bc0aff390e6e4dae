"""Asks again of each printed sheet whether two persons stood behind it where two had to.

Whether somebody had signed in no entry says. That they had is seen here by what they did since the
sheet before: an act under a mandate of theirs, a passkey, or that a new sheet was asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from comity.people import holds
from comity.record.passkeys import REGISTER
from comity.site.members import actions
from comity.site.members.entering import OPERATOR
from comity.site.members.permissions import role_table
from comity.site.members.recorded import Act, Given
from comity.site.members.recovery import ASK, PATIENCE

__all__ = ["single_handed"]

RULE: Final = "two persons ask for a new sheet for who holds a mandate and has signed in"


def single_handed(
    acts: Sequence[Act], mandates: Mapping[str, Given]
) -> Iterator[tuple[Act, str, str]]:
    """Yield each printed sheet for which a second person was needed and is not there, and why."""
    about: dict[str, list[Act]] = {}
    for act in acts:
        for person in _concerned(act, mandates):
            about.setdefault(person, []).append(act)
    for person, theirs in about.items():
        for at, act in enumerate(theirs):
            if act.name == actions.INVITE and act.content.get("person") == person:
                found = _lacks(act, person, theirs[:at], mandates)
                if found:
                    yield act, found, RULE


def _concerned(act: Act, mandates: Mapping[str, Given]) -> set[str]:
    """Return for whom something was printed, asked or registered by ``act``, and who did it."""
    told = act.name in {actions.INVITE, ASK, REGISTER}
    named = act.content.get("person", act.content.get("holder")) if told else None
    by = mandates.get(act.entry.statement.mandate or "")
    return {one for one in (named, by.mandate.holder if by else None) if isinstance(one, str)}


def _lacks(act: Act, person: str, before: Sequence[Act], mandates: Mapping[str, Given]) -> str:
    """Return what is wrong with a sheet for ``person``, given what was ``before``; or nothing."""
    by = mandates.get(act.entry.statement.mandate or "")
    if by is None or by.mandate.role.title == OPERATOR:
        return ""
    second = act.content.get("asked_by", "")
    if not second:
        needed = _holds_any(person, act, mandates) and _signed_in(person, before, mandates)
        return "one person alone printed a sheet for who had signed in" if needed else ""
    if second in {person, by.mandate.holder}:
        return "who asked for the sheet is no second person"
    if second not in _askers(act, person, before, mandates):
        return f"its entry names {second}, who had not asked for it within a day"
    return "" if _may_ask(second, act, mandates) else f"{second} could not ask any more"


def _holds_any(person: str, act: Act, mandates: Mapping[str, Given]) -> bool:
    """Return whether ``person`` held a mandate when ``act`` was entered."""
    own = (one for one in mandates.values() if one.mandate.holder == person)
    return any(_runs(one, act) and act.at < one.mandate.end for one in own)


def _signed_in(person: str, before: Sequence[Act], mandates: Mapping[str, Given]) -> bool:
    """Return whether the record tells that ``person`` had signed in since the sheet before."""
    sheets = [at for at, one in enumerate(before) if one.name == actions.INVITE]
    since = before[sheets[-1] + 1 :] if sheets else before
    asked = any(one.name == ASK and one.content.get("person") == person for one in before)
    return asked or any(one.name == REGISTER or _holder(one, mandates) == person for one in since)


def _askers(
    act: Act, person: str, before: Sequence[Act], mandates: Mapping[str, Given]
) -> set[str]:
    """Return who had asked for a sheet for ``person`` that was not printed yet, within a day."""
    found: set[str] = set()
    for one in before:
        if one.content.get("person") != person:
            continue
        if one.name == actions.INVITE:
            found = set()
        elif one.name == ASK and one.at > act.at - PATIENCE:
            found.add(_holder(one, mandates))
    return found


def _may_ask(asker: str, act: Act, mandates: Mapping[str, Given]) -> bool:
    """Return whether ``asker`` still had a mandate to ask when ``act`` was entered."""
    table = role_table()
    return any(
        _runs(one, act)
        and table.allows(one.mandate.role.title, ASK)
        and holds(replace(one.mandate, revoked=None), holder=asker, act=ASK, at=act.at)
        for one in mandates.values()
    )


def _runs(given: Given, act: Act) -> bool:
    """Return whether a mandate was given before ``act`` and not ended before it."""
    row = act.entry.row
    return given.row < row and (given.ended is None or given.ended > row)


def _holder(act: Act, mandates: Mapping[str, Given]) -> str:
    by = mandates.get(act.entry.statement.mandate or "")
    return "" if by is None else by.mandate.holder
