"""Who is bound by an instrument towards whom, through which path, under which reservations.

Between two parties a reservation and the answer to it decide, pair by pair: Vienna Convention on
the Law of Treaties, Articles 20 to 22. Whoever has not objected twelve months after it was
notified, or by the day of its own consent if that is later, is taken to have accepted (20(5)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from comity.standards.acts import Act
from comity.standards.months import add_months
from comity.standards.register import PartyStanding, Register

__all__ = ["Answer", "BoundBy", "Relation", "answer_until", "bound_towards", "path_of", "relation"]

Told: TypeAlias = Literal["accepted", "pending", "objected", "opposed", "late"]
RelationState: TypeAlias = Literal[
    "in_force",
    "as_reserved",
    "pending",
    "not_between",
    "provisional",
    "through_group",
    "not_bound",
]
MONTHS_TO_OBJECT: Final = 12
BINDING: Final = ("in_force", "provisional")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other party has made of a reservation: ``until`` is its last day to object.

    ``objected``: the provisions reserved do not apply between the two. ``opposed``: the instrument
    is not in force between them. ``late``: it objected after its time, which changes nothing.
    """

    reservation: Act
    told: Told
    until: date
    objection: Act | None = None


@dataclass(frozen=True, slots=True)
class BoundBy:
    """What binds a party: its own consent or provisional application, or that of a group."""

    party: str
    by: Literal["consent", "provisional_application", "group"]
    standing: PartyStanding
    through: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """What an instrument is between two parties on a day, and what that follows from.

    ``through_group``: one of them has not consented itself, and a group that it belongs to has.
    """

    party: str
    towards: str
    state: RelationState
    paths: tuple[BoundBy, ...]
    answers: tuple[Answer, ...] = ()
    lacking: tuple[str, ...] = ()


def answer_until(reservation: Act, consent: Act | None) -> date:
    """Return the last day on which who has given ``consent`` can object to ``reservation``.

    Twelve months from 29 February end with 28 February.
    """
    last = add_months(reservation.known, MONTHS_TO_OBJECT)
    return last if consent is None else max(last, consent.day)


def path_of(found: Register, party: str) -> BoundBy | None:
    """Return through what ``party`` is bound on the day of ``found``, or None if it is not."""
    own = found.parties.get(party)
    if own is not None and own.state in BINDING:
        by_consent = own.state == "in_force"
        return BoundBy(party, "consent" if by_consent else "provisional_application", own)
    rule = found.rule
    for group in rule.groups.values():
        standing = found.parties.get(group.party)
        if standing is None or standing.state not in BINDING:
            continue
        if rule.sets.has(group.members, party, found.at):
            return BoundBy(party, "group", standing, group.party)
    return None


def relation(found: Register, party: str, towards: str) -> Relation:
    """Return what the instrument is between ``party`` and ``towards`` on the day of ``found``."""
    pairs = [(one, path_of(found, one)) for one in (party, towards)]
    paths = tuple(path for _, path in pairs if path is not None)
    lacking = tuple(one for one, path in pairs if path is None)
    if lacking or party == towards:
        return Relation(party, towards, "not_bound", paths, (), lacking)
    answers = (*_answers(found, party, towards), *_answers(found, towards, party))
    return Relation(party, towards, _state(paths, answers), paths, answers)


def bound_towards(found: Register, party: str) -> tuple[Relation, ...]:
    """Return what the instrument is between ``party`` and every other that is bound by it."""
    others = [other for other in found.parties if other != party and path_of(found, other)]
    return tuple(relation(found, party, other) for other in others)


def _state(paths: Sequence[BoundBy], answers: Sequence[Answer]) -> RelationState:
    told = {answer.told for answer in answers}
    if "opposed" in told:
        return "not_between"
    if "pending" in told:
        return "pending"
    if any(path.by == "group" for path in paths):
        return "through_group"
    if any(path.standing.state == "provisional" for path in paths):
        return "provisional"
    return "as_reserved" if told else "in_force"


def _answers(found: Register, by: str, to: str) -> tuple[Answer, ...]:
    """Return what ``to`` has made of each reservation of ``by`` that stands."""
    over = {act.about for act in found.acts if act.kind.endswith("_withdrawal") and act.about}
    consent = found.parties[to].consent if to in found.parties else None
    return tuple(
        _answer(found, act, to, consent, over)
        for act in found.acts
        if act.kind == "reservation" and act.party == by and act.number not in over
    )


def _answer(
    found: Register, reservation: Act, to: str, consent: Act | None, over: set[str]
) -> Answer:
    until = answer_until(reservation, consent)
    objection = next(
        (
            act
            for act in found.acts
            if act.about == reservation.number
            and reservation.number
            and act.party == to
            and act.kind in ("objection", "opposing_objection")
            and act.number not in over
        ),
        None,
    )
    if objection is None:
        return Answer(reservation, "accepted" if found.at > until else "pending", until)
    if objection.day > until:
        return Answer(reservation, "late", until, objection)
    told: Told = "opposed" if objection.kind == "opposing_objection" else "objected"
    return Answer(reservation, told, until, objection)
