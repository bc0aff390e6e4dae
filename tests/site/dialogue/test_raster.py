import struct
from pathlib import Path

import pytest

from comity.fault import RefusedError
from comity.render import LANGUAGES, map_picture, share_chart, standalone, voice
from comity.site.dialogue.fonts import choose_fonts, font_folders
from comity.site.dialogue.raster import can_draw, png_of
from tests.render.sample import sample

resvg = pytest.importorskip("resvg_py")


def svg_in(code, title="Title"):
    report, speaker = sample(), voice(LANGUAGES[code])
    chart = share_chart(report, report["statements"][0], "agree", speaker)
    return standalone(chart, title=title, source="A24/DIA/1, n 750", language=code)


def needs(code, svg):
    if not can_draw(svg, LANGUAGES[code]):
        pytest.skip(f"no font here for {code}")


def drawn(monkeypatch, svg, code, families):
    """Return what the painter is given, whatever fonts this computer has."""
    given = {}
    monkeypatch.setattr("comity.site.dialogue.raster.choose_fonts", lambda *_: (families, ()))
    monkeypatch.setattr(resvg, "svg_to_bytes", lambda **more: given.update(more) or b"png")
    assert png_of(svg, LANGUAGES[code]) == b"png"
    return given


class Named:
    files = (Path("a.ttf"),)

    def __init__(self, name):
        self.name = name


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_chart_is_drawn_in_each_language_that_has_fonts_here(code):
    svg = svg_in(code)
    needs(code, svg)
    png = png_of(svg, LANGUAGES[code])
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height > 400) == (1080, True)
    assert png == png_of(svg, LANGUAGES[code])


def test_it_asks_for_no_other_fonts_than_those_chosen(monkeypatch):
    given = drawn(monkeypatch, svg_in("en"), "en", [Named("Noto Sans")])
    assert given["skip_system_fonts"] is True
    assert given["font_files"] == ["a.ttf"]


@pytest.mark.parametrize("code", ["en", "ar", "zh"])
def test_threat_no_letter_is_drawn_as_a_box(code, tmp_path):
    """On a machine without fonts there is no picture, and the reason is told."""
    svg = svg_in(code)
    assert not can_draw(svg, LANGUAGES[code], (tmp_path,))
    with pytest.raises(RefusedError) as refused:
        png_of(svg, LANGUAGES[code], (tmp_path,))
    (fault,) = refused.value.faults
    assert fault.code == "site.png_no_font"
    assert fault.values["signs"]


def test_the_control_without_the_question_boxes_would_be_drawn():
    svg = svg_in("en", "\ufdd0\ufdd1")  # what no font has
    assert not can_draw(svg, LANGUAGES["en"])
    families, missing = choose_fonts(frozenset(b"A"), "en", font_folders())
    if missing:
        pytest.skip("no font here")
    files = [str(file) for family in families for file in family.files]
    assert resvg.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=files)


def test_without_the_painter_it_says_so(monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.raster._painter", lambda: False)
    assert not can_draw(svg_in("en"), LANGUAGES["en"])
    with pytest.raises(RefusedError) as refused:
        png_of(svg_in("en"), LANGUAGES["en"])
    assert refused.value.faults[0].code == "site.png_no_painter"


def test_from_right_to_left_lines_begin_on_the_right(monkeypatch):
    svg = svg_in("ar")
    given = drawn(monkeypatch, svg, "ar", [Named("Noto Sans")])["svg_string"]
    assert given.count('text-anchor="end"') == svg.count('text-anchor="start"')
    assert given.count("\u202b") == given.count("\u202c") == svg.count("<text")
    assert "\u202b" not in drawn(monkeypatch, svg_in("fr"), "fr", [Named("X")])["svg_string"]


def test_chinese_is_drawn_in_chinese_shapes_also_in_a_foreign_picture(monkeypatch):
    families = [Named("Noto Sans"), Named("Noto Sans CJK SC")]
    given = drawn(monkeypatch, svg_in("en", "事件报告"), "en", families)["svg_string"]
    _, title, *others = given.split("<text ")
    assert "事件报告" in title
    assert 'font-family="Noto Sans CJK SC"' in title
    assert all('font-family="Noto Sans"' in other for other in others)


def test_a_map_has_letters_too():
    svg = standalone(
        map_picture(sample(), voice(LANGUAGES["en"])), title="T", source="s", language="en"
    )
    needs("en", svg)
    assert len(png_of(svg, LANGUAGES["en"])) > 5_000
