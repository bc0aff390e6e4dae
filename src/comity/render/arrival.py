"""Whether the audience changed over time, as markup: a warning in plain words and the numbers."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from comity.render.markup import Html, joined, tag
from comity.render.sentences import Report
from comity.render.tables import table
from comity.render.voice import Voice

__all__ = ["arrived"]


def arrived(arrival: Mapping[str, Any] | None, report: Report, speaker: Voice) -> Html:
    """Return for each column whether its classes came at different times, or why nobody can tell.

    ``arrival`` is the value of ``arrival.json``, None where it was not computed.
    """
    if arrival is None or not arrival["tables"]:
        return tag("p", _not_tested(report, speaker), class_="soft")
    return joined([_told(each, speaker) for each in arrival["tables"]])


def _not_tested(report: Report, speaker: Voice) -> str:
    if report["conversation"]["ballots"] == "protected":
        return speaker.say(
            "Whether the audience changed over time is not told: with protected ballots it is not "
            "published when anybody came."
        )
    return speaker.say(
        "Whether the audience changed over time could not be tested: it is not declared which "
        "classes the participants belong to."
    )


def _told(each: Mapping[str, Any], speaker: Voice) -> Html:
    by = speaker.say("By {column}", column=each["by"])
    if each["outcome"] == "not_enough_data":
        said = speaker.say("Whether the audience changed over time: not enough data.")
        return tag("p", by, ": ", said)
    if each["outcome"] == "steady":
        said = speaker.say("There is no sign that the audience changed over time.")
        return joined([tag("p", by, ": ", said), _table(each, by, speaker)])
    said = speaker.say(
        "The audience changed over time. Who came early saw other statements than who came late, "
        "so groups and shares may show who came when, and not only what people think."
    )
    return joined([tag("p", tag("strong", by, ": ", said)), _table(each, by, speaker)])


def _table(each: Mapping[str, Any], by: str, speaker: Voice) -> Html:
    heads = [speaker.say("Who"), speaker.say("Came in the first third")]
    heads += [speaker.say("In the middle"), speaker.say("In the last third")]
    rows = [
        [
            tag("bdi", str(one["name"]) or speaker.say("Small classes together")),
            *(tag("bdi", speaker.number(count)) for count in one["thirds"]),
        ]
        for one in each["classes"]
    ]
    caption = speaker.say(
        "{by}: people by their first vote. Chance alone: p ≤ {p}; strength (Cramér’s V): {effect}",
        by=by,
        p=speaker.fixed(max(ceil(each["p"] * 1000), 1) / 1000, 3),
        effect=speaker.fixed(each["effect"]),
    )
    return table(caption, heads, rows, "who")
