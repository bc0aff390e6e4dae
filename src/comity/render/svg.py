"""Small pictures of figures: pure functions from values to SVG.

Coordinates are whole pixels. Colours are CSS variables of the page with a fallback, so a picture
follows light and dark; ``standalone`` fixes them. Text is 14 px in a frame 360 px wide, which is
at least 12 px on a phone of that width.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from textwrap import wrap
from typing import Any, Final, TypeAlias

from comity.render.markup import Html, joined, tag
from comity.render.voice import Voice

__all__ = [
    "EVERYBODY",
    "Interval",
    "Picture",
    "answer_bar",
    "answer_strip",
    "inline",
    "interval_chart",
    "mark",
    "opinion_map",
    "standalone",
]

WIDTH: Final = 360
EDGE: Final = 14
ROW: Final = 42
MAP_HEIGHT: Final = 280
CELL: Final = 5
EVERYBODY: Final = ""

INK: Final = "var(--ink, #16202a)"
SOFT: Final = "var(--soft, #55636f)"
LINE: Final = "var(--line, #d5dce1)"
PAPER: Final = "var(--paper, #ffffff)"
AGREE: Final = "var(--agree, #0b6e5f)"
DISAGREE: Final = "var(--disagree, #a4480c)"
SANS: Final = "system-ui, 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans CJK SC', sans-serif"
WIDE: Final = re.compile("[\u2e80-\uffef]")
# A word, or one wide sign with the signs that must not begin a line.
PIECE: Final = re.compile(
    r" *(?:[^ \u2e80-\uffef]+|[\u2e80-\uffef][\u3001-\u3011\uff01-\uff1f”’]*)"
)
FALLBACK: Final = re.compile(r"var\(--[a-z0-9-]+, (#[0-9a-f]+)\)")

Outline: TypeAlias = Callable[[int, int, int], str]


@dataclass(frozen=True, slots=True)
class Interval:
    """A row of an interval chart: a share with its interval, or None for not enough data.

    ``group`` is the group's label, or ``EVERYBODY``; it decides shape and colour.
    """

    label: str
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    group: str = EVERYBODY


@dataclass(frozen=True, slots=True)
class Picture:
    """The inside of an SVG with its size in pixels and the words for who cannot see it."""

    width: int
    height: int
    label: str
    direction: str
    body: Html


def _diamond(x: int, y: int, r: int) -> str:
    return f"M{x} {y - r}l{r} {r}l{-r} {r}l{-r} {-r}z"


def _circle(x: int, y: int, r: int) -> str:
    return f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"


def _square(x: int, y: int, r: int) -> str:
    return f"M{x - r} {y - r}h{2 * r}v{2 * r}h{-2 * r}z"


def _triangle(x: int, y: int, r: int) -> str:
    return f"M{x} {y - r}l{r} {2 * r}h{-2 * r}z"


def _turned(x: int, y: int, r: int) -> str:
    return f"M{x} {y + r}l{-r} {-2 * r}h{2 * r}z"


def _cross(x: int, y: int, r: int) -> str:
    a = max(1, r // 3)
    b = r - a
    arm, back = f"h{2 * a}v{b}h{b}v{2 * a}h{-b}", f"v{b}h{-2 * a}v{-b}h{-b}v{-2 * a}h{b}z"
    return f"M{x - a} {y - r}{arm}{back}"


SHAPES: Final[tuple[Outline, ...]] = (_circle, _square, _triangle, _turned, _cross)
COLOURS: Final = (
    "var(--g1, #31549c)",
    "var(--g2, #8f3b5f)",
    "var(--g3, #5f6a1c)",
    "var(--g4, #44566a)",
    "var(--g5, #6d4c3d)",
)


def interval_chart(rows: Sequence[Interval], speaker: Voice, *, label: str) -> Picture:
    """Return a chart of shares from 0 to 1, one row each, with its interval as a line."""
    bottom = 4 + ROW * len(rows)
    rtl = speaker.language.direction == "rtl"
    parts = [_axis(bottom, speaker, rtl=rtl)]
    for place, row in enumerate(rows):
        parts.append(_interval_row(row, 4 + ROW * place, speaker, rtl=rtl))
    return Picture(WIDTH, bottom + 22, label, speaker.language.direction, joined(parts))


def opinion_map(points: Iterable[Mapping[str, Any]], speaker: Voice, *, label: str) -> Picture:
    """Return the map of opinions: each point a person, or a bin of several people.

    ``points`` have ``x``, ``y``, ``group`` (a label or None) and ``n``. Points that fall within the
    same few pixels become one larger mark.
    """
    cells, centres = _cells(list(points))
    parts = [
        tag("rect", x=1, y=1, width=WIDTH - 2, height=MAP_HEIGHT - 2, fill="none", stroke=LINE)
    ]
    parts.extend(_cloud(group, cells[group]) for group in sorted(cells))
    parts.extend(
        _text(x, y, speaker.say("Group {label}", label=group), "middle", bold=True)
        for group, (x, y) in sorted(centres.items())
        if group
    )
    return Picture(WIDTH, MAP_HEIGHT, label, speaker.language.direction, joined(parts))


def answer_bar(agree: int, disagree: int, passed: int, speaker: Voice) -> Picture:
    """Return one bar of all votes: agree solid, pass a thin line, disagree hollow, in words."""
    total = agree + disagree + passed
    rtl = speaker.language.direction == "rtl"
    shares = [part / total if total else 0.0 for part in (agree, passed, disagree)]
    said = [
        speaker.say("agree: {count}", count=speaker.number(agree)),
        speaker.say("pass: {count}", count=speaker.number(passed)),
        speaker.say("disagree: {count}", count=speaker.number(disagree)),
    ]
    parts = [_answer_shapes(shares, EDGE, 18, rtl=rtl)]
    anchors = ((EDGE, "start"), (WIDTH // 2, "middle"), (WIDTH - EDGE, "end"))
    for (x, anchor), text in zip(anchors, said, strict=True):
        parts.append(_text(WIDTH - x if rtl else x, 44, text, anchor))
    label = speaker.listing([*said, speaker.n(total)])
    return Picture(WIDTH, 52, label, speaker.language.direction, joined(parts))


def answer_strip(agree: int, disagree: int, passed: int, speaker: Voice) -> Picture:
    """Return the same bar small and without words, for a row whose cells have the numbers."""
    total = agree + disagree + passed or 1
    shares = [part / total for part in (agree, passed, disagree)]
    rtl = speaker.language.direction == "rtl"
    return Picture(
        WIDTH, 18, "", speaker.language.direction, _answer_shapes(shares, 0, 16, rtl=rtl)
    )


def mark(group: str) -> Picture:
    """Return the small sign of a group, or of everybody, for keys and tables."""
    return Picture(16, 16, "", "ltr", _shape(group, 8, 8, 6))


def inline(picture: Picture, class_: str = "chart") -> Html:
    """Return the picture for a page; without a label it is decoration and hidden from readers."""
    named = (
        {"role": "img", "aria_label": picture.label} if picture.label else {"aria_hidden": "true"}
    )
    return tag(
        "svg",
        picture.body,
        class_=class_,
        viewBox=f"0 0 {picture.width} {picture.height}",
        direction=picture.direction if picture.label else None,
        **named,
    )


def standalone(picture: Picture, *, title: str, source: str, language: str, note: str = "") -> str:
    """Return an SVG file with its title above and the source line, with n in it, below.

    ``note`` stands below the title: where that is a translation, that it is one, and the original.
    """
    above, beside = _lines(title, 42)[:3], _lines(note, 48)[:5] if note else []
    below = _lines(source, 48)[:6]
    head, height = 20 * len(above), picture.height
    top = head + 18 * len(beside) + 12
    x, anchor = WIDTH - EDGE if picture.direction == "rtl" else EDGE, "start"
    lines = [_text(x, 22 + 20 * at, text, anchor, bold=True) for at, text in enumerate(above)]
    lines += [
        _text(x, head + 20 + 18 * at, text, anchor, colour=SOFT) for at, text in enumerate(beside)
    ]
    end = top + height + 18
    lines += [_text(x, end + 18 * at, text, anchor, colour=SOFT) for at, text in enumerate(below)]
    total = end + 18 * len(below)
    drawing = tag(
        "svg",
        tag("rect", width=WIDTH, height=total, fill=PAPER),
        *lines,
        tag("g", picture.body, transform=f"translate(0 {top})"),
        xmlns="http://www.w3.org/2000/svg",
        xml_lang=language,
        viewBox=f"0 0 {WIDTH} {total}",
        width=WIDTH,
        height=total,
        direction=picture.direction,
        role="img",
        aria_label=". ".join(part.rstrip(".") for part in (title, note, source) if part),
    )
    fixed = FALLBACK.sub(r"\1", drawing.replace(" xml-lang=", " xml:lang=", 1))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{fixed}\n'


def _lines(text: str, letters: int) -> list[str]:
    """Return ``text`` in lines of at most so many letters; a wide sign of Chinese is worth two."""
    lines, room = [""], letters
    for piece in PIECE.findall(text):
        wanted = sum(2 if WIDE.match(sign) else 1 for sign in piece)
        if wanted > room and lines[-1]:
            lines.append("")
            room = letters
        lines[-1] += piece if lines[-1] else piece.lstrip()
        room -= wanted
    return [part for line in lines for part in wrap(line, letters, break_on_hyphens=False)]


def _axis(bottom: int, speaker: Voice, *, rtl: bool) -> Html:
    parts = []
    for quarter in range(5):
        x = _across(quarter / 4, rtl=rtl)
        colour = SOFT if quarter == 2 else LINE
        parts.append(tag("path", d=f"M{x} 2V{bottom}", stroke=colour))
        anchor = {0: "start", 4: "end"}.get(quarter, "middle")
        parts.append(_text(x, bottom + 16, speaker.percent(quarter / 4), anchor, colour=SOFT))
    return joined(parts)


def _interval_row(row: Interval, top: int, speaker: Voice, *, rtl: bool) -> Html:
    n = speaker.n(row.n)
    x = _across(0, rtl=rtl)
    if row.value is None or row.low is None or row.high is None:
        words = speaker.say("{label}: not enough data ({n})", label=row.label, n=n)
        return _text(x, top + 14, words, "start", colour=SOFT)
    y = top + 28
    low, value, high = (_across(share, rtl=rtl) for share in (row.low, row.value, row.high))
    line = f"M{low} {y}H{high}M{low} {y - 4}v8M{high} {y - 4}v8"
    return joined(
        [
            _text(x, top + 14, speaker.say("{label}, {n}", label=row.label, n=n), "start"),
            tag("path", d=line, stroke=INK, stroke_width=2, fill="none"),
            _shape(row.group, value, y, 6),
        ]
    )


def _across(share: float, *, rtl: bool) -> int:
    x = EDGE + round(share * (WIDTH - 2 * EDGE))
    return WIDTH - x if rtl else x


def _text(
    x: int, y: int, words: str, anchor: str, *, bold: bool = False, colour: str = INK
) -> Html:
    # The stroke in the colour of the page keeps letters readable where they cross a line.
    return tag(
        "text",
        words,
        x=x,
        y=y,
        text_anchor=anchor,
        fill=colour,
        font_size=14,
        font_family=SANS,
        font_weight=700 if bold else None,
        stroke=PAPER,
        stroke_width=4,
        stroke_linejoin="round",
        paint_order="stroke",
    )


def _shape(group: str, x: int, y: int, r: int) -> Html:
    if group == EVERYBODY:
        return tag("path", d=_diamond(x, y, r + 1), fill=INK)
    outline, colour = _style(group)
    return tag("path", d=outline(x, y, r), fill=colour)


def _style(group: str) -> tuple[Outline, str]:
    place = max(0, ord(group[0]) - ord("A"))
    return SHAPES[place % len(SHAPES)], COLOURS[place % len(COLOURS)]


def _cells(
    points: list[Mapping[str, Any]],
) -> tuple[dict[str, dict[tuple[int, int], int]], dict[str, tuple[int, int]]]:
    """Return people per group and cell of the picture, and where each group's name stands."""
    cells: dict[str, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
    if not points:
        return cells, {}
    across = [point["x"] for point in points]
    up = [point["y"] for point in points]
    scale = min(
        (WIDTH - 60) / (max(across) - min(across) or 1.0),
        (MAP_HEIGHT - 80) / (max(up) - min(up) or 1.0),
    )
    left = WIDTH / 2 - scale * (max(across) + min(across)) / 2
    base = MAP_HEIGHT / 2 + scale * (max(up) + min(up)) / 2
    for point in points:
        x, y = left + scale * point["x"], base - scale * point["y"]
        at = (CELL * round(x / CELL), CELL * round(y / CELL))
        cells[point["group"] or ""][at] += point["n"]
    return cells, {group: _name_place(list(places)) for group, places in cells.items()}


def _name_place(places: list[tuple[int, int]]) -> tuple[int, int]:
    """Return where a group's name stands: over the middle of its upper edge, inside the frame."""
    middle = round(sum(x for x, _ in places) / len(places))
    heights = sorted(y for _, y in places)
    top = heights[len(heights) // 100] - 8
    return min(max(middle, 60), WIDTH - 60), max(top, 18)


def _cloud(group: str, places: Mapping[tuple[int, int], int]) -> Html:
    if not group:
        rings = "".join(_circle(x, y, 2) for x, y in sorted(places))
        return tag("path", d=rings, fill="none", stroke=SOFT)
    outline, colour = _style(group)
    d = "".join(outline(x, y, _radius(n)) for (x, y), n in sorted(places.items()))
    return tag("path", d=d, fill=colour, fill_opacity=".75")


def _radius(n: int) -> int:
    return min(2 + isqrt(max(n - 1, 0)), 9)


def _answer_shapes(shares: Sequence[float], edge: int, height: int, *, rtl: bool) -> Html:
    width = WIDTH - 2 * edge
    first = round(width * shares[0])
    second = round(width * (shares[0] + shares[1]))

    def box(start: int, stop: int, y: int, tall: int, **look: str | int) -> Html:
        x = WIDTH - edge - stop if rtl else edge + start
        return tag("rect", x=x, y=y, width=max(0, stop - start), height=tall, **look)

    parts = [
        box(0, first, 1, height, fill=AGREE),
        box(first, second, height // 2, 2, fill=SOFT),
    ]
    if second + 3 < width:
        frame = box(
            second + 2, width - 1, 2, height - 2, fill="none", stroke=DISAGREE, stroke_width=2
        )
        parts.append(frame)
    return joined(parts)
