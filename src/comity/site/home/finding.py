"""The one finding the front page opens with: a sentence with its interval, and its picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

from comity.render import Html, Voice, tag
from comity.render.sentences import quote, statements_by_id

__all__ = ["Finding", "finding_of"]

WIDTH: Final = 360


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, a picture of its interval, and what the interval means, as markup."""

    sentence: SafeString
    picture: SafeString
    meaning: str


def finding_of(report: Mapping[str, Any], speaker: Voice) -> Finding | None:
    """Return the first statement of the common ground as a finding, or None if there is none."""
    if not report["common_ground"]:
        return None
    statement = statements_by_id(report)[str(report["common_ground"][0])]
    direction = statement["direction"] or "agree"
    figure = statement[f"{direction}_share"]
    if figure["value"] is None:
        return None
    values = {
        "share": tag("b", speaker.percent(figure["value"])),
        "interval": tag("small", speaker.interval(figure["low"], figure["high"])),
        "statement": quote(statement, speaker),
    }
    if direction == "disagree":
        sentence = speaker.say_html("{share} ({interval}) disagree: {statement}", **values)
    else:
        sentence = speaker.say_html("{share} ({interval}) agree: {statement}", **values)
    return Finding(
        mark_safe(sentence),  # noqa: S308 - render escapes every outside text
        mark_safe(_scale(figure, speaker)),  # noqa: S308 - numbers only
        _meaning(report, statement, speaker),
    )


def _meaning(report: Mapping[str, Any], statement: Mapping[str, Any], speaker: Voice) -> str:
    said = speaker.say(
        "{votes} on this statement; in brackets the {level} interval.",
        votes=speaker.plural("{n} vote", "{n} votes", statement["seen"]),
        level=speaker.percent(report["level"]),
    )
    if report["groups"]["outcome"] != "stable":
        return said
    everywhere = speaker.plural(
        "So says more than half of the one opinion group found.",
        "So says more than half of each of the {n} opinion groups.",
        report["groups"]["k"],
    )
    return speaker.gap.join([everywhere, said])


def _scale(figure: Mapping[str, Any], speaker: Voice) -> Html:
    """Return a line from 0 to 100 % with the interval on it; the sentence says the same."""
    rtl = speaker.language.direction == "rtl"
    low, value, high = (_across(figure[name], rtl=rtl) for name in ("low", "value", "high"))
    ends = [(4, "start", 1.0 if rtl else 0.0), (WIDTH - 4, "end", 0.0 if rtl else 1.0)]
    labels = (
        tag("text", speaker.percent(share), x=x, y=34, text_anchor=_anchor(anchor, rtl=rtl))
        for x, anchor, share in ends
    )
    return tag(
        "svg",
        tag("path", d=f"M4 12H{WIDTH - 4}M4 6v12M{WIDTH - 4} 6v12", stroke="var(--line)"),
        tag("path", d=f"M{low} 12H{high}", stroke="var(--ink)", stroke_width=5),
        tag("path", d=f"M{value} 3l9 9l-9 9l-9 -9z", fill="var(--accent)"),
        *labels,
        class_="scale",
        viewBox=f"0 0 {WIDTH} 40",
        aria_hidden="true",
    )


def _across(share: float, *, rtl: bool) -> int:
    x = 4 + round(share * (WIDTH - 8))
    return WIDTH - x if rtl else x


def _anchor(anchor: str, *, rtl: bool) -> str:
    # SVG's start and end follow the direction of the text.
    return {"start": "end", "end": "start"}[anchor] if rtl else anchor
