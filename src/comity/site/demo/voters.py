"""Conversations of invented people from a data file: terms, translations, how each votes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from comity.dialogue import ANONYMOUS, PARTS, Ballots, Terms, Translation, read_rule, source_of
from comity.dialogue import Statement as Voted
from comity.edge import shipped
from comity.site.dialogue.actions import Written
from comity.statistics import Draw, derive_seed

__all__ = ["invented_terms", "language_of", "token_of", "translations_of", "votes_of"]

RULE: Final = "common-ground"
LANGUAGES: Final = ("en", "fr", "es", "en", "ar", "en", "fr", "ru", "es", "en")
TEXTS: Final = ("title", "question", "benefit", "risk", "language")


def invented_terms(
    plan: Mapping[str, Any],
    *,
    named: tuple[str, str],
    ballots: Ballots,
    rule_version: int,
    tiers: tuple[str, ...] = (ANONYMOUS,),
    period: tuple[datetime, datetime],
) -> Terms:
    """Return the terms of the conversation in ``plan``; ``named`` are its id and its symbol."""
    rule = read_rule(shipped("dialogue", RULE, rule_version))
    conversation, symbol = named
    opens, closes = period
    return Terms(
        id=conversation,
        symbol=symbol,
        **{name: plan[name] for name in TEXTS},
        languages=("ar", "zh", "en", "fr", "ru", "es"),
        tier=ANONYMOUS,
        tiers=tiers,
        ballots=ballots,
        moderation="before",
        rule=(rule.id, str(rule.version), rule.sha256),
        opens=opens,
        closes=closes,
        simulated=True,
    )


def translations_of(plan: Mapping[str, Any]) -> list[Translation]:
    """Return what is asked and said in ``plan`` in the other languages of the site."""
    asked = {part: plan[part] for part in PARTS}
    said = {str(place): one["text"] for place, one in enumerate(plan["statements"], start=1)}
    originals = {of: Voted(of, text, 1) for of, text in (asked | said).items()}
    return [
        Translation(
            one["of"],
            one["language"],
            one["text"],
            "machine",
            plan["translated_by"],
            "",
            source_of(originals[one["of"]]),
        )
        for one in plan["translations"]
    ]


def votes_of(plan: Mapping[str, Any], *, seed: int, number: int, share: float) -> list[Written]:
    """Return what a person votes, as their camp would, on about ``share`` of the statements."""
    draw = Draw(derive_seed(seed, "person", number))
    camp = int(draw.integers(2, 1)[0])
    votes: list[Written] = []
    for place, one in enumerate(plan["statements"], start=1):
        seen, passes, agrees = draw.floats(3).tolist()
        if seen < share:
            vote = 0 if passes < one["pass"] else 1 if agrees < one["agree"][camp] else -1
            votes.append(Written(str(place), str(vote)))
    return votes


def language_of(number: int) -> str:
    """Return in which language a person reads the pages; nobody reads them in Chinese."""
    return LANGUAGES[number % len(LANGUAGES)]


def token_of(seed: int, number: int) -> str:
    """Return what the browser of a person keeps."""
    return f"{derive_seed(seed, 'token', number):032x}"
