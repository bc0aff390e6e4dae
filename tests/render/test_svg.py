import re
from xml.etree import ElementTree as ET

import pytest

from comity.render.catalogue import LANGUAGES
from comity.render.svg import (
    COLOURS,
    EVERYBODY,
    SHAPES,
    Interval,
    answer_bar,
    answer_strip,
    inline,
    interval_chart,
    mark,
    opinion_map,
    standalone,
)
from comity.render.voice import voice
from tests.render.sample import points

EN, AR = voice(LANGUAGES["en"]), voice(LANGUAGES["ar"])
ROWS = [
    Interval("Everybody", 842, 0.88, 0.86, 0.9, EVERYBODY),
    Interval("Group A", 391, 0.92, 0.88, 0.94, "A"),
    Interval("Group B", 268, 0.5, 0.45, 0.55, "B"),
    Interval("Group C", 4, None, None, None, "C"),
]


def parsed(picture):
    return ET.fromstring(inline(picture))


def pictures():
    return [
        interval_chart(ROWS, EN, label="Shares"),
        interval_chart(ROWS, AR, label="Shares"),
        opinion_map(points(), EN, label="Map"),
        answer_bar(530, 250, 88, EN),
        answer_strip(530, 250, 88, EN),
        mark("A"),
    ]


@pytest.mark.parametrize("picture", pictures())
def test_coordinates_are_whole_pixels(picture):
    for element in parsed(picture).iter():
        for name in ("x", "y", "width", "height", "d", "viewBox"):
            assert "." not in element.get(name, ""), element.attrib


@pytest.mark.parametrize("picture", pictures())
def test_colours_follow_the_page_and_have_a_fallback(picture):
    for element in parsed(picture).iter():
        for name in ("fill", "stroke"):
            assert re.fullmatch(r"none|var\(--[a-z0-9]+, #[0-9a-f]{6}\)", element.get(name, "none"))


@pytest.mark.parametrize("picture", pictures())
def test_text_is_at_least_12_px_on_a_phone(picture):
    on_a_phone = (360 - 2 * 16) / 360
    for text in parsed(picture).iter("text"):
        assert int(text.get("font-size")) * on_a_phone >= 12


def test_a_picture_has_a_name_or_is_decoration():
    chart, sign = parsed(pictures()[0]), parsed(mark("A"))
    assert (chart.get("role"), chart.get("aria-label")) == ("img", "Shares")
    assert sign.get("aria-hidden") == "true"


def test_rows_say_n_and_too_few_votes_have_no_mark():
    texts = [element.text for element in parsed(interval_chart(ROWS, EN, label="x")).iter("text")]
    assert "Group A, n\u00a0391" in texts
    assert "Group C: not enough data (n\u00a04)" in texts
    marks = inline(interval_chart(ROWS[3:], EN, label="x"))
    assert COLOURS[2] not in marks


def test_right_to_left_mirrors_the_axis():
    first = ROWS[1:2]
    one, other = (parsed(interval_chart(first, speaker, label="x")) for speaker in (EN, AR))
    lines = [
        [int(part) for part in re.findall(r"\d+", element.get("d"))[:3]]
        for drawn in (one, other)
        for element in drawn.iter("path")
        if element.get("stroke-width") == "2"
    ]
    assert lines[0][0] == 360 - lines[1][0]
    assert other.get("direction") == "rtl"


def test_groups_differ_in_shape_and_colour():
    drawn = {inline(mark(group)) for group in ("", "A", "B", "C", "D", "E")}
    shapes = {re.sub(r'fill="[^"]+"', "", one) for one in drawn}
    assert len(drawn) == len(shapes) == 6
    assert len(SHAPES) == len(COLOURS) == 5


def test_group_colours_are_not_those_of_answers():
    answers = inline(answer_bar(5, 3, 2, EN))
    assert not any(colour in answers for colour in COLOURS)


def test_the_map_gathers_people_in_the_same_place():
    crowd = [{"x": 0.0, "y": 0.0, "group": "A", "n": 1}] * 500
    far = [{"x": 1.0, "y": 1.0, "group": "B", "n": 1}]
    assert len(inline(opinion_map(crowd + far, EN, label="x"))) < 2500
    assert inline(opinion_map([], EN, label="x"))
    assert inline(opinion_map(far, EN, label="x"))


def test_nobody_voted():
    assert "0" in inline(answer_bar(0, 0, 0, EN))


def test_a_picture_to_take_along_names_title_n_and_source():
    title = "What should a public register of AI incidents contain, and who <should> keep it?"
    text = standalone(pictures()[0], title=title, source="Report 7, n 842", language="en")
    drawing = ET.fromstring(text)
    said = " ".join(
        element.text or "" for element in drawing.iter() if element.tag.endswith("text")
    )
    assert "who <should> keep it?" in said
    assert "Report 7, n 842" in said
    assert "var(" not in text
    assert drawing.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert set(re.findall(r'https?://[^"]+', text)) == {"http://www.w3.org/2000/svg"}


def test_below_the_title_of_a_picture_stands_that_it_is_a_translation():
    given = {"title": "A title", "source": "Report 7, n 842.", "language": "en"}
    without = ET.fromstring(standalone(pictures()[0], **given))
    noted = ET.fromstring(standalone(pictures()[0], **given, note="(translation) Original: “x y”"))
    said = [each.text for each in noted.iter() if each.tag.endswith("text")]
    assert said[:2] == ["A title", "(translation) Original: “x y”"]
    assert int(noted.get("height")) == int(without.get("height")) + 18
    assert noted.get("aria-label") == "A title. (translation) Original: “x y”. Report 7, n 842"


def test_where_nobody_disagrees_no_box_is_drawn():
    assert inline(answer_strip(9, 0, 1, EN)).count("<rect") == 2
    assert inline(answer_strip(9, 5, 1, EN)).count("<rect") == 3
