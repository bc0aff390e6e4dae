from xml.etree import ElementTree as ET

import pytest

from comity.render import LANGUAGES, map_picture, voice
from comity.site.dialogue.image import image_of
from tests.render.sample import sample


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_picture_follows_light_and_dark_by_itself(code):
    svg = image_of(map_picture(sample(), voice(LANGUAGES[code])))
    root = ET.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    style = root.find("{http://www.w3.org/2000/svg}style").text
    assert "color-scheme: light dark" in style
    for name in ("--ink", "--soft", "--paper", "--g1", "--g3"):
        assert f"{name}: light-dark(" in style
    assert root.get("direction") == LANGUAGES[code].direction
