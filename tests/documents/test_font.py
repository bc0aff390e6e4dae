from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents import drawn_characters


def format4(segments, ids=()):
    """A table of (first, last, delta, offset) segments and glyph ids after them."""
    rows = [*segments, (0xFFFF, 0xFFFF, 1, 0)]
    columns = [[row[at] for row in rows] for at in (1, 0, 2, 3)]
    body = pack(f">{len(rows)}H", *columns[0]) + b"\0\0"
    body += b"".join(pack(f">{len(rows)}H", *column) for column in columns[1:])
    body += pack(f">{len(ids)}H", *ids)
    return pack(">7H", 4, 14 + len(body), 0, 2 * len(rows), 0, 0, 0) + body


def format12(groups):
    body = b"".join(pack(">III", *group) for group in groups)
    return pack(">HHIII", 12, 0, 16 + len(body), 0, len(groups)) + body


def font(*tables, collection=False):
    """A font with nothing but a cmap: ``tables`` are (platform, encoding, bytes)."""
    directory, data = b"", b""
    for platform, encoding, table in tables:
        directory += pack(">HHI", platform, encoding, 4 + 8 * len(tables) + len(data))
        data += table
    cmap = pack(">HH", 0, len(tables)) + directory + data
    entry = pack(">4sIII", b"cmap", 0, 28, len(cmap))
    plain = pack(">IHHHH", 0x00010000, 1, 0, 0, 0) + entry + cmap
    if not collection:
        return plain
    return (
        b"ttcf"
        + pack(">III", 0x00010000, 1, 16)
        + plain.replace(entry, pack(">4sIII", b"cmap", 0, 16 + 28, len(cmap)))
    )


LATIN = format4([(65, 67, 0, 0), (97, 97, 0x10000 - 97, 0)])


def test_it_tells_which_characters_have_a_glyph():
    # "a" is mapped to glyph 0, which is the box that stands for "none".
    assert drawn_characters(font((3, 1, LATIN))) == {65, 66, 67}


def test_glyphs_may_stand_in_a_list_of_their_own():
    # Two segments and the end: the offset leads from its own place to the first of the glyphs.
    table = format4([(65, 67, 0, 4)], ids=(7, 0, 9))
    assert drawn_characters(font((3, 1, table))) == {65, 67}


def test_the_fullest_table_counts():
    wide = format12([(0x42, 0x43, 5), (0x1F600, 0x1F601, 9), (0x20000, 0x20001, 0)])
    assert drawn_characters(font((3, 1, LATIN), (3, 10, wide))) == {
        *(0x42, 0x43, 0x1F600, 0x1F601),
        0x20001,
    }


def test_of_a_collection_the_first_font_is_read():
    assert drawn_characters(font((3, 1, LATIN), collection=True)) == {65, 66, 67}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"OTTO",
        b"ttcf",
        font((1, 0, LATIN)),
        font((3, 1, b"\0\2")),
        font((3, 10, format12([(70, 80, 1), (75, 90, 1)]))),
        font((3, 10, format12([(70, 0x110000, 1)]))),
        font((3, 1, LATIN))[:-4],
    ],
)
def test_what_is_no_font_or_out_of_order_draws_nothing(data):
    assert drawn_characters(data) == frozenset()


@given(st.binary(max_size=200), st.integers(0, 80))
def test_damaged_fonts_raise_nothing(noise, at):
    whole = font((3, 1, LATIN), (3, 10, format12([(70, 80, 1)])))
    assert isinstance(drawn_characters(whole[:at] + noise + whole[at:]), frozenset)
