"""The list that represents the people, as markup: what is on it, whom it covers, and the proof."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from comity.fault import N_
from comity.render.markup import Html, escaped, joined, tag
from comity.render.sentences import Report, figure, group_name, statements_by_id
from comity.render.svg import EVERYBODY, inline, mark
from comity.render.tables import named_whole, table
from comity.render.voice import Voice

__all__ = ["representative_list"]

Slate: TypeAlias = Mapping[str, Any]

LONGEST_IN_LIST: Final = 400
WITHOUT: Final = {
    "not_enough_data": N_("Too few people voted on enough statements to choose such a list."),
    "no_statements": N_("Nobody agrees with any statement that could stand on such a list."),
}


def representative_list(slate: Slate | None, report: Report, speaker: Voice) -> Html:
    """Return the list with whom it covers and its certificate, or why there is none.

    ``slate`` is the value of ``slate.json``, None where it was not computed.
    """
    if slate is None:
        return tag("p", _not_computed(report, speaker))
    if not slate["statements"]:
        return tag("p", speaker.say(WITHOUT.get(slate["outcome"], WITHOUT["no_statements"])))
    return joined(
        [
            tag("p", _covered(slate, speaker)),
            _listed(slate, report, speaker),
            tag("p", _how_chosen(slate, speaker), class_="soft"),
            tag("h3", speaker.say("Whom it covers")),
            _coverage(slate, speaker),
            tag("p", _beside(slate, report, speaker)),
            tag("h3", speaker.say("That no large group was passed over")),
            tag("p", _verdict(slate, speaker)),
            _certificate(slate, report, speaker),
        ]
    )


def _not_computed(report: Report, speaker: Voice) -> str:
    if report["conversation"]["ballots"] == "protected":
        return speaker.say(
            "Ballots are protected here. Which few statements represent the people follows from "
            "who agreed with what, and that is not published; so there is no such list."
        )
    if report["quick"]:
        return speaker.say("A quick report leaves this list out.")
    return speaker.say("This list was not computed for this report.")


def _covered(slate: Slate, speaker: Voice) -> Html:
    count = len(slate["statements"])
    share = figure(slate["coverage"]["everybody"], speaker)
    first = speaker.plural(
        "If only {n} statement can go to a plenary, it could be this one.",
        "If only {n} statements can go to a plenary, they could be these.",
        count,
    )
    second = speaker.say_html(
        "{share} of the people agree with at least one of them. Who has not seen a statement "
        "counts as not agreeing.",
        share=share,
    )
    return joined([first, second], speaker.gap)


def _listed(slate: Slate, report: Report, speaker: Voice) -> Html:
    known = statements_by_id(report)
    heads = [
        speaker.say("Statement"),
        speaker.say("People who agree"),
        speaker.say("Of them not reached before"),
    ]
    rows = [
        [
            named_whole(known[str(one["id"])], speaker, LONGEST_IN_LIST),
            escaped(speaker.number(one["supporters"])),
            escaped(speaker.number(one["newly_covered"])),
        ]
        for one in slate["statements"]
    ]
    caption = speaker.say(
        "The list in the order chosen, and how many of {n} people agree",
        n=speaker.number(slate["considered"]),
    )
    return table(caption, heads, rows, "wide chosen")


def _how_chosen(slate: Slate, speaker: Voice) -> str:
    said = [
        speaker.plural(
            "Those count who voted on at least {n} statement.",
            "Those count who voted on at least {n} statements.",
            slate["minimum_votes"],
        ),
        speaker.say(
            "Each of them has the same share of the list to spend; a statement is bought where its "
            "supporters can divide its price most evenly (method of equal shares)."
        ),
    ]
    rest = sum(one["step"] == "completion" for one in slate["statements"])
    if rest:
        completed = speaker.plural(
            "In the end no statement had supporters who could still pay; {n} more completes the "
            "list, the one that adds most for those who have least (sequential proportional "
            "approval voting).",
            "In the end no statement had supporters who could still pay; {n} more complete the "
            "list, those that add most for those who have least (sequential proportional approval "
            "voting).",
            rest,
        )
        said.append(completed)
    return speaker.gap.join([*said, _ties(slate, speaker)])


def _ties(slate: Slate, speaker: Voice) -> str:
    equal = sum(bool(one["tied"]) for one in slate["statements"])
    if not equal:
        return speaker.say("No two statements stood equal when one of them was chosen.")
    return speaker.plural(
        "In {n} step statements stood equal: more supporters decided, then the lower number.",
        "In {n} steps statements stood equal: more supporters decided, then the lower number.",
        equal,
    )


def _coverage(slate: Slate, speaker: Voice) -> Html:
    plain = slate["most_agreed"]["coverage"]
    heads = [speaker.say("Who"), speaker.say("This list"), speaker.say("The most agreed")]
    pairs = [(EVERYBODY, speaker.say("Everybody"), slate["coverage"]["everybody"])]
    pairs += [
        (each["group"], group_name(each["group"], speaker), each)
        for each in slate["coverage"]["groups"]
    ]
    beside = [plain["everybody"], *plain["groups"]]
    rows = [
        [
            tag("span", inline(mark(group), "mark"), name, class_="name"),
            _share(share, speaker),
            _share(other, speaker),
        ]
        for (group, name, share), other in zip(pairs, beside, strict=False)
    ]
    caption = speaker.say(
        "Who agrees with at least one statement: share, {level} interval and people",
        level=speaker.percent(slate["level"]),
    )
    return table(caption, heads, rows, "who")


def _share(share: Mapping[str, Any], speaker: Voice) -> Html:
    if share["value"] is None:
        return escaped(speaker.figure(share))
    interval = tag("small", speaker.interval(share["low"], share["high"]))
    people = tag("small", speaker.n(share["n"]))
    return joined([tag("b", speaker.percent(share["value"])), interval, people], " ")


def _beside(slate: Slate, report: Report, speaker: Voice) -> Html:
    known = statements_by_id(report)
    ids = slate["most_agreed"]["statements"]
    quotes = joined([_short(known[str(one)], speaker) for one in ids], " · ")
    return speaker.say_html(
        "Beside it stands the plain list of the statements most agreed with, as long as this one: "
        "{statements}",
        statements=quotes,
    )


def _short(statement: Mapping[str, Any], speaker: Voice) -> Html:
    return tag("bdi", speaker.say("Statement {id}", id=statement["id"]))


def _verdict(slate: Slate, speaker: Voice) -> str:
    size = len(slate["statements"])
    meaning = speaker.say(
        "With {places} places for {people} people, {needed} can claim one place, twice as many "
        "two, and so on. A claim is open if so many people agree with a statement outside the "
        "list, and each of them agrees with fewer statements on it than they can claim.",
        places=speaker.number(size),
        people=speaker.number(slate["considered"]),
        needed=speaker.fixed(slate["considered"] / size, 1),
    )
    held = speaker.say("No claim is open (EJR+); the nearest ones are below.")
    if not slate["proportional"]:
        held = speaker.say("A claim is open: this list passes over a group that is large enough.")
    other = slate["most_agreed"]["proportional"]
    beside = "" if other else speaker.say("Of the plain list one is open.")
    return speaker.gap.join(filter(None, [meaning, held, beside]))


def _certificate(slate: Slate, report: Report, speaker: Voice) -> Html:
    known = statements_by_id(report)
    heads = [
        speaker.say("Places claimed"),
        speaker.say("Nearest statement outside"),
        speaker.say("People"),
        speaker.say("Needed"),
    ]
    rows = [_level(level, known, speaker) for level in slate["certificate"]]
    caption = speaker.say("The certificate: for each number of places, the nearest claim")
    return table(caption, heads, rows, "who")


def _level(
    level: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]], speaker: Voice
) -> Sequence[Html]:
    outside = level["statement"]
    return [
        escaped(speaker.number(level["level"])),
        escaped("–") if outside is None else _short(known[str(outside)], speaker),
        escaped(speaker.number(level["supporters"])),
        escaped(speaker.fixed(level["needed"], 1)),
    ]
