"""The sheets of a report's workbook on what stands beside it: flags, times of arrival, draws."""

from collections.abc import Iterator, Mapping
from typing import Any

from comity.documents import Column, Sheet
from comity.render import Beside, Voice, ruling_words, visible

__all__ = ["beside_sheets"]


def beside_sheets(beside: Beside, speaker: Voice) -> Iterator[Sheet]:
    """Yield a sheet for each that was computed and has a line."""
    if beside.flags and beside.flags["flags"]:
        yield _flags(beside.flags, speaker)
    if beside.arrival and beside.arrival["tables"]:
        yield _arrivals(beside.arrival, speaker)
    if beside.routing and beside.routing["statements"]:
        yield _draws(beside.routing, speaker)


def _flags(flags: Mapping[str, Any], speaker: Voice) -> Sheet:
    say = speaker.say
    columns = (
        Column(say("Set"), "text", 16),
        Column(say("People"), "count"),
        Column(say("Decision"), "text", 36),
        Column(say("By"), "text", 24),
        Column(say("When"), "text", 18),
        Column(say("Why"), "text", 70),
    )
    rows = (
        [
            one["component"],
            one["people"],
            ruling_words(one["decision"], speaker),
            *(visible(str(one[part] or "")) for part in ("by", "at", "reason")),
        ]
        for one in flags["flags"]
    )
    return Sheet(say("Voted almost alike"), columns, rows)


def _arrivals(arrival: Mapping[str, Any], speaker: Voice) -> Sheet:
    say = speaker.say
    columns = (
        Column(say("What"), "text", 18),
        Column(say("Who"), "text", 30),
        Column(say("Came in the first third"), "count"),
        Column(say("In the middle"), "count"),
        Column(say("In the last third"), "count"),
    )
    rows = (
        [visible(str(each["by"])), _class(one["name"], speaker), *one["thirds"]]
        for each in arrival["tables"]
        for one in each["classes"]
    )
    return Sheet(say("Times of arrival"), columns, rows)


def _class(name: str, speaker: Voice) -> str:
    return visible(name) if name else speaker.say("Small classes together")


def _draws(routing: Mapping[str, Any], speaker: Voice) -> Sheet:
    say = speaker.say
    columns = (
        Column(say("Number")),
        Column(say("Answer"), "text", 18),
        Column(say("As reported"), "share"),
        Column(say("Weighed"), "share"),
        Column(say("Effective n"), "any", 14),
    )
    rows = (
        [one["id"], word, one[side]["value"], one[side]["weighted"], one["effective_n"]]
        for one in routing["statements"]
        for side, word in (("agree", say("Agree")), ("disagree", say("Disagree")))
    )
    return Sheet(say("Draws weighed out"), columns, rows)
