"""Published functions, and the comparison of what was published with what they give.

A comparison is by value, not by bytes: a floating-point number may differ by the tolerance its
function declares, everything else must be equal.
"""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final, TypeAlias

from comity.canonical import Json, NotCanonicalError, decode
from comity.record import reasons
from comity.record.reason import Reason, Value

__all__ = [
    "Comparison",
    "Difference",
    "FunctionFailedError",
    "PublishedFunction",
    "Registry",
    "compare",
    "plain",
    "recompute",
    "rows_of",
    "source_of",
]

DEEPEST: Final = 100
LONGEST_QUOTE: Final = 80
NOTHING: Final = reasons.NOTHING.of()
NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
UNPRINTABLE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


class FunctionFailedError(Exception):
    """A published function did not give the outputs it declares; the message says how."""


@dataclass(frozen=True, slots=True)
class PublishedFunction:
    """A pure function whose results may be published.

    ``run`` takes exactly the members named in ``inputs`` (raw bytes) and returns exactly those
    named in ``outputs``. ``tolerance`` is the largest absolute difference allowed between two
    floating-point numbers; it comes from here and never from a bundle.
    """

    name: str
    version: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    tolerance: float
    run: Callable[[Mapping[str, bytes]], Mapping[str, bytes]]


Registry: TypeAlias = Mapping[tuple[str, int], PublishedFunction]
"""Published functions by name and version."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the published and the recomputed result are not the same."""

    path: str
    place: Value
    published: Value
    given: Value
    source: str
    column: str = ""

    @property
    def why(self) -> Reason:
        """Return the reason that names the place and both values."""
        kind = reasons.DIFFERS_IN_COLUMN if self.column else reasons.DIFFERS_AT
        source = reasons.SOURCES.get(self.source)
        return kind.of(
            where=reasons.PLACE_IN.of(file=self.path, place=self.place)
            if self.place
            else self.path,
            published=self.published,
            given=self.given,
            source=source.of() if source else self.source,
            column=self.column,
        )

    def __str__(self) -> str:
        """Return one line that names the place and both values, in English."""
        return str(self.why)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first difference, or None, and how many numbers were compared up to it."""

    difference: Difference | None
    figures: int


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two values that should be the same, each as it is shown, and where they stand."""

    place: Value
    published: Value
    given: Value
    same: bool
    figures: int = 0
    column: str = ""


