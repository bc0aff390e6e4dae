"""What a plug-in answered, and what speaks against it: pure functions, the same for every model.

An answer is a list of pieces. Words hold no number and no quotation; a number is a figure that
names its place in the table; a quotation names its source and is all of it. So what was made up
has no place to stand. Whether the words are fair only the person who signs them can say.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal, TypeAlias

from comity.canonical import decode, encode
from comity.fault import N_, Fault, FaultKind, Place, RefusedError, phrase, refuse
from comity.language import clean_text
from comity.oversight.asking import Asked
from comity.oversight.provenance import Machine, Segment
from comity.oversight.reviewed import text_faults

__all__ = ["Accepted", "Piece", "accept", "decode_not_cited", "encode_not_cited"]

Kind: TypeAlias = Literal["words", "figure", "quote"]
MOST_PIECES: Final = 400
SHORTEST_COPY: Final = 12
"""Shorter sources are words that anybody may happen to use."""
QUOTATION_MARKS: Final = frozenset('“”„‟«»‹›"「」『』《》〈〉＂‘‚‛')
# Within a word it is an apostrophe, as in “don’t”; before one it begins a quotation.
OPENED: Final = re.compile(r"(?:^|[\s(])['’]\w")
LINE_END: Final = re.compile(r"\s*\n\s*")
INNER_MARKS: Final = str.maketrans("“”«»", "‘’‹›")
BEFORE: Final = frozenset("+-−–—‒/×*^.,'’$€£¥#~<>≤≥±")
AFTER: Final = frozenset("%‰°/×*^+−–—‒'’$€£¥±")

# These make another number of a figure even from beyond a space: 902 %, − 902, < 902.
FAR_BEFORE: Final = frozenset("+−/×*^$€£¥#~<>≤≥±")
FAR_AFTER: Final = frozenset("%‰°/×*^+−$€£¥±")

UNREADABLE: Final = FaultKind(
    "oversight.plugin_answer",
    N_("its answer cannot be read: {reason}"),
    N_("a plug-in answers with one JSON object that holds pieces of text, and with nothing else"),
    N_("Write the text yourself, or tell whoever made the plug-in."),
)
NOT_IN_SOURCES: Final = FaultKind(
    "oversight.quote_not_found",
    N_("it quotes “{quote}”, which source {source} does not say"),
    N_("a quotation is a source’s own words, whole and unchanged"),
    N_("The draft is refused. Write the text yourself, or have it drafted again."),
)
OTHER_NUMBER: Final = FaultKind(
    "oversight.number_differs",
    N_("it says “{said}” for {figure}; the table says “{right}”"),
    N_("a number in a draft is one of the table, as it stands there"),
    N_("The draft is refused. Write the text yourself, or have it drafted again."),
)
NUMBER_IN_WORDS: Final = FaultKind(
    "oversight.number_in_words",
    N_("its words hold a number or a sign that belongs to one: “{words}”"),
    N_("a number names its place in the table, or it does not stand in a draft"),
    N_("The draft is refused. Write the text yourself, or have it drafted again."),
)
QUOTE_IN_WORDS: Final = FaultKind(
    "oversight.quote_in_words",
    N_("its words hold a quotation that names no source: “{words}”"),
    N_("a quotation names its source, or it does not stand in a draft"),
    N_("The draft is refused. Write the text yourself, or have it drafted again."),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer; ``of`` is the figure or the source that it names, empty for words."""

    kind: Kind
    text: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A draft that nothing speaks against, in segments, and the ids of the sources it left out.

    ``pieces`` are what the segments were made of, one each.
    """

    segments: tuple[Segment, ...]
    not_cited: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Return the whole text."""
        return "".join(segment.text for segment in self.segments)


def accept(asked: Asked, answer: bytes, machine: Machine, marks: tuple[str, str]) -> Accepted:
    """Return the draft that ``answer`` makes, or raise ``RefusedError`` with all that is wrong.

    ``machine`` is the origin of every segment, whatever the answer says of itself; ``marks`` are
    the quotation marks of the language.
    """
    pieces = _read(answer, machine.system)
    place = Place(machine.system)
    faults = [fault for piece in pieces for fault in _piece_faults(asked, piece, place)]
    faults += _between(pieces, place)
    words = "".join(_shown(piece, marks) for piece in pieces)
    faults += [*_copied(asked, pieces, place), *text_faults(words)]
    if faults:
        raise RefusedError(faults)
    quoted = {piece.of for piece in pieces if piece.kind == "quote"}
    return Accepted(
        tuple(Segment(_shown(piece, marks), machine) for piece in pieces),
        tuple(one.id for one in asked.sources if one.id not in quoted),
        pieces,
    )


def encode_not_cited(sources: tuple[str, ...]) -> bytes:
    """Return the list of sources that a draft left out, to be kept beside it: canonical JSON."""
    return encode({"v": 1, "not_cited": list(sources)})


def decode_not_cited(data: bytes) -> tuple[str, ...] | None:
    """Return the sources that a draft left out; None where no plug-in wrote it."""
    if not data:
        return None
    members: Any = decode(data)
    return tuple(members["not_cited"])


