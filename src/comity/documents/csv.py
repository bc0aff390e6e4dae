"""A hardened reader of comma-separated values, and two writers: for machines and for people."""

from _csv import Reader
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from csv import Error, reader
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from re import compile as pattern
from typing import Final, TypeAlias
from unicodedata import normalize

from comity.documents.encoding import plain_text_bytes
from comity.documents.fault_list import FaultList
from comity.fault import N_, Fault, FaultKind, Place, refuse

__all__ = ["LIMITS", "CsvLimits", "Table", "read_table", "write_download", "write_rows"]

Cell: TypeAlias = "str | int | None"


@dataclass(frozen=True, slots=True)
class CsvLimits:
    """How large a file may be: in bytes, lines of data, columns, and characters of one field."""

    bytes: int = 512 * 1024 * 1024
    rows: int = 20_000_000
    columns: int = 20_000
    characters: int = 10_000


LIMITS: Final = CsvLimits()
DELIMITERS: Final = ",;\t"
NEEDS_QUOTES: Final = pattern(r'[",;\t\r\n]|^\s|\s$')
FORMULA_STARTS: Final = ("=", "+", "-", "@", "|", "＝", "＋", "－", "＠")

EMPTY: Final = FaultKind(
    "documents.csv_empty",
    N_("the file is empty"),
    N_("its first line must name the columns"),
    N_("Was the export finished? Try it again."),
)
TOO_MANY_COLUMNS: Final = FaultKind(
    "documents.csv_columns",
    N_("the line has more than {limit} columns"),
    N_("at most {limit} are read"),
    N_("Leave out columns that are not needed."),
)
DUPLICATE_COLUMN: Final = FaultKind(
    "documents.csv_duplicate_column",
    N_("the column “{column}” stands twice in the first line"),
    N_("each column has its own name"),
    N_("Rename or remove one of them."),
)
TOO_MANY_ROWS: Final = FaultKind(
    "documents.csv_rows",
    N_("the file has more than {limit} lines of data"),
    N_("at most {limit} are read"),
    N_("Split it."),
)
RAGGED: Final = FaultKind(
    "documents.csv_ragged",
    N_("the line has {count} fields"),
    N_("the first line names {wanted} columns, so each line has {wanted} fields"),
    N_("A text with a “{delimiter}” in it must stand in quotation marks."),
)
LONG_FIELD: Final = FaultKind(
    "documents.csv_long_field",
    N_("a field has more than {limit} characters"),
    N_("a field has at most {limit} characters"),
    N_("Shorten it. If it should be short, a quotation mark before it is not closed."),
)
QUOTES: Final = FaultKind(
    "documents.csv_quotes",
    N_("quotation marks are not in order: {reason}"),
    N_("a field in quotation marks ends with one, and one inside it is written twice"),
    N_("Correct the line, or export the file again."),
)