def recompute(function: PublishedFunction, members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Run ``function`` on its inputs among ``members`` and return its outputs by path.

    Raises ``FunctionFailedError`` if the outputs are not those declared, ``KeyError`` if an input
    is missing, and whatever the function raises on inputs it refuses.
    """
    outputs = function.run({path: members[path] for path in function.inputs})
    if set(outputs) != set(function.outputs):
        raise FunctionFailedError(
            f"{function.name} version {function.version} gives {', '.join(sorted(outputs))} "
            f"and declares {', '.join(sorted(function.outputs))}"
        )
    return dict(outputs)


def compare(
    published: Mapping[str, bytes],
    recomputed: Mapping[str, bytes],
    tolerance: float,
    source: str = "inputs",
) -> Comparison:
    """Compare ``published`` with ``recomputed``, member by member in the order of their paths.

    CSV is compared cell by cell (a row is named by its first cell), JSON value by value, NDJSON
    line by line, anything else byte by byte. ``source`` is the noun of what gives the result.
    """
    figures = 0
    for path in sorted({*published, *recomputed}):
        for pair in _pairs(path, published.get(path), recomputed.get(path), tolerance):
            figures += pair.figures
            if not pair.same:
                found = Difference(
                    path, pair.place, pair.published, pair.given, source, pair.column
                )
                return Comparison(found, figures)
    return Comparison(None, figures)


def source_of(function: PublishedFunction) -> str:
    """Return the noun of what a function computes from: ``votes`` for ``inputs/votes.csv``."""
    stem = PurePosixPath(function.inputs[0]).stem if function.inputs else ""
    return stem if stem.isalpha() and stem.endswith("s") else "inputs"


def rows_of(path: str, data: bytes) -> int:
    """Return the number of rows of a table, its header not counted; 1 for other members."""
    if path.endswith(".ndjson"):
        return sum(1 for line in data.splitlines() if line.strip())
    if not path.endswith(".csv"):
        return 1
    if b'"' not in data:
        # Without quotes a line is a row, and counting them takes a fraction of the time.
        return max(0, sum(1 for line in io.BytesIO(data) if line.strip()) - 1)
    try:
        return max(0, sum(1 for row in _csv_rows(data) if row) - 1)
    except (csv.Error, UnicodeDecodeError):
        return 0


def plain(text: str, most: int = LONGEST_QUOTE) -> str:
    """Return ``text`` bounded and with control and direction characters made visible.

    What a bundle says is shown on terminals and in pages, so it may not steer them.
    """
    bounded = text if len(text) <= most else text[: most - 1] + "…"
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", bounded)


def _pairs(
    path: str, published: bytes | None, given: bytes | None, tolerance: float
) -> Iterator[_Pair]:
    if published is None or given is None:
        shown = [NOTHING if data is None else reasons.A_FILE.of() for data in (published, given)]
        return iter([_Pair("", shown[0], shown[1], same=False)])
    if path.endswith(".csv"):
        return _csv_pairs(published, given, tolerance)
    if path.endswith(".json"):
        return _json_pairs(published, given, tolerance)
    if path.endswith(".ndjson"):
        return _line_pairs(published, given, tolerance)
    return _byte_pairs(published, given)


def _byte_pairs(published: bytes, given: bytes) -> Iterator[_Pair]:
    if published == given:
        yield _Pair("", "", "", same=True)
        return
    alike = zip(published, given, strict=False)
    at = next(
        (index for index, (one, other) in enumerate(alike) if one != other),
        min(len(published), len(given)),
    )
    yield _Pair(
        reasons.BYTE_OF.of(byte=at + 1),
        reasons.OTHER_BYTES.of(count=len(published)),
        reasons.BYTES.of(count=len(given)),
        same=False,
    )


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)


def _csv_pairs(published: bytes, given: bytes, tolerance: float) -> Iterator[_Pair]:
    try:
        rows, expected = list(_csv_rows(published)), list(_csv_rows(given))
    except (csv.Error, UnicodeDecodeError):
        # A cell too long for the reader, or no CSV at all: then only equal bytes are equal.
        yield from _byte_pairs(published, given)
        return
    header = expected[0] if expected else []
    noun = header[0] if header and header[0] else "row"
    both = itertools.zip_longest(rows, expected)
    for line, (row, wanted) in enumerate(both, start=1):
        if row is None or wanted is None:
            yield _Pair("", reasons.ROWS.of(count=len(rows)), str(len(expected)), same=False)
        elif row[:1] != wanted[:1] or len(row) != len(wanted) or line == 1:
            place = reasons.LINE_OF.of(line=line)
            yield _Pair(place, _joined(row), _joined(wanted), same=row == wanted)
        else:
            yield from _row_pairs(f"{plain(noun)} ", row, wanted, (header, tolerance))


def _row_pairs(
    noun: str, row: list[str], wanted: list[str], table: tuple[list[str], float]
) -> Iterator[_Pair]:
    header, tolerance = table
    for index, (cell, expected) in enumerate(zip(row[1:], wanted[1:], strict=True), start=1):
        named = plain(header[index]) if index < len(header) and len(header) > 2 else ""
        yield _Pair(
            place=noun + plain(row[0]),
            published=_cell(cell),
            given=_cell(expected),
            same=_same_cell(cell, expected, tolerance),
            figures=int(bool(NUMBER.fullmatch(expected))),
            column=named,
        )


def _same_cell(cell: str, expected: str, tolerance: float) -> bool:
    if cell == expected:
        return True
    numbers = NUMBER.fullmatch(cell), NUMBER.fullmatch(expected)
    if numbers[0] is None or numbers[1] is None:
        return False
    if not any(match.group(2) or match.group(3) for match in numbers if match):
        return False
    return _close(float(cell), float(expected), tolerance)


def _joined(row: list[str]) -> Value:
    return plain(", ".join(row)) or NOTHING


def _cell(text: str) -> Value:
    return plain(text) or NOTHING


def _line_pairs(published: bytes, given: bytes, tolerance: float) -> Iterator[_Pair]:
    rows, expected = published.split(b"\n"), given.split(b"\n")
    both = itertools.zip_longest(rows, expected)
    for line, (row, wanted) in enumerate(both, start=1):
        if row is None or wanted is None:
            yield _Pair("", reasons.LINES.of(count=len(rows)), str(len(expected)), same=False)
        elif row and wanted:
            yield from _in_line(line, _json_pairs(row, wanted, tolerance))
        else:
            shown = [
                reasons.A_LINE.of() if text else reasons.EMPTY_LINE.of() for text in (row, wanted)
            ]
            place = reasons.LINE_OF.of(line=line)
            yield _Pair(place, shown[0], shown[1], same=row == wanted)


def _in_line(line: int, pairs: Iterator[_Pair]) -> Iterator[_Pair]:
    for pair in pairs:
        if pair.same:
            yield pair
            continue
        here = reasons.LINE_OF.of(line=line)
        inner = reasons.PLACE_IN.of(file=here, place=pair.place) if pair.place else here
        yield replace(pair, place=inner)


def _json_pairs(published: bytes, given: bytes, tolerance: float) -> Iterator[_Pair]:
    try:
        value, expected = decode(published), decode(given)
    except NotCanonicalError as error:
        wrong = reasons.NO_JSON.of(error=plain(str(error)))
        yield _Pair("", wrong, "JSON", same=published == given)
        return
    yield from _walk("", (value, expected), tolerance, 0)


def _walk(place: str, both: tuple[Json, Json], tolerance: float, depth: int) -> Iterator[_Pair]:
    value, expected = both
    if depth > DEEPEST:
        most = reasons.DEEPEST.of(most=DEEPEST)
        yield _Pair(place, reasons.DEEPER.of(), most, same=False)
    elif isinstance(value, dict) and isinstance(expected, dict):
        yield from _object_pairs(place, (value, expected), tolerance, depth)
    elif isinstance(value, list) and isinstance(expected, list):
        yield from _array_pairs(place, (value, expected), tolerance, depth)
    else:
        yield _Pair(
            place=place,
            published=_value(value),
            given=_value(expected),
            same=_same_value(value, expected, tolerance),
            figures=int(_is_number(expected)),
        )


def _object_pairs(
    place: str, both: tuple[Mapping[str, Json], Mapping[str, Json]], tolerance: float, depth: int
) -> Iterator[_Pair]:
    value, expected = both
    dot = "." if place else ""
    for key in sorted({*value, *expected}):
        inner = f"{place}{dot}{plain(key)}"
        if key in value and key in expected:
            yield from _walk(inner, (value[key], expected[key]), tolerance, depth + 1)
        else:
            shown = [_value(each[key]) if key in each else NOTHING for each in both]
            yield _Pair(inner, shown[0], shown[1], same=False)


def _array_pairs(
    place: str, both: tuple[Sequence[Json], Sequence[Json]], tolerance: float, depth: int
) -> Iterator[_Pair]:
    value, expected = both
    for index, items in enumerate(zip(value, expected, strict=False)):
        name = f"{place}[{_index(items[1], index)}]"
        yield from _walk(name, items, tolerance, depth + 1)
    if len(value) != len(expected):
        count = reasons.ITEMS.of(count=len(value))
        yield _Pair(place, count, str(len(expected)), same=False)


def _index(item: Json, index: int) -> str:
    # An item that has an id is found by it more easily than by counting from 0.
    named = item.get("id") if isinstance(item, Mapping) else None
    return f"id {plain(named)}" if isinstance(named, str) else str(index)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same_value(value: Json, expected: Json, tolerance: float) -> bool:
    # Canonical JSON writes 1.0 as 1, so one whole number and one float are both floats here.
    if isinstance(value, bool) or isinstance(expected, bool):
        return value is expected
    if isinstance(value, int | float) and isinstance(expected, int | float):
        if isinstance(value, int) and isinstance(expected, int):
            return value == expected
        return value == expected or _close(value, expected, tolerance)
    return type(value) is type(expected) and value == expected


def _close(one: float, other: float, tolerance: float) -> bool:
    # False for infinities, whose difference is not a number, and for integers beyond any float.
    try:
        return abs(float(one) - float(other)) <= tolerance
    except OverflowError:
        return False


def _value(value: Json) -> Value:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{plain(value)}"'
    if isinstance(value, Mapping):
        return reasons.AN_OBJECT.of()
    if isinstance(value, Sequence):
        return reasons.A_LIST.of(count=len(value))
    return plain(str(value))
