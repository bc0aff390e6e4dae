"""Tables of a report. On a narrow screen each row becomes a block; roles keep it a table."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from comity.render.markup import Html, escaped, joined, tag
from comity.render.quotation import (
    LONGEST_TEXT,
    below,
    is_shown,
    original,
    quote,
    translator,
)
from comity.render.sentences import (
    Report,
    class_word,
    group_name,
    statements_by_id,
)
from comity.render.svg import EVERYBODY, answer_strip, inline, mark
from comity.render.voice import Voice

__all__ = [
    "every_statement",
    "groups_table",
    "named",
    "named_whole",
    "share",
    "short_list",
    "table",
    "who_table",
]

LONGEST_IN_LIST: Final = 160
MOST_STRIPS: Final = 400


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Html]], class_: str) -> Html:
    """Return a table whose cells carry their column's head for narrow screens.

    The first cell of a row is its head. ``class_`` ``wide`` lets rows fold into blocks.
    """
    head = tag("tr", *(_head(text) for text in heads), role="row")
    body = (
        tag("tr", *(_cell(cell, heads, at) for at, cell in enumerate(row)), role="row")
        for row in rows
    )
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", head, role="rowgroup"),
        tag("tbody", *body, role="rowgroup"),
        class_=class_,
        role="table",
    )


def who_table(report: Report, statement: Mapping[str, Any], speaker: Voice) -> Html:
    """Return who agrees and disagrees with one statement: everybody, then each group."""
    level = speaker.percent(report["level"])
    heads = [
        speaker.say("Who"),
        speaker.say("Agree"),
        speaker.say("Disagree"),
        speaker.say("Votes"),
    ]
    rows = [_who_row(EVERYBODY, speaker.say("Everybody"), statement, speaker)]
    rows.extend(
        _who_row(group["group"], group_name(group["group"], speaker), group, speaker)
        for group in statement["groups"]
    )
    caption = speaker.say("Shares with {level} intervals", level=level)
    return table(caption, heads, rows, "who")


def short_list(report: Report, ids: Sequence[object], speaker: Voice) -> Html:
    """Return a table of some statements with their main figures, translations without original.

    Originals stand in ``every_statement``.
    """
    known = statements_by_id(report)
    heads = _statement_heads(speaker)
    rows = [_statement_row(known[str(one)], speaker) for one in ids]
    caption = speaker.say("Shares with {level} intervals", level=speaker.percent(report["level"]))
    return table(caption, heads, rows, "wide")


def every_statement(report: Report, speaker: Voice) -> Html:
    """Return the table of all statements but rejected ones, by id."""
    statements = [one for one in report["statements"] if is_shown(one)]
    strip = len(statements) <= MOST_STRIPS
    rows = [_statement_row(one, speaker, strip=strip, whole=True) for one in statements]
    caption = speaker.say(
        "All statements: shares with {level} intervals", level=speaker.percent(report["level"])
    )
    return table(caption, _statement_heads(speaker), rows, "wide")


def groups_table(report: Report, speaker: Voice) -> Html:
    """Return who agrees with each statement, by opinion group."""
    labels = [group["label"] for group in report["groups"]["list"]]
    heads = [speaker.say("Statement"), *(group_name(label, speaker) for label in labels)]
    rows = [
        [named(one, speaker, LONGEST_IN_LIST), *_group_cells(one, labels, speaker)]
        for one in report["statements"]
        if is_shown(one) and one["groups"]
    ]
    caption = speaker.say(
        "Who agrees, by opinion group: share, {level} interval and votes",
        level=speaker.percent(report["level"]),
    )
    return table(caption, heads, rows, "wide")


def _head(text: str) -> Html:
    return tag("th", text, scope="col", role="columnheader")


def _cell(cell: Html, heads: Sequence[str], at: int) -> Html:
    if at == 0:
        return tag("th", cell, scope="row", role="rowheader")
    return tag("td", cell, data_label=heads[at], role="cell")


def _who_row(group: str, name: str, counts: Mapping[str, Any], speaker: Voice) -> list[Html]:
    return [
        tag("span", inline(mark(group), "mark"), name, class_="name"),
        share(counts["agree_share"], speaker),
        share(counts["disagree_share"], speaker),
        escaped(speaker.number(counts["agree_share"]["n"])),
    ]


def _statement_heads(speaker: Voice) -> list[str]:
    return [
        speaker.say("Statement"),
        speaker.say("Agree"),
        speaker.say("Disagree"),
        speaker.say("Pass"),
        speaker.say("Votes"),
        speaker.say("Result"),
    ]


def _statement_row(
    one: Mapping[str, Any], speaker: Voice, *, strip: bool = False, whole: bool = False
) -> list[Html]:
    said = named(one, speaker, LONGEST_TEXT)
    if whole:
        said = named_whole(one, speaker, LONGEST_TEXT)
    if strip and one["agree_share"]["value"] is not None:
        counts = one["agree"], one["disagree"], one["pass"]
        said = joined([said, inline(answer_strip(*counts, speaker), "strip")])
    return [
        said,
        share(one["agree_share"], speaker),
        share(one["disagree_share"], speaker),
        share(one["pass_share"], speaker),
        escaped(speaker.number(one["seen"])),
        escaped(class_word(one, speaker)),
    ]


def share(figure: Mapping[str, Any], speaker: Voice) -> Html:
    """Return a share with its interval, or that there is not enough data."""
    if figure["value"] is None:
        return tag("span", speaker.say("not enough data"), class_="soft")
    interval = speaker.interval(figure["low"], figure["high"])
    return joined([tag("b", speaker.percent(figure["value"])), tag("small", interval)], " ")


def named(one: Mapping[str, Any], speaker: Voice, longest: int) -> Html:
    """Return a statement as the head of a row: its number and its words."""
    number = tag("span", tag("bdi", str(one["id"])), " ", class_="number")
    return joined([number, quote(one, speaker, longest)])


def named_whole(one: Mapping[str, Any], speaker: Voice, longest: int) -> Html:
    """Return ``named``, and below it the original of a translation, or why none is shown.

    No more, in a list of many.
    """
    said = original(one, speaker, longest) or translator(one, speaker)
    return joined([named(one, speaker, longest), below([said])])


def _group_cells(one: Mapping[str, Any], labels: Sequence[str], speaker: Voice) -> list[Html]:
    known = {group["group"]: group["agree_share"] for group in one["groups"]}
    return [_group_cell(known.get(label), speaker) for label in labels]


def _group_cell(figure: Mapping[str, Any] | None, speaker: Voice) -> Html:
    if figure is None:
        return escaped("")
    if figure["value"] is None:
        return escaped(speaker.figure(figure))
    return joined([share(figure, speaker), tag("small", speaker.n(figure["n"]))], " ")
