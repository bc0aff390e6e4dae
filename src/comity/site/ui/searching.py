"""One search for all rooms: each registers who answers for it, and whose words are kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from comity.people import Acting

__all__ = ["Hit", "Provider", "Question", "all_texts", "providers", "register"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: as typed, its folded ``words``, by whom, in which language.

    A provider gives at most ``limit`` hits, and only what ``reader`` may see: None is a visitor.
    """

    text: str
    words: tuple[str, ...]
    reader: Acting | None
    language: str
    limit: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: its title, the page it leads to, some of its words.

    ``language`` is that of title and words, empty where they are in the page's own.
    """

    title: str
    place: str
    snippet: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who answers for one kind of thing; ``name`` is how pages call it, a message of the catalogue.

    ``texts`` gives, of entries by their keys, the public texts that they entered: their words are
    kept, to be found quickly. Without it the provider looks for itself.
    """

    name: str
    query: Callable[[Question], Sequence[Hit]]
    texts: Callable[[Sequence[int]], Mapping[int, str]] | None = None
    order: int = 50


KNOWN: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Let ``provider`` answer from now on; one of the same name takes the other's place."""
    KNOWN[provider.name] = provider


def providers() -> Sequence[Provider]:
    """Return who answers, in the order in which pages show it."""
    return sorted(KNOWN.values(), key=lambda one: (one.order, one.name))


def all_texts(entries: Sequence[int]) -> Mapping[int, str]:
    """Return all that the rooms say of ``entries``, by key."""
    found: dict[int, str] = {}
    for provider in providers():
        told = provider.texts(entries) if provider.texts is not None else {}
        for entry, text in told.items():
            found[entry] = f"{found[entry]}\n{text}" if entry in found else text
    return found
