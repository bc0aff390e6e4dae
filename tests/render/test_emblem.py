"""An emblem is shapes and colours; whatever could run, call out or swell is refused."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.fault import Place, RefusedError
from comity.render.emblem import (
    DEEPEST,
    DRAWN,
    LARGEST_EMBLEM,
    MEASURES,
    PAINT,
    SVG,
    clean_emblem,
)

LINKS = ' xmlns:xlink="http://www.w3.org/1999/xlink"'
HEAD = f'<svg xmlns="http://www.w3.org/2000/svg"{LINKS} viewBox="0 0 8 8">'
PLACE = Place("emblem.svg")


def cleaned(inside, head=HEAD):
    return clean_emblem(f"{head}{inside}</svg>".encode(), PLACE)


def refused(data):
    with pytest.raises(RefusedError) as raised:
        clean_emblem(data if isinstance(data, bytes) else data.encode(), PLACE)
    return raised.value.faults[0]


def test_shapes_colours_and_gradients_are_kept():
    drawn = (
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"></stop></linearGradient>'
        '</defs><title>A &amp; B</title><path fill="url(#a)" d="M0 0L8 8"></path>'
    )
    assert cleaned(drawn) == f"{HEAD.replace(LINKS, '')}{drawn}</svg>"


def test_what_is_written_is_taken_again_as_it_is():
    once = cleaned('<g fill="none"><circle cx="4" cy="4" r="3"/></g>')
    assert clean_emblem(once.encode(), PLACE) == once


def test_what_drawing_programs_add_is_left_out():
    noise = (
        "<?php x?><!-- x --><metadata><script>x</script></metadata>"
        '<i:view xmlns:i="urn:inkscape"><path onload="x"/>words</i:view>'
        '<path data-name="x" class="y" i:label="z" xmlns:i="urn:inkscape" d="M0 0"/>'
    )
    assert cleaned(noise).endswith('viewBox="0 0 8 8"><path d="M0 0"></path></svg>')


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script of another case": "<SCRIPT>alert(1)</SCRIPT>",
    "event": '<path onload="alert(1)"/>',
    "event on the root's child": '<g onmouseover="x"><path/></g>',
    "foreign object": "<foreignObject><p>x</p></foreignObject>",
    "picture": '<image href="https://evil.example/x.png"/>',
    "link": '<a href="javascript:alert(1)"><path/></a>',
    "use": '<use href="#a"/>',
    "use by xlink": '<linearGradient xlink:href="https://evil.example/x#a"/>',
    "style element": "<style>@import url(https://evil.example)</style>",
    "style attribute": '<path style="fill:url(https://evil.example)"/>',
    "paint from elsewhere": '<path fill="url(https://evil.example/#a)"/>',
    "paint from elsewhere, hidden": '<path fill="u&#114;l(//evil.example)"/>',
    "paint in quotes": "<path fill=\"url('#a')\"/>",
    "animation": '<animate attributeName="href" values="x"/>',
    "set": '<set attributeName="onload" to="alert(1)"/>',
    "text": "<text>not the organisation</text>",
    "text outside": "words",
    "filter": "<filter></filter>",
    "base": '<path xml:base="https://evil.example/" href="x"/>',
    "escape": '<path fill="\\75rl(x)"/>',
}


@pytest.mark.parametrize("inside", HOSTILE.values(), ids=HOSTILE)
def test_threat_hostile_content_is_refused_and_named(inside):
    fault = refused(f"{HEAD}{inside}</svg>")
    assert fault.code == "render.emblem_not_allowed"
    assert fault.values["found"]


BOMB = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
UNREADABLE = {
    "bomb": f"{BOMB}{HEAD}<title>&b;</title></svg>",
    "file": f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>{HEAD}<title>&a;</title></svg>',
    "document type": f'<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">{HEAD}</svg>',
    "unknown entity": f"{HEAD}<title>&nbsp;</title></svg>",
    "not closed": HEAD,
    "nothing": "",
    "two": f"{HEAD}</svg>{HEAD}</svg>",
    "other encoding": f"{HEAD}</svg>".encode("utf-16"),
    "not text": b"\xff\xfe\x00",
    "deep": HEAD + "<g>" * DEEPEST + "</g>" * DEEPEST + "</svg>",
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE)
def test_threat_entities_and_what_is_no_svg_are_refused(data):
    assert refused(data).code == "render.emblem_unreadable"


@pytest.mark.parametrize(
    "data", ["<html/>", "<svg/>", '<path xmlns="http://www.w3.org/2000/svg"/>']
)
def test_another_root_is_refused(data):
    assert refused(data).code == "render.emblem_not_allowed"


def test_an_emblem_is_small():
    room = LARGEST_EMBLEM - len(f"{HEAD}</svg>")
    assert cleaned(" " * room)
    assert refused(f"{HEAD}{' ' * (room + 1)}</svg>").code == "render.emblem_large"


@given(st.text(alphabet="<>/=\"'svgpathonurl(#):& ;!-", max_size=60))
def test_whatever_is_given_either_passes_without_danger_or_is_refused(inside):
    try:
        out = cleaned(inside)
    except RefusedError:
        return
    for each in ET.fromstring(out).iter():
        assert each.tag.removeprefix(f"{{{SVG}}}") in DRAWN
        assert set(each.attrib) <= {*MEASURES, *PAINT}
        assert not [value for value in each.attrib.values() if "url" in value.replace("url(#", "")]
    assert clean_emblem(out.encode(), PLACE) == out
