"""Whether it matters how statements were asked, as markup: shares with the draws weighed out."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from comity.render.markup import Html, escaped, joined, tag
from comity.render.sentences import Report, statements_by_id
from comity.render.tables import named, table
from comity.render.voice import Voice

__all__ = ["asked"]

Row: TypeAlias = "list[Html]"

LONGEST_IN_LIST: Final = 160
MOST_ROWS: Final = 20


def asked(routing: Mapping[str, Any] | None, report: Report, speaker: Voice) -> Html:
    """Return the check of the routing: which shares move, with all its numbers; or why not.

    ``routing`` is the value of ``routing.json``, None where it was not computed.
    """
    if routing is None or not routing["statements"]:
        return tag("p", _not_checked(report, speaker), class_="soft")
    moved = [
        (one, side)
        for one in routing["statements"]
        for side in ("agree", "disagree")
        if one[side]["outside"]
    ]
    return joined(
        [
            tag("h3", speaker.say("Does it matter how statements were asked?")),
            tag("p", _meaning(speaker), speaker.gap, _verdict(routing, len(moved), speaker)),
            _table(routing, report, speaker) if moved else Html(""),
        ]
    )


def _not_checked(report: Report, speaker: Voice) -> str:
    if report["conversation"]["ballots"] == "protected":
        return speaker.say(
            "Whether it matters how statements were asked cannot be checked from outside: the "
            "probabilities of the draws tell who came when, so with protected ballots they are "
            "not published."
        )
    return speaker.say(
        "Whether it matters how statements were asked cannot be checked: it is not known with "
        "what probability each was drawn."
    )


def _meaning(speaker: Voice) -> str:
    return speaker.say(
        "Statements were drawn at random, some more often than others. As a check, each vote is "
        "weighed by how improbable its draw was (Hájek mean); the shares of the report stay as "
        "they are."
    )


def _verdict(routing: Mapping[str, Any], moved: int, speaker: Voice) -> str:
    if not moved:
        return speaker.plural(
            "The shares of {n} statement could be checked; none leaves its interval.",
            "The shares of {n} statements could be checked; none leaves its interval.",
            len(routing["statements"]),
        )
    return speaker.plural(
        "{n} share leaves its interval: look at it with care.",
        "{n} shares leave their intervals: look at them with care.",
        moved,
    )


def _table(routing: Mapping[str, Any], report: Report, speaker: Voice) -> Html:
    known = statements_by_id(report)
    heads = [
        speaker.say("Statement"),
        speaker.say("Answer"),
        speaker.say("As reported"),
        speaker.say("Weighed"),
        speaker.say("Effective n"),
    ]
    words = {"agree": speaker.say("Agree"), "disagree": speaker.say("Disagree")}
    rows: list[Row] = [
        [
            named(known[str(one["id"])], speaker, LONGEST_IN_LIST),
            escaped(words[side]),
            escaped(speaker.figure(one[side])),
            escaped(speaker.percent(one[side]["weighted"])),
            escaped(speaker.number(round(one["effective_n"]))),
        ]
        for one in routing["statements"]
        for side in words
        if one[side]["outside"] and str(one["id"]) in known
    ]
    caption = speaker.say("Shares that leave their interval; all are in routing.json")
    return table(caption, heads, rows[:MOST_ROWS], "wide")
