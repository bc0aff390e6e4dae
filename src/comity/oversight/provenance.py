"""Provenance: whether a person or a machine wrote something, and which."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from comity.canonical import Json

__all__ = ["Machine", "Origin", "Person", "Segment", "machine_fields", "machine_share"]


@dataclass(frozen=True, slots=True)
class Person:
    """A person, by the pseudonym the record uses."""

    id: str


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine: what is needed to know, and if possible repeat, what it did."""

    system: str
    model: str
    version: str
    prompt_digest: str
    parameters: str
    at: datetime


Origin: TypeAlias = Person | Machine


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text with its own origin."""

    text: str
    origin: Origin


def machine_fields(machine: Machine) -> dict[str, Json]:
    """Return what a file says of a machine."""
    return {
        "system": machine.system,
        "model": machine.model,
        "version": machine.version,
        "prompt_digest": machine.prompt_digest,
        "parameters": machine.parameters,
        "at": machine.at.isoformat(timespec="seconds"),
    }


def machine_share(segments: tuple[Segment, ...]) -> float:
    """Return the share of characters a machine wrote, 0 for an empty text."""
    total = sum(len(segment.text) for segment in segments)
    by_machine = sum(len(part.text) for part in segments if isinstance(part.origin, Machine))
    return by_machine / total if total else 0.0
