"""Words as they are looked for: one form of each, whatever marks, case or script forms were typed.

Unicode NFKC, case folding, no accents or vowel signs. Arabic: alef and hamza in one form, no
tatweel, no article. Chinese and Japanese, which put no space between words: pairs of signs.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

__all__ = ["FOLDING", "folded_words", "sought_words"]

FOLDING: Final = 1
"""The version of what is done here: words that were kept under another one are made anew."""

MOST: Final = 400
"""Different words of one text; further ones are not looked for."""

LONGEST: Final = 40
ARABIC: Final = str.maketrans("ٱىةکیە", "ايهكيه", "ـ")
ARTICLE: Final = re.compile("(?:و?ال|لل)(?=[ء-ي]{3})")
RUN: Final = re.compile(r"[^\W_]+")
IDEOGRAMS: Final = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)")


def folded_words(text: str) -> frozenset[str]:
    """Return the words of ``text`` by which it is found."""
    found: dict[str, None] = {}
    for word in _words(text):
        found.setdefault(word)
        if len(found) == MOST:
            break
    return frozenset(found)


def sought_words(text: str, most: int) -> tuple[str, ...]:
    """Return at most ``most`` different words that somebody looks for, in their order.

    A text answers that has for each a word that begins with it.
    """
    found: dict[str, None] = {}
    for run in _runs(text):
        pairs = _pairs(run) if IDEOGRAMS.fullmatch(run) else [_plain(run)]
        # The last sign by itself stands in no sought word of several signs.
        for word in pairs[:-1] if len(pairs) > 1 else pairs:
            found.setdefault(word)
    return tuple(found)[:most]


def _words(text: str) -> Iterator[str]:
    for run in _runs(text):
        yield from _pairs(run) if IDEOGRAMS.fullmatch(run) else (_plain(run),)


def _runs(text: str) -> Iterator[str]:
    for run in RUN.findall(_folded(text)):
        yield from filter(None, IDEOGRAMS.split(run))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    apart = unicodedata.normalize("NFKD", plain)
    bare = "".join(sign for sign in apart if unicodedata.category(sign) not in {"Mn", "Cf"})
    digits = "".join(_digit(sign) for sign in bare.translate(ARABIC))
    return unicodedata.normalize("NFC", digits)


def _digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _plain(word: str) -> str:
    article = ARTICLE.match(word)
    return word[article.end() if article else 0 :][:LONGEST]


def _pairs(run: str) -> list[str]:
    """Return each two signs that follow one another, and the last one."""
    return [run[place : place + 2] for place in range(len(run))]
