"""Parties: who takes part, under an opaque id and with names in several languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Party", "PartyKind"]

PartyKind: TypeAlias = Literal["state", "organisation", "observer", "entity", "person"]


@dataclass(frozen=True, slots=True)
class Party:
    """A party: its opaque id, its kind and its names by language tag.

    Rights never follow from a name: they come from rules and mandates with dates.
    """

    id: str
    kind: PartyKind
    names: Mapping[str, str]
    original: str = "en"

    def __post_init__(self) -> None:
        """Refuse a party without a name in its original language."""
        if not self.names.get(self.original):
            raise ValueError(f"party {self.id} has no name in its original language")

    def name(self, language: str) -> str:
        """Return the name in ``language``, or the original one where there is none."""
        return self.names.get(language) or self.names[self.original]
