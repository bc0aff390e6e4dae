"""A feed is well-formed whatever it tells, names things by no host, and links within the site."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.site.home.atom import Feed, Item, atom, tag_uri

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
A = "{http://www.w3.org/2005/Atom}"


def feed(**changes):
    members = {
        "id": "tag:a.test,2026-11-01:feeds/record/en",
        "title": "Assembly: The record",
        "author": "Assembly",
        "language": "en",
        "path": "/en/feeds/record.atom",
        "page": "/en/record/",
        "updated": NOW,
        "items": (),
    }
    return Feed(**{**members, **changes})


def item(**changes):
    members = {"id": "tag:a.test,2026-11-01:entries/1", "title": "T", "summary": "S"}
    return Item(**{**members, "path": "/en/record/entries/1/", "at": NOW, **changes})


def parsed(found):
    return ET.fromstring(atom(found))


def test_it_has_all_that_the_standard_asks_for():
    tree = parsed(feed(items=(item(),)))
    for where in (tree, tree.find(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(where.findall(f"{A}{name}")) == 1
    assert tree.find(f"{A}author/{A}name").text == "Assembly"
    assert {one.get("rel") for one in tree.findall(f"{A}link")} == {"self", "alternate"}
    assert tree.find(f"{A}updated").text == "2026-11-21T09:30:00Z"


@given(st.text())
def test_whatever_somebody_wrote_it_is_well_formed_and_says_the_same(text):
    tree = parsed(feed(items=(item(title=text, summary=text),)))
    assert len(list(tree.iter(f"{A}entry"))) == 1
    shown = tree.find(f"{A}entry/{A}title").text or ""
    allowed = "".join(sign for sign in text if sign.isprintable())
    assert "".join(sign for sign in shown if sign.isprintable()) == allowed


@pytest.mark.parametrize("hostile", ["</title><script>", "<![CDATA[", "&#0;", "\x00\x1b", "]]>"])
def test_markup_stays_text(hostile):
    tree = parsed(feed(title=hostile, items=(item(title=hostile),)))
    assert {one.tag for one in tree.iter()} <= {
        f"{A}{name}"
        for name in ["feed", "id", "title", "updated", "author", "name", "link", "entry", "summary"]
    }


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("council.example/record", "tag:council.example,2026-11-21:record/entries/3"),
        ("council.example", "tag:council.example,2026-11-21:entries/3"),
    ],
)
def test_a_name_depends_on_the_record_alone(origin, name):
    assert tag_uri(origin, NOW, "entries", "3") == name
