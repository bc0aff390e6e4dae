"""Who took part in a conversation, by tier, language and region, as far as it may be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from comity.dialogue import (
    NOT_STATED,
    Alarm,
    ParticipationRule,
    Turnout,
    coarse,
    decode_terms,
    participation_alarms,
    read_participation_rule,
    stepped_turnout,
)
from comity.edge import shipped
from comity.site.dialogue.models import Conversation, ParticipationCount
from comity.site.members.unused import unused_codes

__all__ = ["PartLine", "PartView", "alarms_of", "gaps_of", "participation_rule", "who_took_part"]

RULE: Final = ("participation", 1)
UNUSED: Final = Alarm("delegation", "unused", "")
"""That there are delegations none of whose codes was used; the record never says which."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """How many people of one value took part, in steps; None where that is hidden."""

    value: str
    count: int | None


@dataclass(frozen=True, slots=True)
class PartView:
    """One way to divide those who took part; the order of ``lines`` ranks nothing."""

    part: str
    lines: tuple[PartLine, ...]


@cache
def participation_rule() -> ParticipationRule:
    """Return the rule by which participation is told, and alarms are given."""
    return read_participation_rule(shipped("dialogue", *RULE))


def who_took_part(conversation: str, *, public: bool) -> Sequence[PartView]:
    """Return how many took part by tier, language and region; the public is told of bands alone."""
    step = participation_rule().step
    return [
        PartView(
            turnout.part,
            tuple(
                PartLine(value, coarse(count) if public else count)
                for value, count in stepped_turnout(turnout, step).items()
            ),
        )
        for turnout in _turnouts(conversation)
    ]


def gaps_of(conversation: str) -> Sequence[Alarm]:
    """Return who is missing among those who took part, and who outweighs all others."""
    return participation_alarms(_turnouts(conversation), participation_rule())


def alarms_of(conversation: str) -> Sequence[Alarm]:
    """Return what whoever closes the conversation is to see: the gaps, and codes nobody used."""
    gaps = gaps_of(conversation)
    known = Conversation.objects.filter(pk=conversation).exists()
    return [*gaps, UNUSED] if known and unused_codes() else gaps


def _turnouts(conversation: str) -> Sequence[Turnout]:
    row = Conversation.objects.filter(pk=conversation).only("terms").first()
    if row is None:
        return ()
    terms = decode_terms(bytes(row.terms))
    rows = ParticipationCount.objects.filter(conversation=conversation)
    counts: dict[str, dict[str, int]] = {}
    for part, value, count in rows.values_list("part", "value", "count"):
        counts.setdefault(part, {})[value] = count
    expected = _expected(terms.tiers, terms.languages)
    return [Turnout(part, counts.get(part, {}), values) for part, values in expected.items()]


def _expected(tiers: tuple[str, ...], languages: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    regions = (*participation_rule().regions, NOT_STATED)
    return {"tier": tiers, "language": languages, "region": regions}
