"""The organisation's own statements as a form has them: one a line, in one language."""

from collections.abc import Sequence

from comity.dialogue import statement_faults
from comity.fault import Fault

__all__ = ["Seeds", "seed_faults", "seeds_in"]

Seeds = tuple[tuple[str, str], ...]


def seeds_in(text: str, language: str) -> Seeds:
    """Return each line of ``text`` that is not empty, with the language it is in."""
    lines = (line.strip() for line in text.split("\n"))
    return tuple((line, language) for line in lines if line)


def seed_faults(seeds: Seeds) -> Sequence[Fault]:
    """Return all that speaks against these statements."""
    return [fault for text, language in seeds for fault in statement_faults(text, language)]
