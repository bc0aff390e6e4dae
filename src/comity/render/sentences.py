"""Sentences about a report, made from its numbers by templates. No model is needed."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from comity.fault import N_
from comity.render.markup import Html, escaped, joined, tag
from comity.render.quotation import is_shown, quote
from comity.render.state import VerifyNote
from comity.render.voice import Voice

__all__ = [
    "Report",
    "chance_level",
    "class_word",
    "common_ground",
    "figure",
    "fragility",
    "group_name",
    "groups_found",
    "lacks_data",
    "map_refused",
    "no_groups_reason",
    "not_enough",
    "participation",
    "resampling",
    "state",
    "statements_by_id",
    "strongest",
    "summary",
    "variation",
    "who_agrees",
    "widest_difference",
]

Report: TypeAlias = Mapping[str, Any]

CLASS_WORDS: Final = {
    ("consensus", "agree"): N_("common ground: agree"),
    ("consensus", "disagree"): N_("common ground: disagree"),
    ("majority", "agree"): N_("majority agrees"),
    ("majority", "disagree"): N_("majority disagrees"),
    ("contested", None): N_("contested"),
    ("undetermined", None): N_("no clear result"),
    ("not_enough_data", None): N_("not enough data"),
}
NO_GROUPS: Final = {
    "none": N_(
        "The votes show no stable opinion groups, so every result is for everybody together."
    ),
    "not_run": N_("Opinion groups were not computed: this is a quick report."),
    "not_enough_data": N_("There is not enough data to look for opinion groups."),
}
REASONS: Final = {
    "quick": N_("A quick report leaves out the tests that groups and a map must pass."),
    "not_run": N_("A quick report leaves out the tests that groups and a map must pass."),
    "too_few_people": N_("Too few people voted on enough statements."),
    "too_few_positions": N_("Too many people voted exactly alike."),
    "not_enough_data": N_("Too few people voted on enough statements."),
    "not_reproduced": N_("When people were drawn again at random, no division came back."),
    "not_above_chance": N_("Shuffled votes look just as divided."),
    "axes_not_above_chance": N_("Its axes show no more than shuffled votes would."),
    "no_stable_groups": N_("There are no stable opinion groups that it could show."),
}


def statements_by_id(report: Report) -> dict[str, Mapping[str, Any]]:
    """Return the statements of a report by their ids."""
    return {str(statement["id"]): statement for statement in report["statements"]}


def figure(share: Mapping[str, Any], speaker: Voice) -> Html:
    """Return a share with its interval and n as one unbroken piece of a sentence."""
    return tag("bdi", speaker.figure(share), dir=speaker.language.direction, class_="figure")


def group_name(label: str, speaker: Voice) -> str:
    """Return the name of an opinion group: ``Group A``."""
    return speaker.say("Group {label}", label=label)


def class_word(statement: Mapping[str, Any], speaker: Voice) -> str:
    """Return how a statement came out, in two or three words."""
    if statement.get("meta"):
        return speaker.say("about the participants")
    kind, direction = statement["class"], statement["direction"]
    message = CLASS_WORDS.get((kind, direction)) or CLASS_WORDS.get((kind, None))
    return speaker.say(message) if message else str(kind)


def state(note: VerifyNote | None, speaker: Voice) -> Html:
    """Return whether the report is published, and by whom."""
    if note is None or note.publication is None:
        return escaped(_computed(note, speaker))
    act = note.publication
    signer = tag("bdi", act.signer)
    values = {"date": speaker.date(act.day), "signer": signer, "role": tag("bdi", act.role)}
    if act.strength == "signed":
        return speaker.say_html("Published on {date}, signed by {signer}, {role}.", **values)
    return speaker.say_html(
        "Published on {date}, approved by {signer}, {role}; the server vouches for it.", **values
    )


def summary(report: Report, speaker: Voice) -> Html:
    """Return the summary as two paragraphs: common ground, then groups, differences and gaps."""
    agreed = [
        participation(report, speaker),
        common_ground(report, speaker),
        strongest(report, speaker),
    ]
    divided = [
        groups_found(report, speaker),
        widest_difference(report, speaker),
        not_enough(report, speaker),
    ]
    paragraphs = (joined(filter(None, said), speaker.gap) for said in (agreed, divided))
    return joined(tag("p", paragraph, class_="lead") for paragraph in paragraphs)


def participation(report: Report, speaker: Voice) -> str:
    """Return how many took part and how much they voted."""
    counts = report["participation"]
    return speaker.say(
        "{people}: {votes} {statements}.",
        people=speaker.plural(
            "{n} person took part", "{n} people took part", counts["participants"]
        ),
        votes=speaker.plural("{n} vote", "{n} votes", counts["votes"]),
        statements=speaker.plural("on {n} statement", "on {n} statements", counts["statements"]),
    )


def common_ground(report: Report, speaker: Voice) -> str:
    """Return on how many statements there is common ground."""
    count = len(report["common_ground"])
    grouped = report["groups"]["outcome"] == "stable"
    if not count and grouped:
        return speaker.say("There is no statement on which all opinion groups say the same.")
    if not count:
        return speaker.say("There is no statement with common ground.")
    if grouped:
        return speaker.plural(
            "On {n} statement all opinion groups say the same.",
            "On {n} statements all opinion groups say the same.",
            count,
        )
    return speaker.plural(
        "There is common ground on {n} statement.",
        "There is common ground on {n} statements.",
        count,
    )


def strongest(report: Report, speaker: Voice) -> Html | None:
    """Return the first statement of the common ground with its share, interval and n."""
    if not report["common_ground"]:
        return None
    statement = statements_by_id(report)[str(report["common_ground"][0])]
    values = {"statement": quote(statement, speaker)}
    if statement["direction"] == "disagree":
        values["figure"] = figure(statement["disagree_share"], speaker)
        return speaker.say_html("The clearest, with {figure} who disagree: {statement}", **values)
    values["figure"] = figure(statement["agree_share"], speaker)
    return speaker.say_html("The clearest, with {figure} who agree: {statement}", **values)


def groups_found(report: Report, speaker: Voice) -> str:
    """Return how many stable opinion groups there are, or why there are none."""
    groups = report["groups"]
    if groups["outcome"] == "stable":
        return speaker.plural(
            "The votes show {n} stable opinion group.",
            "The votes show {n} stable opinion groups.",
            groups["k"],
        )
    return speaker.say(NO_GROUPS.get(groups["outcome"], NO_GROUPS["not_enough_data"]))


def widest_difference(report: Report, speaker: Voice) -> Html | None:
    """Return the statement on which the groups differ most, with each group's figure."""
    if not report["differences"]:
        return None
    statement = statements_by_id(report)[str(report["differences"][0])]
    figures = [
        speaker.say_html(
            "{group} {figure}",
            group=tag("bdi", group_name(group["group"], speaker)),
            figure=figure(group["agree_share"], speaker),
        )
        for group in statement["groups"]
    ]
    return speaker.say_html(
        "Opinions differ most here: {statement} Who agrees: {figures}.",
        statement=quote(statement, speaker),
        figures=Html(speaker.listing(figures)),
    )


