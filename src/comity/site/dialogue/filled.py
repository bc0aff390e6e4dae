"""The terms of a conversation that somebody filled in, as words: on the form, or by a program."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, get_args

from django.conf import settings

from comity.dialogue import Ballots, Moderation, Terms, read_rule
from comity.edge import shipped
from comity.site.dialogue.queries import next_symbol
from comity.site.ui.languages import LANGUAGES

__all__ = ["FIELDS", "filled_terms", "moment_in"]

RULE: Final = ("common-ground", 2)
FIELDS: Final = (
    "title",
    "question",
    "benefit",
    "risk",
    "language",
    "opens",
    "closes",
    "ballots",
    "moderation",
    "live",
)
TIER: Final = "anonymous"
AFTER: Final = "after"
"""The choice that results are shown after the close only."""


def filled_terms(filled: Mapping[str, str], now: datetime) -> Terms:
    """Return the terms that were filled in; what is wrong with them the core says."""
    symbol, name = next_symbol(settings.COMITY.instance.series)
    rule = read_rule(shipped("dialogue", *RULE))
    values: dict[str, Any] = {each: filled[each] for each in FIELDS[:5]}
    return Terms(
        id=name,
        symbol=symbol,
        languages=tuple(one.tag for one in LANGUAGES.values()),
        tier=TIER,
        tiers=(TIER,),
        ballots=_one_of(filled["ballots"], Ballots),
        moderation=_one_of(filled["moderation"], Moderation),
        rule=(rule.id, str(rule.version), rule.sha256),
        opens=moment_in(filled["opens"]) or now,
        closes=moment_in(filled["closes"]) or now,
        live=filled["live"] != AFTER,
        simulated=settings.COMITY.instance.simulated,
        **values,
    )


def _one_of(value: str, choices: Any) -> Any:
    """Return the choice as it was sent where it is one; else a word that the core refuses."""
    return value if value in get_args(choices) else "?"


def moment_in(text: str) -> datetime | None:
    """Return a time as a browser's field or a program gives it, else None; without a zone in UTC.

    One so far off that it has no time in UTC keeps its figures: no conversation lasts until then.
    """
    try:
        read = datetime.fromisoformat(text.replace(" ", "T"))
    except ValueError:
        return None
    try:
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except OverflowError:
        return read.replace(tzinfo=UTC)
