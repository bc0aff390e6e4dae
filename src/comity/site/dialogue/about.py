"""What a published report says of itself wherever it goes: cite line, method, how to verify."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from comity.fault import N_
from comity.render import Html, Voice, joined, sample_caution, tag
from comity.site.dialogue.queries import PublishedView
from comity.site.record.citing import CITED_ENTRY
from comity.site.record.words import role_words

__all__ = ["Line", "Told", "about_lines", "citation", "citation_html", "version_words"]

Line: TypeAlias = "tuple[str, str | int | date]"

CITED: Final = N_("{organisation}, {title}, {symbol}, {date}.")


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a report beside itself, in the reader's language.

    ``audit`` says in what state the audit of protected ballots is, empty for open ones.
    """

    organisation: str
    audit: str = ""


def citation(published: PublishedView, organisation: str, speaker: Voice) -> str:
    """Return the line to cite a report by, as plain text."""
    values = {**_cited(published, speaker), "organisation": organisation}
    return speaker.gap.join(speaker.say(part, **values) for part in _sentences(published))


def citation_html(published: PublishedView, organisation: str, speaker: Voice) -> Html:
    """Return the line to cite a report by, each name isolated from the words round it."""
    values = {**_cited(published, speaker), "organisation": organisation}
    isolated = {name: tag("bdi", value) for name, value in values.items()}
    isolated["place"] = tag("bdi", published.permalink, dir="ltr")
    said = (speaker.say_html(part, **isolated) for part in _sentences(published))
    return joined(said, speaker.gap)


def version_words(published: PublishedView, speaker: Voice) -> str:
    """Return by which function and rule the report was made; it is never replaced by another."""
    function, rule = published.report["function"], published.report["rule"]
    return speaker.say(
        "{function}, version {version}; {rule}, version {rule_version}",
        function=function["name"],
        version=function["version"],
        rule=rule["id"],
        rule_version=rule["version"],
    )


def about_lines(published: PublishedView, told: Told, speaker: Voice) -> Sequence[Line]:
    """Return all that belongs beside the tables of a report, as pairs of name and value."""
    return [
        *_what(published, told, speaker),
        *_how_many(published, speaker),
        *_method(published, told, speaker),
        *_place(published, told, speaker),
        *_verify(published, speaker),
    ]


def _sentences(published: PublishedView) -> Sequence[str]:
    """Return the sentences of the cite line, in English and with their places open."""
    entered = () if published.entry is None else (CITED_ENTRY,)
    return (CITED, *entered, "{place}")


def _cited(published: PublishedView, speaker: Voice) -> dict[str, str]:
    return {
        "title": published.title,
        "symbol": published.symbol,
        "date": speaker.date(published.at.date()),
        "entry": "" if published.entry is None else speaker.number(published.entry),
        "origin": published.origin,
        "place": published.permalink,
    }


def _what(published: PublishedView, told: Told, speaker: Voice) -> list[Line]:
    role = role_words(published.role, speaker)
    signed = speaker.listing([part for part in (published.signer, role) if part])
    lines: list[Line] = [
        (speaker.say("Title"), published.title),
        (speaker.say("Symbol"), published.symbol),
        (speaker.say("Organisation"), told.organisation),
        (speaker.say("Published on"), published.at.date()),
        (speaker.say("Approved by"), signed),
    ]
    if published.simulated:
        invented = speaker.say("Simulated: the people and the votes in this report are invented.")
        lines.append((speaker.say("Simulated"), invented))
    return lines


def _how_many(published: PublishedView, speaker: Voice) -> list[Line]:
    counts = published.report["participation"]
    return [
        (speaker.say("People who took part (n)"), counts["participants"]),
        (speaker.say("Votes"), counts["votes"]),
        (speaker.say("Statements"), counts["statements"]),
    ]


def _method(published: PublishedView, told: Told, speaker: Voice) -> list[Line]:
    level = speaker.percent(published.report["level"])
    interval = speaker.say(
        "If chance alone were at work, {level} of such intervals would hold the true share "
        "(Jeffreys). n is the number of votes.",
        level=level,
    )
    empty = speaker.say("Not enough data, or hidden since it would speak of few people.")
    lines: list[Line] = [
        (speaker.say("Version"), version_words(published, speaker)),
        (speaker.say("Digest of the rule (SHA-256)"), published.report["rule"]["sha256"]),
        (speaker.say("Level of the intervals"), level),
        (speaker.say("Interval"), interval),
        (speaker.say("Empty cell"), empty),
        (speaker.say("Caution"), sample_caution(published.report, speaker)),
    ]
    if told.audit:
        lines.append((speaker.say("State"), told.audit))
    return lines


def _place(published: PublishedView, told: Told, speaker: Voice) -> list[Line]:
    lines: list[Line] = [
        (speaker.say("To cite"), citation(published, told.organisation, speaker)),
        (speaker.say("Place on the site"), published.permalink),
        (speaker.say("Record"), published.origin),
    ]
    if published.entry is not None:
        lines.append((speaker.say("Entry of the record"), published.entry))
    return [*lines, (speaker.say("Digest of its manifest (SHA-256)"), published.digest)]


def _verify(published: PublishedView, speaker: Voice) -> list[Line]:
    how = speaker.say(
        "These tables are a copy for reading. To check the numbers, download the bundle from the "
        "page of the report and run this line beside it:"
    )
    compare = speaker.say("Compare this key with the organisation’s letter or with another site:")
    return [
        (speaker.say("To verify"), how),
        ("", published.command),
        (speaker.say("Key"), compare),
        ("", published.fingerprint),
    ]
