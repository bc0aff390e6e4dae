"""Sentences about who took part, and about what is missing."""

from collections.abc import Mapping
from typing import Any

from comity.render.sentences import Report
from comity.render.voice import Voice

__all__ = ["sample_caution", "who_took_part"]


def who_took_part(report: Report, speaker: Voice) -> list[str]:
    """Return how the votes are spread over people and statements, and which gaps there are."""
    spread = report["participation"]["votes_per_participant"]
    said = []
    if spread["median"] is not None:
        middle = speaker.say(
            "Votes per person: half of the people cast between {low} and {high}; the median is "
            "{median}.",
            low=speaker.number(spread["q1"]),
            high=speaker.number(spread["q3"]),
            median=speaker.number(spread["median"]),
        )
        said.append(middle)
    return [*said, *_gaps(report, speaker)]


def sample_caution(report: Report, speaker: Voice) -> str:
    """Return what the intervals do not say."""
    return speaker.say(
        "Those who took part are not a random sample: a {level} interval shows what chance could "
        "change in these votes, not what those would say who stayed away.",
        level=speaker.percent(report["level"]),
    )


def _gaps(report: Report, speaker: Voice) -> list[str]:
    counts, groups = report["participation"], report["groups"]
    said = []
    if groups["outcome"] == "stable":
        said += _ungrouped(counts["participants"] - counts["grouped"], groups, speaker)
    if undecided := groups.get("undecided"):
        near = speaker.plural(
            "{n} person is close to a border between groups.",
            "{n} people are close to a border between groups.",
            undecided,
        )
        said.append(near)
    return [*said, *_statement_gaps(counts, speaker)]


def _ungrouped(people: int, groups: Mapping[str, Any], speaker: Voice) -> list[str]:
    """Return how many are in no group because they voted little, and how many stand between."""
    between = groups["undetermined"]
    said = []
    if few := people - between:
        little = speaker.plural(
            "{n} person voted on too few statements to be in an opinion group.",
            "{n} people voted on too few statements to be in an opinion group.",
            few,
        )
        said.append(little)
    if between:
        border = speaker.plural(
            "{n} person stands exactly between two groups and is in neither.",
            "{n} people stand exactly between two groups and are in neither.",
            between,
        )
        said.append(border)
    return said


def _statement_gaps(counts: Mapping[str, Any], speaker: Voice) -> list[str]:
    said = []
    if unseen := counts["statements_unseen"]:
        nobody = speaker.plural(
            "Nobody voted on {n} statement.", "Nobody voted on {n} statements.", unseen
        )
        said.append(nobody)
    if rejected := counts["statements_rejected"]:
        moderated = speaker.plural(
            "Moderators rejected {n} statement; neither its text nor its votes are shown.",
            "Moderators rejected {n} statements; neither their texts nor their votes are shown.",
            rejected,
        )
        said.append(moderated)
    if about_people := counts.get("statements_meta"):
        meta = speaker.plural(
            "{n} statement is about the participants themselves and shapes no group.",
            "{n} statements are about the participants themselves and shape no group.",
            about_people,
        )
        said.append(meta)
    return said
