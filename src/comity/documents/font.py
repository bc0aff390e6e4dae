"""Reads from a font which characters it can draw, and nothing else.

After the OpenType specification 1.9: table directory, font collections, ``cmap`` formats 4 and 12.
"""

import struct
from collections.abc import Iterator
from struct import unpack_from
from typing import Final

__all__ = ["drawn_characters"]

COLLECTION: Final = b"ttcf"
UNICODE: Final = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))
"""Platform and encoding of Unicode tables, the fullest first."""
LAST: Final = 0x10FFFF


def drawn_characters(data: bytes) -> frozenset[int]:
    """Return the code points that the font, or the first of a collection, has a glyph for.

    Anything that is not such a font, or is cut off, draws nothing.
    """
    try:
        return frozenset(_mapped(data, _unicode_table(data)))
    except (struct.error, LookupError, ValueError):
        return frozenset()


def _unicode_table(data: bytes) -> int:
    """Return where the fullest Unicode table begins."""
    start = unpack_from(">I", data, 12)[0] if data[:4] == COLLECTION else 0
    (count,) = unpack_from(">H", data, start + 4)
    tables = dict(_entry(data, start + 12 + 16 * at) for at in range(count))
    cmap = tables[b"cmap"]
    (count,) = unpack_from(">H", data, cmap + 2)
    found = {}
    for at in range(count):
        platform, encoding, offset = unpack_from(">HHI", data, cmap + 4 + 8 * at)
        if (platform, encoding) in UNICODE:
            found[platform, encoding] = cmap + offset
    table: int = found[min(found, key=UNICODE.index)]
    return table


def _entry(data: bytes, at: int) -> tuple[bytes, int]:
    name, _, offset, _ = unpack_from(">4sIII", data, at)
    return name, offset


def _mapped(data: bytes, table: int) -> Iterator[int]:
    (form,) = unpack_from(">H", data, table)
    if form == 4:
        return _segments(data, table)
    if form == 12:
        return _groups(data, table)
    raise ValueError(f"cmap format {form}")


def _groups(data: bytes, table: int) -> Iterator[int]:
    (count,) = unpack_from(">I", data, table + 12)
    before = -1
    for at in range(count):
        first, last, glyph = unpack_from(">III", data, table + 16 + 12 * at)
        before = _ascending(before, first, last)
        yield from range(first + (glyph == 0), last + 1)


def _segments(data: bytes, table: int) -> Iterator[int]:
    (twice,) = unpack_from(">H", data, table + 6)
    ends = table + 14
    starts, deltas, offsets = (ends + 2 + twice * part for part in (1, 2, 3))
    before = -1
    for at in range(0, twice, 2):
        last, first = _u16(data, ends + at), _u16(data, starts + at)
        before = _ascending(before, first, last)
        delta, offset = _u16(data, deltas + at), _u16(data, offsets + at)
        place = offsets + at + offset
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code if offset == 0 else _u16(data, place + 2 * (code - first))
            if (glyph and offset) or (offset == 0 and (glyph + delta) & 0xFFFF):
                yield code


def _ascending(before: int, first: int, last: int) -> int:
    """Return ``last``; refuse ranges out of order, which would have to be gone through for long."""
    if not before < first <= last <= LAST:
        raise ValueError("ranges are not in order")
    return last


def _u16(data: bytes, at: int) -> int:
    value: int = unpack_from(">H", data, at)[0]
    return value
