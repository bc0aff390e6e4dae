"""The rule file of live results: by how many people they move, and the level of their intervals."""

from dataclasses import dataclass
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode

__all__ = ["LiveRule", "read_live_rule"]

SCHEMA: Final = "comity.dialogue.live/1"
LEAST_STEP: Final = 10
"""No rule lets them move by fewer people: a published cell speaks of ten at least."""


@dataclass(frozen=True, slots=True)
class LiveRule:
    """How live results are shown: ``step`` people by which each number moves at least."""

    id: str
    version: int
    level: float
    step: int


def read_live_rule(data: bytes) -> LiveRule:
    """Return the rule in ``data``; raise ``ValueError`` where it is none."""
    try:
        members: Any = decode(data)
        rule = LiveRule(members["id"], members["version"], members["level"], members["step"])
        sound = members["schema"] == SCHEMA and 0.5 <= rule.level <= 0.999
        sound = sound and rule.step >= LEAST_STEP
    except (KeyError, TypeError, NotCanonicalError) as error:
        raise ValueError(f"no rule of live results: {error}") from error
    if not sound:
        raise ValueError(f"no rule of live results: {members}")
    return rule
