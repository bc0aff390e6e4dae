"""What the record tells of people: the acts of this room with what they commit to."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from comity.canonical import decode
from comity.people import Mandate, Role
from comity.record.passkeys import REGISTER, REVOKE
from comity.site.members import actions
from comity.site.members.recovery import ASK
from comity.site.record.reconcile import Label
from comity.site.record.recorded import Recorded, recorded_acts

__all__ = [
    "ACTS",
    "Act",
    "Given",
    "labels_of_people",
    "recorded_mandates",
    "recorded_people",
]

ACTS: Final = (
    actions.ACCREDIT,
    actions.STATUS,
    actions.OPEN,
    actions.CLOSE,
    actions.GIVE,
    actions.REVOKE,
    actions.RECUSE,
    actions.INVITE,
    ASK,
    REGISTER,
    REVOKE,
)
OPENED: Final = (actions.GIVE, actions.RECUSE, REGISTER, REVOKE)


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
        return self.entry.at

    @property
    def about(self) -> str:
        """Return the id of what it is about."""
        return self.entry.statement.subject.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Given:
    """A mandate as the record tells of it, with the rows of the entries that gave and ended it.

    ``ended`` is the first that revoked it or closed its holder's account; None where none did.
    """

    mandate: Mandate
    row: int
    ended: int | None = None

    def until(self, act: Act) -> "Given":
        """Return the same, ended by ``act`` unless it was ended before."""
        return self if self.ended is not None else replace(self, ended=act.entry.row)


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


def recorded_mandates(acts: Sequence[Act]) -> Mapping[str, Given]:
    """Return the mandates that were given, by id, and what ended them before their time.

    One whose content was erased is not among them: nobody can tell any more what it covered.
    """
    found = dict(_given(acts))
    for act in acts:
        if act.name == actions.REVOKE and act.about in found:
            given = found[act.about]
            if given.mandate.revoked is None and given.mandate.revocable:
                revoked = replace(given.mandate, revoked=act.at)
                found[act.about] = replace(given, mandate=revoked).until(act)
        elif act.name == actions.CLOSE:
            held = [
                one for one in found.values() if one.mandate.holder == act.content.get("person")
            ]
            found |= {one.mandate.id: one.until(act) for one in held}
    return found


def _given(acts: Sequence[Act]) -> Iterator[tuple[str, Given]]:
    for act in acts:
        if act.name == actions.GIVE and act.content:
            # What nobody can read gives nobody a mandate; that it differs is found beside.
            with suppress(ArithmeticError, LookupError, TypeError, ValueError):
                mandate = _mandate(act.content)
                yield mandate.id, Given(mandate, act.entry.row)


def _mandate(content: Mapping[str, Any]) -> Mandate:
    return Mandate(
        id=content["mandate"],
        holder=content["holder"],
        role=Role(content["party"], content["role"]),
        scope=frozenset(content["scope"]),
        start=datetime.fromisoformat(content["start"]),
        end=datetime.fromisoformat(content["end"]),
        revocable=content["revocable"],
        through=content["through"],
    )


def _members(content: bytes) -> Mapping[str, Any]:
    members: Any = decode(content)
    return members if isinstance(members, Mapping) else {}