def who_agrees(statement: Mapping[str, Any], speaker: Voice) -> str | None:
    """Return in which groups more than half agree and in which fewer, beyond the interval."""
    more = _groups_where(statement, speaker, lambda figure: figure["low"] > 0.5)
    fewer = _groups_where(statement, speaker, lambda figure: figure["high"] < 0.5)
    if not more or not fewer:
        return None
    return speaker.say(
        "More than half agree in {more}; fewer than half agree in {fewer}.",
        more=speaker.listing(more),
        fewer=speaker.listing(fewer),
    )


def lacks_data(statement: Mapping[str, Any]) -> bool:
    """Tell whether too few people voted on a statement that is about the topic."""
    few = statement["class"] == "not_enough_data"
    return few and is_shown(statement) and not statement["meta"]


def not_enough(report: Report, speaker: Voice) -> str | None:
    """Return on how many statements too few people voted, or None."""
    count = sum(lacks_data(statement) for statement in report["statements"])
    if not count:
        return None
    return speaker.plural(
        "On {n} statement there is not enough data to say anything.",
        "On {n} statements there is not enough data to say anything.",
        count,
    )


def resampling(report: Report, speaker: Voice) -> str | None:
    """Return how the groups were tested, or None where they were not."""
    groups = report["groups"]
    if not groups["replicates"]:
        return None
    redrawn = speaker.plural(
        "The people were drawn again at random {n} time",
        "The people were drawn again at random {n} times",
        groups["replicates"],
    )
    shuffled = speaker.plural(
        "the votes were shuffled {n} time",
        "the votes were shuffled {n} times",
        groups["null_replicates"] or 0,
    )
    return speaker.say(
        "{redrawn}, and {shuffled} to see what chance alone would show.",
        redrawn=redrawn,
        shuffled=shuffled,
    )


