"""Pictures as PNG, drawn with the fonts of this computer, or not at all.

The pictures are SVG files of ``render``; resvg draws them without a browser and without network.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from unicodedata import category

from comity.fault import N_, FaultKind, Place, refuse
from comity.render import Language
from comity.site.dialogue.fonts import CHINESE, Family, choose_fonts, font_folders

__all__ = ["can_draw", "png_of"]

ZOOM: Final = 3
"""Pixels of the PNG for one of the picture: 1080 across, fit for print at 9 cm."""
MOST_NAMED: Final = 8
TEXT: Final = re.compile(r">([^<]+)<")
ANCHOR: Final = re.compile(r'text-anchor="(start|end)"')
FAMILY: Final = re.compile(r'font-family="[^"]*"')
WORDS: Final = re.compile(r"(<text [^>]*>)([^<]*)")
TURNED: Final = {"start": "end", "end": "start"}
# An embedding from right to left, and its end.
EMBEDDED: Final = "\u202b{}\u202c"
# Blanks and controls of direction have no shape of their own.
SHAPELESS: Final = {"Cc", "Cf", "Zs", "Zl", "Zp"}

NO_PAINTER: Final = FaultKind(
    "site.png_no_painter",
    N_("this server cannot make PNG files: the package resvg-py is not installed"),
    N_("a PNG is drawn here, without a browser and without asking anybody else"),
    N_("Take the SVG: browsers, word processors and printers know it."),
)
NO_FONT: Final = FaultKind(
    "site.png_no_font",
    N_("no font on this server has these signs: {signs}"),
    N_("a picture is not given with boxes in place of letters"),
    N_("Take the SVG: it is drawn with the fonts of your own computer."),
)


def png_of(svg: str, language: Language, folders: tuple[Path, ...] | None = None) -> bytes:
    """Return the picture as PNG; raise ``RefusedError`` where it cannot be drawn as it should be.

    ``folders`` hold the fonts, by default those of this computer. The same fonts give the same
    bytes.
    """
    if not _painter():
        raise refuse(NO_PAINTER.at(Place("PNG")))
    families, missing = _fonts(svg, language, folders)
    if missing:
        signs = " ".join(map(chr, sorted(missing)[:MOST_NAMED]))
        raise refuse(NO_FONT.at(Place("PNG"), signs=signs))
    return _drawn(_for_painter(svg, language, families), families)


def can_draw(svg: str, language: Language, folders: tuple[Path, ...] | None = None) -> bool:
    """Tell whether ``png_of`` would draw the picture, without drawing it."""
    return _painter() and not _fonts(svg, language, folders)[1]


@cache
def _painter() -> bool:
    return find_spec("resvg_py") is not None


def _fonts(
    svg: str, language: Language, folders: tuple[Path, ...] | None
) -> tuple[Sequence[Family], frozenset[int]]:
    signs = set(unescape("".join(TEXT.findall(svg))))
    shapes = frozenset(ord(sign) for sign in signs if category(sign) not in SHAPELESS)
    return choose_fonts(shapes, language.code, font_folders() if folders is None else folders)


def _for_painter(svg: str, language: Language, families: Sequence[Family]) -> str:
    """Return the picture in the fonts chosen.

    The painter knows no direction of a picture: it would begin each line on the left, and order
    its parts from there.
    """
    if families:
        svg = WORDS.sub(lambda match: _in_family(match[1], match[2], families) + match[2], svg)
    if language.direction == "ltr":
        return svg
    turned = ANCHOR.sub(lambda match: f'text-anchor="{TURNED[match[1]]}"', svg)
    return WORDS.sub(lambda match: match[1] + EMBEDDED.format(match[2]), turned)


def _in_family(tag: str, text: str, families: Sequence[Family]) -> str:
    """Return the tag with the family for its text: Chinese in the Chinese shapes of its signs."""
    chinese = (each.name for each in families if each.name in CHINESE)
    han = any("\u3400" <= sign <= "\u9fff" for sign in text)
    name = next(chinese, families[0].name) if han else families[0].name
    return FAMILY.sub(f'font-family="{name}"', tag)


def _drawn(svg: str, families: Sequence[Family]) -> bytes:
    import resvg_py  # noqa: PLC0415 - an installation may be without it

    name = families[0].name if families else None
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=ZOOM,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=[str(file) for family in families for file in family.files],
        font_family=name,
        sans_serif_family=name,
    )