class _TooManyFieldsError(Error):
    """A line has more delimiters than any table may have columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file whose encoding and first line are sound; ``records`` reads the rest.

    ``keys`` are the column names for matching: lower case, ``-`` for blanks and underscores.
    ``data`` is the text without byte order mark.
    """

    name: str
    data: bytes
    delimiter: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    limits: CsvLimits

    def find(self, *names: str) -> int | None:
        """Return the position of the first of ``names`` that is a column, or None."""
        return next((self.keys.index(name) for name in names if name in self.keys), None)

    def records(self, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
        """Yield each record with the number of the line on which it begins.

        Records with another number of fields and fields that are too long go to ``faults``
        instead; blank lines are skipped. Stops when ``faults`` is full.
        """
        lines = _reader(self.data, self.delimiter, self.limits)
        next(lines)
        count, width = 0, len(self.columns)
        while not faults.full:
            line = lines.line_num + 1
            try:
                fields = next(lines)
            except StopIteration:
                return
            except Error as error:
                faults.add(_malformed(error, Place(self.name, line=line), self.limits))
                return
            if not any(fields):
                continue
            count += 1
            if count > self.limits.rows:
                faults.add(TOO_MANY_ROWS.at(Place(self.name, line=line), limit=self.limits.rows))
                return
            fault = self._fault_of(fields, line, width)
            if fault is None:
                yield line, fields
            else:
                faults.add(fault)

    def _fault_of(self, fields: list[str], line: int, width: int) -> Fault | None:
        if len(fields) != width:
            place = Place(self.name, line=line)
            mark = "tab" if self.delimiter == "\t" else self.delimiter
            return RAGGED.at(place, count=len(fields), wanted=width, delimiter=mark)
        longest = max(fields, key=len)
        if len(longest) > self.limits.characters:
            column = self.columns[fields.index(longest)]
            place = Place(self.name, line=line, column=column)
            return LONG_FIELD.at(place, limit=self.limits.characters)
        return None


def read_table(data: bytes, name: str, limits: CsvLimits = LIMITS) -> Table:
    """Return the table in ``data``; ``name`` is the file's name for messages.

    Commas, semicolons and tabs are recognised from the first line. Raises ``RefusedError`` if the
    data is not UTF-8 text, larger than ``limits``, or its first line does not name columns.
    """
    text = plain_text_bytes(data, name, limits.bytes)
    place = Place(name, line=1)
    if not text or text.isspace():
        raise refuse(EMPTY.at(Place(name)))
    delimiter, header = _header(text, place, limits)
    columns = tuple(column.strip() for column in header)
    if len(columns) > limits.columns:
        raise refuse(TOO_MANY_COLUMNS.at(place, limit=limits.columns))
    keys = tuple(_key(column) for column in columns)
    repeated = [key for key, count in Counter(keys).items() if key and count > 1]
    if repeated:
        raise refuse(*(DUPLICATE_COLUMN.at(place, column=key) for key in repeated[:20]))
    return Table(name, text, delimiter, columns, keys, limits)


def write_rows(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    r"""Return CSV for machines: UTF-8, ``\n``, every text exactly as it is.

    >>> write_rows(["id", "text"], [[1, 'a "quoted" text'], [2, None]])
    b'id,text\n1,"a ""quoted"" text"\n2,\n'
    """
    lines = [",".join(map(_quoted, header)), *(",".join(map(_quoted, row)) for row in rows), ""]
    return "\n".join(lines).encode("utf-8")


def write_download(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    r"""Return CSV for people to open in a spreadsheet program: with byte order mark and ``\r\n``.

    A text that such a program would run as a formula gets an apostrophe in front (OWASP, CSV
    injection); numbers stay numbers.

    >>> write_download(["text", "n"], [["=HYPERLINK(A1)", -1]]).decode("utf-8-sig")
    "text,n\r\n'=HYPERLINK(A1),-1\r\n"
    """
    lines = [",".join(_quoted(_harmless(cell)) for cell in row) for row in (header, *rows)]
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


def _header(data: bytes, place: Place, limits: CsvLimits) -> tuple[str, list[str]]:
    """Return the delimiter that gives the first line the most columns, and those."""
    best: tuple[str, list[str]] = (DELIMITERS[0], [])
    trouble: Error | None = None
    for delimiter in DELIMITERS:
        try:
            header = next(_reader(data, delimiter, limits))
        except Error as error:
            trouble = trouble or error
            continue
        if len(header) > len(best[1]):
            best = (delimiter, header)
    # With a delimiter that is not its own, a sound line may look broken, or be one column.
    if len(best[1]) > 1 or trouble is None:
        return best
    raise refuse(_malformed(trouble, place, limits)) from trouble


def _reader(data: bytes, delimiter: str, limits: CsvLimits) -> Reader:
    return reader(_lines(data, delimiter, limits), delimiter=delimiter, strict=True)


def _lines(data: bytes, delimiter: str, limits: CsvLimits) -> Iterator[str]:
    """Yield the lines one by one: the text is never a second time in memory as a whole."""
    for line in TextIOWrapper(BytesIO(data), encoding="utf-8", newline=""):
        if line.count(delimiter) > limits.columns:
            raise _TooManyFieldsError
        yield line


def _malformed(error: Error, place: Place, limits: CsvLimits) -> Fault:
    if isinstance(error, _TooManyFieldsError):
        return TOO_MANY_COLUMNS.at(place, limit=limits.columns)
    if "field larger" in str(error):  # csv's own limit of 131,072: what follows is uncertain
        return LONG_FIELD.at(place, limit=limits.characters)
    return QUOTES.at(place, reason=error)


def _key(column: str) -> str:
    return normalize("NFC", column).casefold().replace("_", "-").replace(" ", "-")


def _quoted(cell: Cell) -> str:
    if isinstance(cell, int):
        return str(cell)
    if cell is None or not NEEDS_QUOTES.search(cell):
        return cell or ""
    return '"' + cell.replace('"', '""') + '"'


def _harmless(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    runs = cell.lstrip().startswith(FORMULA_STARTS) or cell.startswith(("\t", "\r", "\n"))
    return "'" + cell if runs else cell