def variation(report: Report, speaker: Voice) -> str:
    """Return how much of the variation the two axes of the map keep."""
    first, second = report["map"]["explained"]
    return speaker.say(
        "The two axes keep {first} and {second} of the variation between people.",
        first=speaker.percent(first),
        second=speaker.percent(second),
    )


def chance_level(report: Report, speaker: Voice) -> str | None:
    """Return how much of the variation axes of shuffled votes keep, or None if not computed."""
    if report["map"]["null_p95"] is None:
        return None
    first, second = report["map"]["null_p95"]
    return speaker.say(
        "At the level that the rule sets, shuffled votes would keep {first} and {second}.",
        first=speaker.percent(first),
        second=speaker.percent(second),
    )


def fragility(report: Report, speaker: Voice) -> str:
    """Return how large a block of like votes would have to be to change the common ground.

    Reads ``share`` (None if no block up to ``limit`` suffices), ``displaced`` and ``of``.
    """
    found = report["fragility"]
    if found is None:
        return speaker.say(
            "Not computed for this report: how many newcomers, all voting alike, could change the "
            "common ground."
        )
    values = {"displaced": speaker.number(found["displaced"]), "all": speaker.number(found["of"])}
    if found["share"] is None:
        return speaker.say(
            "Newcomers who all vote alike could not replace {displaced} of the first {all} "
            "statements, even if they were {limit} of the participants.",
            limit=speaker.percent(found["limit"]),
            **values,
        )
    return speaker.say(
        "If newcomers who all vote alike were {share} of the participants, they could replace "
        "{displaced} of the first {all} statements.",
        share=speaker.percent(found["share"]),
        **values,
    )


def map_refused(report: Report, speaker: Voice) -> str:
    """Return why no map of opinions is shown."""
    refused = speaker.say("No map is shown.")
    return speaker.gap.join([refused, *_reason(report["map"].get("reason"), speaker)])


def no_groups_reason(report: Report, speaker: Voice) -> str:
    """Return why no opinion groups are shown, with the reason where it is known."""
    found = groups_found(report, speaker)
    return speaker.gap.join([found, *_reason(report["groups"].get("reason"), speaker)])


def _reason(code: str | None, speaker: Voice) -> list[str]:
    return [speaker.say(REASONS[code])] if code in REASONS else []


def _groups_where(
    statement: Mapping[str, Any], speaker: Voice, holds: Callable[[Mapping[str, Any]], bool]
) -> list[str]:
    return [
        group_name(group["group"], speaker)
        for group in statement["groups"]
        if group["agree_share"]["value"] is not None and holds(group["agree_share"])
    ]


def _computed(note: VerifyNote | None, speaker: Voice) -> str:
    if note is None or note.computed is None:
        computed = speaker.say("Computed, not published.")
    else:
        day = speaker.date(note.computed)
        computed = speaker.say("Computed on {date}, not published.", date=day)
    return speaker.gap.join([computed, speaker.say("Nobody has signed this report.")])
