"""Who is missing from a report, by what is known: languages, tiers and declared classes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from comity.render.markup import Html, escaped, joined, tag
from comity.render.quotation import is_shown
from comity.render.sentences import Report
from comity.render.tables import table
from comity.render.voice import Voice

__all__ = ["declared_gaps", "language_gaps"]

UNKNOWN: Final = ""


def language_gaps(report: Report, speaker: Voice) -> str | None:
    """Return in which languages statements were written and how many voted on them, on average.

    None where all statements are in one language, or of none it is known.
    """
    shares: dict[str, list[float]] = {}
    for one in report["statements"]:
        if is_shown(one) and not one.get("meta") and one["seen_share"] is not None:
            shares.setdefault(one["language"] or UNKNOWN, []).append(one["seen_share"])
    if len(shares) < 2:
        return None
    ordered = sorted(shares.items(), key=lambda each: (-len(each[1]), each[0]))
    told = [
        speaker.say(
            "{language} {count} ({share})",
            language=_language(code, speaker),
            count=speaker.number(len(seen)),
            share=speaker.percent(sum(seen) / len(seen)),
        )
        for code, seen in ordered
    ]
    return speaker.say(
        "Statements by the language they were written in, and how many of the participants voted "
        "on one of them on average: {languages}.",
        languages=speaker.listing(told),
    )


def declared_gaps(report: Report, speaker: Voice) -> Html:
    """Return a table per declared column, and one of the other tiers: people, and what is missing.

    ``Enough votes`` counts the statements on which the votes of a name are shown.
    """
    tables = [
        (speaker.say("By {column}", column=each["by"]), each["list"])
        for each in report.get("classes", ())
    ]
    if report.get("tiers"):
        tables.append((speaker.say("Other tiers"), report["tiers"]))
    places = [at for at, one in enumerate(report["statements"]) if is_shown(one)]
    return joined(_names(caption, names, places, speaker) for caption, names in tables)


def _names(
    caption: str, names: Sequence[Mapping[str, Any]], places: Sequence[int], speaker: Voice
) -> Html:
    heads = [speaker.say("Who"), speaker.say("People"), speaker.say("Statements with enough votes")]
    rows = [
        [
            tag("bdi", each["name"]),
            escaped(_people(each, speaker)),
            escaped(_enough([each["statements"][at] for at in places], speaker)),
        ]
        for each in names
    ]
    hidden = [each for each in names if each["people"] is None]
    why = speaker.say(
        "Too few means that they are fewer than can be shown, or that their number would give "
        "another away."
    )
    note = [tag("p", why, class_="soft")] if hidden else []
    return joined([table(caption, heads, rows, "who"), *note])


def _people(name: Mapping[str, Any], speaker: Voice) -> str:
    if name["people"] is None:
        return speaker.say("too few to show")
    return speaker.number(name["people"])


def _enough(cells: Sequence[Mapping[str, Any]], speaker: Voice) -> str:
    enough = sum(cell["agree_share"]["value"] is not None for cell in cells)
    return speaker.say("{n} of {all}", n=speaker.number(enough), all=speaker.number(len(cells)))


def _language(code: str, speaker: Voice) -> str:
    if code == UNKNOWN:
        return speaker.say("not stated")
    return speaker.language_name(code) or code
