"""What speaks against a report's numbers, and what stands beside them: audit, duplicates, tiers."""

from collections.abc import Mapping, Sequence
from typing import Any

from comity.render.markup import Html, escaped, joined, tag
from comity.render.quotation import is_shown, quote
from comity.render.sentences import Report, fragility, statements_by_id
from comity.render.tables import table
from comity.render.voice import Voice

__all__ = ["breakdown_tables", "doubts", "not_audited"]

LONGEST_IN_LIST = 160


def not_audited(report: Report, speaker: Voice) -> str | None:
    """Return that nobody has recounted protected votes yet, None where anybody can."""
    if report.get("recompute", {}).get("state") != "not_yet_audited":
        return None
    return speaker.say("Counted by the organisation, not yet audited.")


def doubts(report: Report, speaker: Voice) -> Html:
    """Return what a block of votes could change, and who votes almost exactly alike."""
    parts = [tag("p", fragility(report, speaker))]
    said = [*_tried_on(report, speaker), *_duplicates(report, speaker)]
    if said:
        parts.append(tag("p", joined(said, speaker.gap)))
    return joined(parts)


def breakdown_tables(report: Report, speaker: Voice) -> Html:
    """Return the other tiers, then each column of classes, as tables of who agrees."""
    parts: list[Html] = []
    if tiers := report.get("tiers"):
        apart = speaker.say(
            "Tiers are never added up: this report is about one of them, and each of the others "
            "stands for itself."
        )
        parts += [tag("p", apart), _table(report, tiers, speaker.say("Other tiers"), speaker)]
    parts += [
        _table(report, each["list"], speaker.say("By {column}", column=each["by"]), speaker)
        for each in report.get("classes", ())
    ]
    return joined(parts)


def _tried_on(report: Report, speaker: Voice) -> list[str]:
    found = report["fragility"]
    people = report["participation"]["participants"]
    if found is None or found.get("sample", people) == people:
        return []
    return [
        speaker.say(
            "This was tried on {n} of the participants, drawn at random.",
            n=speaker.number(found["sample"]),
        )
    ]


def _duplicates(report: Report, speaker: Voice) -> list[Html]:
    found = report.get("duplicates")
    if found is None:
        return []
    if not found["flagged"]:
        nobody = speaker.say("Nobody voted almost exactly as somebody else did.")
        return [escaped(nobody)]
    flagged = speaker.plural(
        "{n} person voted almost exactly as somebody else did.",
        "{n} people voted almost exactly as somebody else did.",
        found["flagged"],
    )
    counted = speaker.say(
        "All of them are counted in full: honest people may vote alike, and what follows is for "
        "humans to decide."
    )
    return [escaped(flagged), escaped(counted), *_as_one(report, found, speaker)]


def _as_one(report: Report, found: Mapping[str, Any], speaker: Voice) -> list[Html]:
    """Return which headlines would no longer be among the first."""
    then = found["as_one"]["common_ground"]
    gone = [each["id"] for each in found["as_one"]["headlines"] if each["id"] not in then]
    if not then:
        return []
    if not gone:
        same = speaker.say(
            "If each such set of people counted once, the same statements would come first."
        )
        return [escaped(same)]
    known = statements_by_id(report)
    quotes = joined([quote(known[one], speaker, LONGEST_IN_LIST) for one in gone], " · ")
    return [
        speaker.say_html(
            "If each such set of people counted once, this would no longer be among the first: "
            "{statements}",
            statements=quotes,
        )
    ]


def _table(
    report: Report, names: Sequence[Mapping[str, Any]], caption: str, speaker: Voice
) -> Html:
    """Return who agrees with each statement, by name, as share, interval and votes."""
    heads = [speaker.say("Statement"), *(str(each["name"]) for each in names)]
    rows = [
        [
            quote(one, speaker, LONGEST_IN_LIST),
            *(_cell(each["statements"][place], speaker) for each in names),
        ]
        for place, one in enumerate(report["statements"])
        if is_shown(one)
    ]
    level = speaker.percent(report["level"])
    agreeing = speaker.say("Who agrees: share, {level} interval and votes", level=level)
    return table(f"{caption}. {agreeing}", heads, rows, "wide")


def _cell(cell: Mapping[str, Any], speaker: Voice) -> Html:
    if cell["leaning"] == "agree":
        return escaped(speaker.say("few votes, most of them agree"))
    if cell["leaning"] == "disagree":
        return escaped(speaker.say("few votes, most of them disagree"))
    return escaped(speaker.figure(cell["agree_share"]))
