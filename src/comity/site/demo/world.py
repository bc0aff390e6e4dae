"""The invented world as values: its organisation's secretary and her mandate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from comity.oversight import Person, SignOff
from comity.people import Acting, Mandate, Party, Role
from comity.site.instance import demo_world
from comity.site.members.permissions import role_table
from comity.subject import Subject

__all__ = ["OFFICE_BEFORE", "OFFICE_LASTS", "Persona", "mandate_id", "parties", "secretary"]

OFFICE_BEFORE: Final = timedelta(days=365)
OFFICE_LASTS: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Persona:
    """An invented person with a mandate. Personas exist only in a demonstration."""

    name: str
    mandate: Mandate

    def acting(self) -> Acting:
        """Return this person as somebody who is signed in."""
        return Acting(self.mandate.holder, self.name, (self.mandate,))

    def sign_off(self, *, act: str, subject: Subject, at: datetime) -> SignOff:
        """Return this person's sign-off of ``subject``; equal arguments give an equal one."""
        return SignOff(
            id=f"demo-{subject.id}",
            act=act,
            subject=subject,
            signer=Person(self.mandate.holder),
            name=self.name,
            mandate=self.mandate,
            nonce=f"demo-{subject.id}",
            at=at,
        )


def secretary(began: datetime) -> Persona:
    """Return the secretary of the organisation, in office since a year before ``began``."""
    _, world = demo_world()
    person = next(one for one in world["people"] if one["role"] == "secretary")
    mandate = Mandate(
        id=mandate_id(person["role"], f"demo-{person['id']}"),
        holder=f"demo-{person['id']}",
        role=Role(world["organisation"]["id"], person["role"]),
        scope=role_table().acts_of(person["role"]),
        start=began - OFFICE_BEFORE,
        end=began + OFFICE_LASTS,
    )
    return Persona(person["name"], mandate)


def mandate_id(title: str, person: str) -> str:
    """Return the id of the mandate by which an invented person holds an office."""
    return f"m-{title.replace('_', '-')}-{person.removeprefix('demo-')}"


def parties() -> tuple[Party, ...]:
    """Return the invented parties, in the order of the data file."""
    _, world = demo_world()
    return tuple(_party(one) for one in world["parties"])


def _party(one: Mapping[str, Any]) -> Party:
    return Party(one["id"], one["kind"], one["names"], one["original"])
