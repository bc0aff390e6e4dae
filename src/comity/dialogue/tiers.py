"""In which tier somebody takes part: by the mandates they hold, as a rule file says.

A tier says how it was checked who somebody is. It is the beginning of their pseudonym, so that the
sealed ballot commits to it and auditors read it there. Tiers are never added up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode
from comity.dialogue.people import People, votes_of
from comity.dialogue.votes import VoteLog

__all__ = [
    "ANONYMOUS",
    "Tier",
    "TierRule",
    "in_tiers",
    "pseudonym_in",
    "read_tier_rule",
    "tier_for",
    "tier_of",
    "votes_in_tier",
]

SCHEMA: Final = "comity.dialogue.tiers/1"
ANONYMOUS: Final = "anonymous"
"""The tier of whom nobody checked; its pseudonyms have no beginning."""
BETWEEN: Final = "."


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier, and by which roles for parties of which kinds somebody is in it.

    The anonymous one has neither: everybody may be in it.
    """

    id: str
    roles: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class TierRule:
    """The tiers in their order; who fits several is in the last that a conversation takes."""

    id: str
    version: int
    tiers: tuple[Tier, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the ids of all tiers, in their order."""
        return tuple(tier.id for tier in self.tiers)


def read_tier_rule(data: bytes) -> TierRule:
    """Return the rule in ``data``; raise ``ValueError`` where it is none."""
    try:
        members: Any = decode(data)
        tiers = tuple(
            Tier(one["id"], frozenset(one["roles"]), frozenset(one["kinds"]))
            for one in members["tiers"]
        )
        rule = TierRule(members["id"], members["version"], tiers)
        sound = members["schema"] == SCHEMA and bool(tiers)
    except (AttributeError, KeyError, TypeError, NotCanonicalError) as error:
        raise ValueError(f"no rule of tiers: {error}") from error
    names = rule.names
    sound = sound and len(set(names)) == len(names) and names[0] == ANONYMOUS
    sound = sound and not tiers[0].roles and all(one.roles and one.kinds for one in tiers[1:])
    if not sound or any(BETWEEN in name for name in names):
        raise ValueError("no rule of tiers: the first is anonymous, each other names its roles")
    return rule


def tier_for(rule: TierRule, held: Iterable[tuple[str, str]], taken: Sequence[str]) -> str | None:
    """Return the tier in which somebody takes part, or None where the conversation has none.

    ``held`` are the role and the kind of party of each mandate that is in force, ``taken`` the
    tiers of the conversation.
    """
    mandates = list(held)
    for tier in reversed(rule.tiers):
        fits = any(role in tier.roles and kind in tier.kinds for role, kind in mandates)
        if tier.id in taken and (fits or tier.id == ANONYMOUS):
            return tier.id
    return None


def pseudonym_in(tier: str, pseudonym: str) -> str:
    """Return ``pseudonym`` as one of somebody in ``tier``."""
    return pseudonym if tier == ANONYMOUS else f"{tier}{BETWEEN}{pseudonym}"


def tier_of(pseudonym: str) -> str:
    """Return the tier that a pseudonym names."""
    tier, between, _ = pseudonym.partition(BETWEEN)
    return tier if between else ANONYMOUS


def in_tiers(log: VoteLog) -> People:
    """Return the tier of everybody in ``log``, as their pseudonyms name it; no classes."""
    return People({who: tier_of(who) for who in log.participants}, {})


def votes_in_tier(log: VoteLog, tier: str) -> VoteLog:
    """Return the votes of those in ``tier``; statements keep their columns, voted on or not."""
    return votes_of(log, in_tiers(log), tier)
