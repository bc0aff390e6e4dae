"""What changed from one text to another: by words, and by sentences.

Words are runs of letters and figures with what belongs to them; of scripts written without spaces
each character is a word of its own. Nothing is lost: the pieces joined give both texts back.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal, TypeAlias

__all__ = [
    "Piece",
    "changed_sentences",
    "readable_difference",
    "sentences",
    "word_difference",
    "words_of",
]

Kind: TypeAlias = Literal["same", "removed", "added"]
_Run: TypeAlias = tuple[str, str]

# Han, kana and the scripts of South-East Asia that are written without spaces.
UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
LETTERS: Final = rf"[^\W{UNSPACED}]+"
WORD: Final = re.compile(rf"[{UNSPACED}]|{LETTERS}(?:['’\-]{LETTERS})*|\s+|.", re.DOTALL)
SENTENCE: Final = re.compile(
    r".+?(?:[.!?…؟۔]+(?=[\s”»\"')\]]|$)[”»\"')\]]*|[。！？]+[”」]?|\n+|$)\s*", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that both have, or that was removed or added."""

    kind: Kind
    text: str


def words_of(text: str) -> Sequence[str]:
    """Return the words, spaces and signs of ``text`` in order; joined they are the text.

    >>> words_of("It's 5 km.")
    ["It's", ' ', '5', ' ', 'km', '.']
    """
    return WORD.findall(text)


def sentences(text: str) -> Sequence[str]:
    """Return the sentences of ``text``, each with the space behind it; joined they are the text.

    >>> sentences("One. Two?  三。四")
    ['One. ', 'Two?  ', '三。', '四']
    """
    return [found for found in SENTENCE.findall(text) if found]


def word_difference(before: str, after: str) -> Sequence[Piece]:
    """Return how ``after`` came from ``before``, in pieces of whole words.

    The pieces that are not added give ``before``, those that are not removed ``after``.
    """
    old, new = words_of(before), words_of(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[i:j])))
            continue
        pieces += _pieces(("".join(old[i:j]), "".join(new[k:m])))
    return pieces


def readable_difference(before: str, after: str) -> Sequence[Piece]:
    """Return ``word_difference`` for the eye: what was exchanged as a whole is shown as a whole.

    Words that stayed between two changes, fewer than either of them changed, are counted to both:
    a sentence in place of another one is read as one taken away and one put there.
    """
    runs: list[_Run] = []
    for run in _runs(word_difference(before, after)):
        runs.append(run)
        while len(runs) >= 3 and _is_one_change(*runs[-3:]):
            old, new = zip(*runs[-3:], strict=True)
            runs[-3:] = [("".join(old), "".join(new))]
    return [piece for run in runs for piece in _pieces(run)]


def changed_sentences(before: str, after: str) -> tuple[int, int]:
    """Return how many sentences of ``after`` do not stand in ``before``, and how many it has.

    A sentence that was only removed counts as changed too, where none stands in its place.
    """
    old = [one.strip() for one in sentences(before)]
    new = [one.strip() for one in sentences(after)]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    changes = (max(j - i, m - k) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal")
    return sum(changes), len(new)


def _runs(pieces: Sequence[Piece]) -> Iterator[_Run]:
    """Yield what each run was and what it became; where nothing changed the two are the same."""
    for same, group in groupby(pieces, key=lambda one: one.kind == "same"):
        texts = {"same": "", "removed": "", "added": ""}
        for piece in group:
            texts[piece.kind] += piece.text
        yield (texts["same"],) * 2 if same else (texts["removed"], texts["added"])


def _is_one_change(first: _Run, between: _Run, last: _Run) -> bool:
    """Return whether what stayed between two changes is too little to be told from them."""
    stayed, became = between
    if stayed != became or "\n" in stayed:
        return False
    return len(stayed) <= min(max(map(len, run)) for run in (first, last))


def _pieces(run: _Run) -> Sequence[Piece]:
    old, new = run
    if old == new:
        return [Piece("same", old)]
    kinds: tuple[tuple[Kind, str], ...] = (("removed", old), ("added", new))
    return [Piece(kind, text) for kind, text in kinds if text]
