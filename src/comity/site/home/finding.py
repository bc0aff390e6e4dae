"""The one finding the front page opens with: a sentence with its interval, and its picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

from comity.render import Html, Voice, quote, tag

__all__ = ["Finding", "finding_of"]

WIDTH: Final = 360
EDGE: Final = 2


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
    first = report["common_ground"][0]
    statement = next(one for one in report["statements"] if one["id"] == first)
    direction = statement["direction"] or "agree"
    figure = statement[f"{direction}_share"]
    if figure["value"] is None:
        return None
    values = {
        "share": tag("b", speaker.percent(figure["value"])),
        "interval": tag("small", _bracketed(figure, speaker)),
        "statement": quote(statement, speaker),
    }
    if direction == "disagree":
        sentence = speaker.say_html("{share} {interval} disagree: {statement}", **values)
    else:
        sentence = speaker.say_html("{share} {interval} agree: {statement}", **values)
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


def _bracketed(figure: Mapping[str, Any], speaker: Voice) -> str:
    return speaker.say("({interval})", interval=speaker.interval(figure["low"], figure["high"]))


def _scale(figure: Mapping[str, Any], speaker: Voice) -> Html:
    """Return a line from 0 to 100 % with the interval on it; the sentence says the same."""
    rtl = speaker.language.direction == "rtl"
    low, value, high = (_across(figure[name], rtl=rtl) for name in ("low", "value", "high"))
    anchors = ("end", "middle", "start") if rtl else ("start", "middle", "end")
    labels = (
        tag("text", speaker.percent(share), x=x, y=42, text_anchor=anchor, fill="var(--soft)")
        for x, share, anchor in zip(
            (EDGE, WIDTH // 2, WIDTH - EDGE),
            (1.0, 0.5, 0.0) if rtl else (0.0, 0.5, 1.0),
            anchors,
            strict=True,
        )
    )
    ticks = f"M{EDGE} 6v16M{WIDTH // 2} 6v16M{WIDTH - EDGE} 6v16"
    return tag(
        "svg",
        tag("path", d=f"M{EDGE} 14H{WIDTH - EDGE}{ticks}", stroke="var(--line)"),
        tag("path", d=f"M{low} 14H{high}", stroke="var(--accent)", stroke_width=10),
        tag("path", d=f"M{value} 4v20", stroke="var(--ink)", stroke_width=3),
        *labels,
        class_="scale",
        viewBox=f"0 0 {WIDTH} 48",
        direction=speaker.language.direction,
        aria_hidden="true",
    )


def _across(share: float, *, rtl: bool) -> int:
    x = EDGE + round(share * (WIDTH - 2 * EDGE))
    return WIDTH - x if rtl else x
