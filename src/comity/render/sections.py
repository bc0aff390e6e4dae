"""The parts of a report as markup, for the self-contained file and for pages of the site."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from comity.render.gaps import declared_gaps, language_gaps
from comity.render.markup import Html, escaped, joined, tag
from comity.render.quotation import below, heading, is_shown, original, quote, translator
from comity.render.sentences import (
    Report,
    chance_level,
    figure,
    group_name,
    groups_found,
    lacks_data,
    map_refused,
    no_groups_reason,
    not_enough,
    resampling,
    statements_by_id,
    variation,
    who_agrees,
)
from comity.render.svg import (
    EVERYBODY,
    Interval,
    Picture,
    answer_bar,
    inline,
    interval_chart,
    mark,
    opinion_map,
)
from comity.render.tables import every_statement, groups_table, short_list, table, who_table
from comity.render.taking_part import sample_caution, who_took_part
from comity.render.voice import Voice

__all__ = [
    "common_ground",
    "differences",
    "finding",
    "full_tables",
    "map_picture",
    "opinion_groups",
    "participation",
    "share_chart",
]

FIRST_SHOWN: Final = 5
LONGEST_HEADING: Final = 400


def common_ground(report: Report, speaker: Voice, *, first: int = FIRST_SHOWN) -> Html:
    """Return the common ground: the first statements with chart and table, the rest in a table."""
    ids = report["common_ground"]
    if not ids:
        empty = speaker.say("No statement passes the test for common ground.")
        return tag("p", empty)
    return _findings(report, ids, speaker.say("More common ground"), speaker, first)


def differences(report: Report, speaker: Voice, *, first: int = FIRST_SHOWN) -> Html:
    """Return where opinions differ: the first statements with chart and table, then the rest."""
    ids = report["differences"]
    if ids:
        return _findings(report, ids, speaker.say("More differences"), speaker, first)
    if report["groups"]["outcome"] != "stable":
        return tag("p", speaker.say("There are no stable opinion groups to compare."))
    empty = speaker.say("On no statement do opinion groups clearly contradict each other.")
    return tag("p", empty)


def finding(report: Report, statement: Mapping[str, Any], speaker: Voice) -> Html:
    """Return one statement as heading, chart and table of the same numbers."""
    direction = statement["direction"] or "agree"
    voters = speaker.say(
        "Voted on by {n} of {all} participants",
        n=speaker.number(statement["seen"]),
        all=speaker.number(report["participation"]["participants"]),
    )
    number = speaker.say("Statement {id}", id=statement["id"])
    said = who_agrees(statement, speaker)
    return tag(
        "article",
        tag("h3", heading(statement, speaker, LONGEST_HEADING)),
        below([original(statement, speaker), translator(statement, speaker)]),
        tag("p", joined([tag("bdi", number), voters], " · "), class_="kind"),
        tag("p", said) if said else escaped(""),
        tag(
            "div",
            _figure(share_chart(report, statement, direction, speaker)),
            who_table(report, statement, speaker),
            class_="pair",
        ),
        class_="finding",
    )


def share_chart(
    report: Report, statement: Mapping[str, Any], direction: str, speaker: Voice
) -> Picture:
    """Return the chart of who agrees (or disagrees): everybody, then each opinion group."""
    key = f"{direction}_share"
    rows = [_interval(speaker.say("Everybody"), statement[key], EVERYBODY)]
    rows.extend(
        _interval(group_name(group["group"], speaker), group[key], group["group"])
        for group in statement["groups"]
    )
    level = speaker.percent(report["level"])
    if direction == "disagree":
        label = speaker.say("Share who disagree, with {level} intervals", level=level)
    else:
        label = speaker.say("Share who agree, with {level} intervals", level=level)
    return interval_chart(rows, speaker, label=label)


def opinion_groups(report: Report, speaker: Voice, *, image: Html | None = None) -> Html:
    """Return the opinion groups with what sets them apart, and the map or why there is none.

    ``image`` stands for the map on pages that load the picture by itself.
    """
    parts = [tag("p", no_groups_reason(report, speaker))]
    if report["groups"]["outcome"] == "stable":
        parts = [
            tag("p", groups_found(report, speaker)),
            _sizes_table(report, speaker),
            tag("p", _tested(report, speaker), class_="soft"),
        ]
        parts.extend(_portrait(report, group, speaker) for group in report["groups"]["list"])
    return joined([*parts, _tried(report, speaker), _map(report, speaker, image)])


def map_picture(report: Report, speaker: Voice) -> Picture:
    """Return the map of opinions; ask only where ``report["map"]["shown"]``."""
    label = speaker.say("Map of opinions: who voted alike is close together")
    return opinion_map(report["map"]["points"], speaker, label=label)


def participation(report: Report, speaker: Voice) -> Html:
    """Return who took part, how they voted, and what is missing."""
    counts = report["participation"]
    bar = answer_bar(counts["agree"], counts["disagree"], counts["pass"], speaker)
    caption = speaker.say("All votes, {n}", n=speaker.n(counts["votes"]))
    missing = [not_enough(report, speaker), language_gaps(report, speaker)]
    gaps = [*who_took_part(report, speaker), *missing]
    return joined(
        [
            tag("figure", tag("figcaption", caption), inline(bar)),
            tag("ul", *(tag("li", gap) for gap in gaps if gap)),
            tag("p", sample_caution(report, speaker)),
            declared_gaps(report, speaker),
            _unsettled(report, speaker),
        ]
    )


def full_tables(report: Report, speaker: Voice) -> Html:
    """Return every statement, then every statement by opinion group where there are groups."""
    parts = [every_statement(report, speaker)]
    if report["groups"]["outcome"] == "stable":
        parts.append(groups_table(report, speaker))
    return joined(parts)


def _findings(report: Report, ids: Sequence[object], more: str, speaker: Voice, first: int) -> Html:
    known = statements_by_id(report)
    parts = [finding(report, known[str(one)], speaker) for one in ids[:first]]
    if len(ids) > first:
        parts += [tag("h3", more), short_list(report, ids[first:], speaker)]
    return joined(parts)


def _figure(picture: Picture) -> Html:
    return tag("figure", tag("figcaption", picture.label), inline(picture))


def _interval(label: str, figure: Mapping[str, Any], group: str) -> Interval:
    return Interval(label, figure["n"], figure["value"], figure["low"], figure["high"], group)


def _sizes_table(report: Report, speaker: Voice) -> Html:
    heads = [speaker.say("Group"), speaker.say("People"), speaker.say("Found again")]
    rows = [
        [
            tag(
                "span",
                inline(mark(group["label"]), "mark"),
                group_name(group["label"], speaker),
                class_="name",
            ),
            escaped(speaker.number(group["size"])),
            escaped(_overlap(group["jaccard"], speaker)),
        ]
        for group in report["groups"]["list"]
    ]
    return table(speaker.say("The opinion groups"), heads, rows, "who")


def _tried(report: Report, speaker: Voice) -> Html:
    """Return the divisions that were tried where none is claimed: the grounds of that answer."""
    tried = report["groups"].get("tried")
    if report["groups"]["outcome"] != "none" or not tried:
        return escaped("")
    heads = [speaker.say("Groups"), speaker.say("People"), speaker.say("Found again")]
    rows = [
        [
            escaped(speaker.number(split["k"])),
            escaped(speaker.listing([speaker.number(size) for size in split["sizes"]])),
            escaped(speaker.listing([_overlap(value, speaker) for value in split["jaccard"]])),
        ]
        for split in tried
    ]
    return joined(
        [
            table(speaker.say("Divisions that were tried"), heads, rows, "who"),
            tag("p", _tested(report, speaker), class_="soft"),
        ]
    )


def _overlap(value: float | None, speaker: Voice) -> str:
    return "–" if value is None else speaker.fixed(value)


def _tested(report: Report, speaker: Voice) -> str:
    meaning = speaker.say(
        "“Found again” is the mean overlap of a group with its nearest match in those draws: 1 "
        "means the very same people."
    )
    return speaker.gap.join(
        [sentence for sentence in (resampling(report, speaker), meaning) if sentence]
    )


def _portrait(report: Report, group: Mapping[str, Any], speaker: Voice) -> Html:
    known = statements_by_id(report)
    items = [
        tag("li", _stance(known[str(one["id"])], group["label"], one["direction"], speaker))
        for one in group["representative"]
        if is_shown(known[str(one["id"])])
    ]
    if not items:
        return escaped("")
    heading = speaker.say("What sets group {label} apart", label=group["label"])
    return joined([tag("h3", inline(mark(group["label"]), "mark"), heading), tag("ul", *items)])


def _stance(statement: Mapping[str, Any], label: str, direction: str, speaker: Voice) -> Html:
    groups = {group["group"]: group for group in statement["groups"]}
    values = {
        "statement": quote(statement, speaker),
        "figure": figure(groups[label][f"{direction}_share"], speaker),
        "all": figure(statement[f"{direction}_share"], speaker),
    }
    if direction == "disagree":
        return speaker.say_html("{statement} {figure} disagree; of everybody {all}.", **values)
    return speaker.say_html("{statement} {figure} agree; of everybody {all}.", **values)


def _map(report: Report, speaker: Voice, image: Html | None) -> Html:
    heading = tag("h3", speaker.say("Map of opinions"))
    if not report["map"]["shown"]:
        return joined([heading, tag("p", map_refused(report, speaker))])
    figure = image or _figure(map_picture(report, speaker))
    kept = speaker.gap.join(
        filter(None, [variation(report, speaker), chance_level(report, speaker)])
    )
    ring = speaker.say(
        "Small rings are people in no group. The directions themselves have no meaning."
    )
    return joined([heading, figure, tag("p", kept), tag("p", ring, class_="soft")])


def _unsettled(report: Report, speaker: Voice) -> Html:
    few = [one for one in report["statements"] if lacks_data(one)]
    if not few:
        return escaped("")
    heading = tag("h3", speaker.say("Not enough data"))
    if len(few) > FIRST_SHOWN:
        there = speaker.say("These statements stand in the table of all statements.")
        return joined([heading, tag("p", there)])
    items = (
        tag(
            "li",
            joined([quote(one, speaker, LONGEST_HEADING), _votes(one, speaker)], " "),
            below([original(one, speaker) or translator(one, speaker)]),
        )
        for one in few
    )
    return joined([heading, tag("ul", *items)])


def _votes(statement: Mapping[str, Any], speaker: Voice) -> Html:
    if statement["seen"] is None:
        return escaped("")
    return tag("small", speaker.plural("{n} vote", "{n} votes", statement["seen"]))
