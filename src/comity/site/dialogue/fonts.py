"""The fonts of this computer that pictures are drawn with."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from comity.documents import drawn_characters

__all__ = ["CHINESE", "Family", "choose_fonts", "font_folders"]

FAMILIES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Noto Sans", ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")),
    ("DejaVu Sans", ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")),
    ("Liberation Sans", ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf")),
    ("Noto Sans Arabic", ("NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf")),
    ("Noto Naskh Arabic", ("NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf")),
    ("Noto Sans CJK SC", ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc")),
    ("Noto Sans SC", ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf")),
    ("Arial", ("Arial.ttf", "Arial Bold.ttf")),
    ("Arial", ("arial.ttf", "arialbd.ttf")),
    ("Microsoft YaHei", ("msyh.ttc", "msyhbd.ttc")),
)
"""Families by their name and files, the regular one first. Each joins and orders its letters."""

# Signs that Chinese and Japanese share look different in each.
CHINESE: Final = ("Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei")
LEADING: Final = {"zh": CHINESE}


@dataclass(frozen=True, slots=True)
class Family:
    """A family that is there: its files, the regular one first, and what that one can draw."""

    name: str
    files: tuple[Path, ...]
    characters: frozenset[int]


def font_folders() -> tuple[Path, ...]:
    """Return the folders in which this kind of computer keeps fonts."""
    home = Path.home()
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",)
    if sys.platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    shared = (Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))
    return (home / ".local/share/fonts", home / ".fonts", *shared)


def choose_fonts(
    characters: frozenset[int], code: str, folders: tuple[Path, ...]
) -> tuple[Sequence[Family], frozenset[int]]:
    """Return the families that draw ``characters``, the leading one first, and what none draws.

    ``code`` is the language of the picture.
    """
    wanted, chosen = set(characters), []
    for family in _in_order(_families(folders), code):
        if wanted & family.characters:
            chosen.append(family)
            wanted -= family.characters
        if not wanted:
            break
    return chosen, frozenset(wanted)


def _in_order(families: Sequence[Family], code: str) -> Sequence[Family]:
    leading = LEADING.get(code, ())
    return sorted(families, key=lambda family: family.name not in leading)


@lru_cache(maxsize=4)
def _families(folders: tuple[Path, ...]) -> Sequence[Family]:
    there = _files_by_name(folders)
    return [
        Family(
            name,
            tuple(there[file] for file in files if file in there),
            drawn_characters(there[files[0]].read_bytes()),
        )
        for name, files in FAMILIES
        if files[0] in there
    ]


def _files_by_name(folders: Sequence[Path]) -> Mapping[str, Path]:
    """Return the first file of each name, an earlier folder before a later one."""
    wanted = {file for _, files in FAMILIES for file in files}
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.[to]t[fc]")):
            if path.name in wanted and path.is_file():
                found.setdefault(path.name, path)
    return found
