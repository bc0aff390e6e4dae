"""The terms of a conversation that somebody filled in, as words: on the form, or by a program."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, get_args

from django.conf import settings

from comity.dialogue import ANONYMOUS, Ballots, Moderation, Terms, read_rule, wrong_term
from comity.edge import shipped
from comity.fault import refuse
from comity.site.dialogue.queries import next_symbol
from comity.site.dialogue.voters import tier_rule
from comity.site.ui.languages import LANGUAGES

__all__ = ["FIELDS", "filled_like", "filled_terms", "moment_in", "offered_rules"]

RULES: Final = (("common-ground", 2), ("common-ground", 1))
"""The rules a report may follow, the newest first."""
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
    "languages",
    "tiers",
    "tier",
    "rule",
)
AFTER: Final = "after"
"""The choice that results are shown after the close only."""


def filled_terms(filled: Mapping[str, str], now: datetime) -> Terms:
    """Return the terms that were filled in; what is wrong with them the core says."""
    symbol, name = next_symbol(settings.COMITY.instance.series)
    spoken = tuple(one.tag for one in LANGUAGES.values())
    values: dict[str, Any] = {each: filled[each] for each in FIELDS[:5]}
    return Terms(
        id=name,
        symbol=symbol,
        languages=_chosen("languages", filled["languages"], spoken) or spoken,
        tier=filled["tier"] or ANONYMOUS,
        tiers=_chosen("tiers", filled["tiers"], tier_rule().names) or (ANONYMOUS,),
        ballots=_one_of(filled["ballots"], Ballots),
        moderation=_one_of(filled["moderation"], Moderation),
        rule=_rule(filled["rule"]),
        opens=moment_in(filled["opens"]) or now,
        closes=moment_in(filled["closes"]) or now,
        live=filled["live"] != AFTER,
        simulated=settings.COMITY.instance.simulated,
        **values,
    )


def filled_like(terms: Terms) -> Mapping[str, str]:
    """Return the form filled in as for a conversation that was opened before, but for its dates."""
    return {
        **{each: getattr(terms, each) for each in (*FIELDS[:5], "ballots", "moderation", "tier")},
        "opens": "",
        "closes": "",
        "live": "live" if terms.live else AFTER,
        "languages": " ".join(_tag(each) for each in terms.languages),
        "tiers": " ".join(terms.tiers),
        "rule": "/".join(terms.rule[:2]),
    }


def _tag(language: str) -> str:
    """Return the tag of one of the site's languages as forms have it, also by its code alone."""
    return LANGUAGES[language].tag if language in LANGUAGES else language


def offered_rules() -> Mapping[str, str]:
    """Return the title of each rule a report may follow, by its id and version."""
    rules = [read_rule(shipped("dialogue", *one)) for one in RULES]
    return {f"{rule.id}/{rule.version}": rule.title for rule in rules}


def _rule(chosen: str) -> tuple[str, str, str]:
    """Return id, version and digest of the rule chosen: the newest where none is."""
    known = {f"{name}/{version}": (name, version) for name, version in RULES} | {"": RULES[0]}
    if chosen not in known:
        raise refuse(wrong_term("rule", chosen, " / ".join(filter(None, known))))
    rule = read_rule(shipped("dialogue", *known[chosen]))
    return (rule.id, str(rule.version), rule.sha256)


def _chosen(member: str, words: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return what was ticked, in the order of ``known``."""
    ticked = words.split()
    unknown = [one for one in ticked if one not in known]
    if unknown:
        raise refuse(wrong_term(member, unknown[0], " / ".join(known)))
    return tuple(one for one in known if one in ticked)


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