def _read(answer: bytes, name: str) -> tuple[Piece, ...]:
    try:
        members: Any = decode(answer)
        if not isinstance(members, Mapping) or set(members) != {"v", "segments"}:
            raise ValueError(phrase(N_("it has other members than v and segments")))  # noqa: TRY301 - one way out
        segments = members["segments"]
        if members["v"] != 1 or not isinstance(segments, list) or len(segments) > MOST_PIECES:
            raise ValueError(  # noqa: TRY301 - one way out
                phrase(N_("it is not of version 1 with at most {most} segments"), most=MOST_PIECES)
            )
        return tuple(_piece(each) for each in segments)
    except ValueError as error:
        raise refuse(UNREADABLE.at(Place(name), reason=error)) from error


def _piece(members: Any) -> Piece:
    for kind in ("figure", "quote"):
        if isinstance(members, Mapping) and set(members) == {kind, "text"}:
            return Piece(kind, _text(members["text"]), _text(members[kind]))
    if isinstance(members, Mapping) and set(members) == {"words"}:
        return Piece("words", _text(members["words"]))
    raise ValueError(phrase(N_("a segment is words, or a figure or quote with its text")))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(phrase(N_("a text is not a string")))  # noqa: TRY004 - a reason among others
    return value


def _piece_faults(asked: Asked, piece: Piece, place: Place) -> Iterator[Fault]:
    if piece.kind == "figure":
        right = asked.figures.get(piece.of)
        if piece.text != right:
            yield OTHER_NUMBER.at(place, said=piece.text, figure=piece.of, right=right or "–")
    elif piece.kind == "quote":
        said = {one.id: one.text for one in asked.sources}.get(piece.of)
        if not piece.text.strip() or piece.text != said:
            yield NOT_IN_SOURCES.at(place, quote=piece.text, source=piece.of)
    else:
        yield from _words_faults(clean_text(piece.text).text, place)


def _words_faults(words: str, place: Place) -> Iterator[Fault]:
    # NFKC shows digits that are dressed up as something else: full width, circled, superscript.
    plain = unicodedata.normalize("NFKC", words)
    if any(unicodedata.category(sign).startswith("N") for sign in words + plain):
        yield NUMBER_IN_WORDS.at(place, words=words.strip())
    if QUOTATION_MARKS & set(words + plain) or OPENED.search(words):
        yield QUOTE_IN_WORDS.at(place, words=words.strip())


def _between(pieces: tuple[Piece, ...], place: Place) -> Iterator[Fault]:
    """Yield what stands so close to a figure that it would make another number of it."""
    shown = [piece for piece in pieces if piece.text]
    for one, other in pairwise(shown):
        if "figure" not in {one.kind, other.kind}:
            continue
        bent = (
            (one.kind == other.kind)
            or (other.kind == "figure" and _clings(one.text[-1], BEFORE))
            or (one.kind == "figure" and _clings(other.text[0], AFTER))
            or (other.kind == "figure" and _seen(one.text)[-1:] in FAR_BEFORE)
            or (one.kind == "figure" and _seen(other.text)[:1] in FAR_AFTER)
        )
        if bent:
            yield NUMBER_IN_WORDS.at(place, words=one.text[-20:] + other.text[:20])
    for one, two, three in zip(shown, shown[1:], shown[2:], strict=False):
        apart = any(sign.isalpha() or sign in "\n;()" for sign in two.text)
        if one.kind == three.kind == "figure" and two.kind == "words" and not apart:
            yield NUMBER_IN_WORDS.at(place, words=one.text + two.text + three.text)


def _clings(sign: str, signs: frozenset[str]) -> bool:
    """Return whether ``sign`` beside a figure changes it, as letters with two cases do: 30k."""
    return sign in signs or sign.lower() != sign.upper()


def _seen(text: str) -> str:
    """Return ``text`` without what shows nothing: spaces, and signs that only format."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        sign for sign in plain if not sign.isspace() and unicodedata.category(sign) != "Cf"
    )


def _copied(asked: Asked, pieces: tuple[Piece, ...], place: Place) -> Iterator[Fault]:
    """Yield the sources whose words stand in the running text as if they were nobody's."""
    running = "".join(piece.text if piece.kind == "words" else "\0" for piece in pieces)
    folded = _folded(running)
    for one in asked.sources:
        copy = _folded(one.text)
        if len(copy) >= SHORTEST_COPY and copy in folded:
            yield QUOTE_IN_WORDS.at(place, words=one.text)


def _folded(text: str) -> str:
    plain = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", plain).casefold().split()).rstrip(".!?。！？؟")


def _shown(piece: Piece, marks: tuple[str, str]) -> str:
    if piece.kind != "quote":
        return piece.text
    # As everywhere: one line, and inner marks, so that no quotation ends where its author wishes.
    return marks[0] + LINE_END.sub(" ", piece.text.strip()).translate(INNER_MARKS) + marks[1]
