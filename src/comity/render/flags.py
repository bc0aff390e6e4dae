"""Flagged near duplicates as markup: each with what a human decided, and what follows from it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from comity.fault import N_
from comity.render.markup import Html, escaped, joined, tag
from comity.render.quotation import quote
from comity.render.sentences import Report, statements_by_id
from comity.render.tables import named, table
from comity.render.voice import Voice

__all__ = ["flagged", "ruling_words"]

Flags: TypeAlias = Mapping[str, Any]

LONGEST_IN_LIST: Final = 160
MOST_ROWS: Final = 20
RULINGS: Final = {
    None: N_("no human has decided yet"),
    "dismissed": N_("dismissed: honest people who vote alike"),
    "upheld": N_("upheld"),
}


def flagged(flags: Flags | None, report: Report, speaker: Voice) -> Html:
    """Return each flag with its decision, and the headlines with and without; else nothing.

    ``flags`` is the value of ``flags.json``, None where it was not computed.
    """
    if flags is None or not flags["flags"]:
        return Html("")
    return joined(
        [
            tag("h3", speaker.say("Sets of people who voted almost alike")),
            tag("p", _decided(flags, speaker)),
            _table(flags["flags"], speaker),
            tag("p", *_headlines(flags, report, speaker)),
            _shares(flags, report, speaker),
        ]
    )


def ruling_words(decision: str | None, speaker: Voice) -> str:
    """Return what a human decided on a flag, or that nobody has."""
    return speaker.say(RULINGS[decision])


def _decided(flags: Flags, speaker: Voice) -> str:
    if not flags["undecided"]:
        return speaker.say("A human has decided on each of them.")
    return speaker.plural(
        "On {n} set no human has decided yet.",
        "On {n} sets no human has decided yet.",
        flags["undecided"],
    )


def _table(flags: Sequence[Mapping[str, Any]], speaker: Voice) -> Html:
    heads = [speaker.say("Set"), speaker.say("People"), speaker.say("Decision")]
    heads += [speaker.say("By"), speaker.say("When"), speaker.say("Why")]
    rows = [
        [
            tag("code", one["component"], dir="ltr"),
            escaped(speaker.number(one["people"])),
            escaped(ruling_words(one["decision"], speaker)),
            tag("bdi", str(one["by"] or "–")),
            tag("bdi", str(one["at"] or "–"), class_="figure"),
            tag("bdi", str(one["reason"] or "–")),
        ]
        for one in flags[:MOST_ROWS]
    ]
    caption = speaker.say("The largest sets; all of them with their rows are in flags.json")
    return table(caption, heads, rows, "wide")


def _headlines(flags: Flags, report: Report, speaker: Voice) -> list[Html]:
    """Return what comes first once dismissed sets count in full and all others once."""
    counted = speaker.say("As decided, dismissed sets count in full and all others as one person.")
    headlines = flags["headlines"]
    gone = [one for one in headlines["in_full"] if one not in headlines["as_decided"]]
    if not gone:
        same = speaker.say("Then the same statements come first.")
        return [escaped(counted), escaped(speaker.gap), escaped(same)]
    known = statements_by_id(report)
    quotes = joined([quote(known[str(one)], speaker, LONGEST_IN_LIST) for one in gone], " · ")
    fallen = speaker.say_html("Then this is no longer among the first: {statements}",
                              statements=quotes)  # fmt: skip
    return [escaped(counted), escaped(speaker.gap), fallen]


def _shares(flags: Flags, report: Report, speaker: Voice) -> Html:
    known = statements_by_id(report)
    heads = [
        speaker.say("Statement"),
        speaker.say("As reported"),
        speaker.say("As decided"),
    ]
    rows = [
        [
            named(known[str(one["id"])], speaker, LONGEST_IN_LIST),
            escaped(speaker.figure(known[str(one["id"])][f"{one['direction']}_share"])),
            escaped(speaker.figure({**one, "n": round(one["n"], 1)})),
        ]
        for one in flags["headlines"]["shares"]
    ]
    if not rows:
        return Html("")
    return table(speaker.say("The first statements of common ground"), heads, rows, "wide")
