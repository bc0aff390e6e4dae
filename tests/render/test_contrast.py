import re

import pytest

from comity.fault import Place
from comity.render import stylesheet
from comity.render.contrast import BACKGROUNDS, accent_faults, contrast

PLACE = Place("instance.toml")


def test_contrast_is_that_of_the_guideline():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


def test_the_backgrounds_are_those_of_the_stylesheet():
    pairs = re.findall(r"--(?:paper|wash): light-dark\((#\w+), (#\w+)\)", stylesheet())
    assert dict(zip(("light", "dark"), zip(*pairs, strict=True), strict=True)) == BACKGROUNDS


@pytest.mark.parametrize(("scheme", "colour"), [("light", "#0b5c6b"), ("dark", "#6cc5d3")])
def test_the_own_accents_can_be_read(scheme, colour):
    assert accent_faults(scheme, colour, PLACE) == ()


def test_a_faint_colour_is_refused_with_the_figure():
    faults = accent_faults("light", "#777777", PLACE)
    assert [fault.values["ratio"] for fault in faults] == ["4.47", "4.12"]
    assert {fault.code for fault in faults} == {"render.accent_contrast"}
    assert "darker" in faults[0].remedy
    assert accent_faults("dark", "#0b5c6b", PLACE)


@pytest.mark.parametrize("colour", [None, "red", "#fff", "#0b5c6b;}", 7, "#0b5c6g"])
def test_what_is_no_colour_is_refused(colour):
    (fault,) = accent_faults("light", colour, PLACE)
    assert fault.code == "render.accent_unreadable"
    assert 'light = "#0b5c6b"' in fault.remedy
