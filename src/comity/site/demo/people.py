"""Scene 0: the parties of the invented organisation, and its people with their mandates.

Entered through the same actions as anybody else: whoever runs the server enters the organisation
and its administrator, the administrator the secretary, and the secretary everybody else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from comity.canonical import sha256_hex
from comity.edge import shipped
from comity.people import Acting, Mandate, Party, Role, StatusChange
from comity.site.demo.world import OFFICE_BEFORE, OFFICE_LASTS, mandate_id, parties
from comity.site.instance import demo_world
from comity.site.members.actions import accredit_party, change_status, give_mandate, open_account
from comity.site.members.credentials import new_codes
from comity.site.members.models import Account
from comity.site.members.newcomer import Newcomer
from comity.site.members.permissions import operator, role_table
from comity.site.members.queries import acting_as, party_with, people_of
from comity.site.record.models import Log

__all__ = ["PersonaLine", "people_digest", "personas", "plant_people"]

SCENE: Final = "people/2"


@dataclass(frozen=True, slots=True)
class PersonaLine:
    """Somebody whom a visitor of the demonstration can act as."""

    id: str
    name: str
    role: str
    party: str
    shown: Party
    persona: str


def personas() -> Sequence[PersonaLine]:
    """Return the people one can act as, in the order of the data file."""
    shown = {party.id: party for party in (_organisation(), *parties())}
    return [
        PersonaLine(
            one["id"],
            one["name"],
            one["roles"][0],
            one["party"],
            shown[one["party"]],
            one["persona"],
        )
        for one in _data()["people"]
        if "persona" in one
    ]


def people_digest() -> str:
    """Return a digest of all this scene is made from; it changes when the scene does."""
    table = repr(role_table().version).encode()
    return sha256_hex(b"\0".join((SCENE.encode(), shipped("people", "demo-people", 1), table)))


def plant_people(*, log: Log, began: datetime, now: datetime) -> None:
    """Enter whatever is not there yet. ``began`` is when the demonstration was first started.

    ``now`` is when these acts are dated.
    """
    data = _data()
    _plant_organisation(log, data, now)
    for one in data["people"]:
        _plant_person(log, one, began, now)
        if one.get("persona") == "secretary":
            _plant_parties(log, data, now)


def _organisation() -> Party:
    world = demo_world()[1]["organisation"]
    return Party(world["id"], "organisation", world["names"], world["original"])


def _plant_organisation(log: Log, data: Mapping[str, Any], now: datetime) -> None:
    _accredit(log, operator(now), _organisation(), [data["organisation_status"]], (20, now))


def _plant_parties(log: Log, data: Mapping[str, Any], now: datetime) -> None:
    by = _holder("secretary")
    for party in parties():
        _accredit(log, by, party, data["status"][party.id], (data["cap"], now))


def _accredit(
    log: Log, by: Acting, party: Party, history: Sequence[Any], given: tuple[int, datetime]
) -> None:
    cap, now = given
    changes = [
        StatusChange(one["status"], date.fromisoformat(one["since"]), one["source"])
        for one in history
    ]
    found = party_with(party.id, now)
    if found is None:
        accredit_party(log=log, acting=by, party=party, status=changes[0], cap=cap, now=now)
    for change in changes[len(found.history) if found else 1 :]:
        change_status(log=log, acting=by, party=party.id, status=change, now=now)


def _plant_person(log: Log, one: Mapping[str, Any], began: datetime, now: datetime) -> None:
    person, title = one["id"], one["roles"][0]
    by = _giver(title, now)
    if person not in {line.id for line in people_of(one["party"])}:
        newcomer = Newcomer(person, one["name"], one["party"], one["handle"])
        open_account(log=log, acting=by, newcomer=newcomer, now=now)
        # Nobody sees them; without them each would first be told to print some.
        new_codes(Account.objects.get(person=person))
    known = acting_as(person)
    if known is not None and not known.mandates:
        mandate = Mandate(
            id=mandate_id(title, person),
            holder=person,
            role=Role(one["party"], title),
            scope=role_table().acts_of(title),
            start=began - OFFICE_BEFORE,
            end=began + OFFICE_LASTS,
        )
        give_mandate(log=log, acting=by, mandate=mandate, now=now)


def _giver(title: str, now: datetime) -> Acting:
    rule = role_table().role(title)
    givers = rule.given_by if rule else frozenset()
    if "operator" in givers:
        return operator(now)
    return _holder("administrator" if "administrator" in givers else "secretary")


def _holder(persona: str) -> Acting:
    person = next(one["id"] for one in _data()["people"] if one.get("persona") == persona)
    found = acting_as(person)
    if found is None:
        raise LookupError(f"the demonstration has no {persona} yet")
    return found


def _data() -> Any:
    return json.loads(shipped("people", "demo-people", 1))
