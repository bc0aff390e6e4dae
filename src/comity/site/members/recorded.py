"""What the record tells of people: the acts of this room with what they commit to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from comity.canonical import decode
from comity.people import Mandate, Role
from comity.site.members import actions
from comity.site.record.reconcile import Label
from comity.site.record.recorded import Recorded, recorded_acts

__all__ = ["ACTS", "Act", "labels_of_people", "recorded_mandates", "recorded_people"]

ACTS: Final = (
    actions.ACCREDIT,
    actions.STATUS,
    actions.OPEN,
    actions.CLOSE,
    actions.GIVE,
    actions.REVOKE,
    actions.RECUSE,
    actions.INVITE,
)
OPENED: Final = (actions.GIVE, actions.RECUSE)


@dataclass(frozen=True, slots=True)
class Act:
    """An entry of this room and its content; nothing of that once it was erased."""

    entry: Recorded
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return the act's name."""
        return self.entry.statement.act

    @property
    def at(self) -> datetime:
        """Return when it was done."""
        return datetime.fromisoformat(self.entry.statement.at)

    @property
    def about(self) -> str:
        """Return the id of what it is about."""
        return self.entry.statement.subject.rpartition(":")[2]


def recorded_people() -> Sequence[Act]:
    """Return the acts about people that the record tells of, in its order."""
    found = [
        Act(one, {} if one.content is None else _members(one.content))
        for act in ACTS
        for one in recorded_acts(act)
    ]
    return sorted(found, key=lambda act: act.entry.row)


def labels_of_people(acts: Sequence[Act]) -> dict[int, Label]:
    """Return what the rows of these entries say beyond their bytes."""
    titles = {
        act.about: act.content["names"][act.content["original"]]
        for act in acts
        if act.name == actions.ACCREDIT and act.content
    }
    labels = {}
    for act in acts:
        if act.name in {actions.ACCREDIT, actions.STATUS}:
            labels[act.entry.row] = Label("", titles.get(act.about))
        elif act.name in OPENED:
            labels[act.entry.row] = Label(opened=True)
    return labels


def recorded_mandates(acts: Sequence[Act]) -> Mapping[str, tuple[int, Mandate]]:
    """Return the mandates that were given, by id, each with the row of its entry.

    One whose content was erased is not among them: nobody can tell any more what it covered.
    """
    found = dict(_given(acts))
    for act in acts:
        if act.name == actions.REVOKE and act.about in found:
            row, mandate = found[act.about]
            if mandate.revoked is None and mandate.revocable:
                found[act.about] = (row, replace(mandate, revoked=act.at))
    return found


def _given(acts: Sequence[Act]) -> Iterator[tuple[str, tuple[int, Mandate]]]:
    for act in acts:
        if act.name != actions.GIVE or not act.content:
            continue
        content = act.content
        mandate = Mandate(
            id=content["mandate"],
            holder=content["holder"],
            role=Role(content["party"], content["role"]),
            scope=frozenset(content["scope"]),
            start=datetime.fromisoformat(content["start"]),
            end=datetime.fromisoformat(content["end"]),
            revocable=content["revocable"],
            through=content["through"],
        )
        yield mandate.id, (act.entry.row, mandate)


def _members(content: bytes) -> Mapping[str, Any]:
    members: Any = decode(content)
    return members if isinstance(members, Mapping) else {}
