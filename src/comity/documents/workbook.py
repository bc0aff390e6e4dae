"""A hardened reader of one sheet of a workbook (.xlsx): typed cells become plain texts.

What it costs is bounded before anything is unpacked (``workbook_parts``); what runs or reaches
elsewhere is refused. It is meant to run in a process of its own: ``comity.edge.read_workbook``.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, Final, TypeAlias
from warnings import catch_warnings, simplefilter

from comity.documents.csv import DUPLICATE_COLUMN, EMPTY, CsvLimits
from comity.documents.fault_list import FaultList
from comity.documents.workbook_parts import DAMAGED, EXTERNAL, check_parts
from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["Grid", "read_sheet", "sheet_rows"]

MOST_CELLS: Final = 1_000_000
EXACT: Final = 10**15
"""Numbers below have all their digits; a spreadsheet program rounds what is larger."""

FORMULA: Final = FaultKind(
    "documents.xlsx_formula",
    N_("the cell is a formula: {formula}"),
    N_("a list has values alone: what a formula gives depends on the program that opens it"),
    N_("Copy the column, and paste it over itself as values."),
)
NO_VALUE: Final = FaultKind(
    "documents.xlsx_no_value",
    N_("the cell is an error: {value}"),
    N_("a cell has a text, a number or a date that exists"),
    N_("Write the value that is meant."),
)
SHEETS: Final = FaultKind(
    "documents.xlsx_sheets",
    N_("these sheets have something in them: {sheets}"),
    N_("a list is one sheet, so that nothing is taken from a wrong or a hidden one"),
    N_("Keep the sheet with the list in a copy, and delete the others, hidden ones too."),
)
TOO_LARGE: Final = FaultKind(
    "documents.xlsx_cells",
    N_("the sheet goes beyond {limit} {what}"),
    N_("so much of a sheet is read, and no more"),
    N_("Split it, or copy the part with the list to a new workbook."),
)
LONG_CELL: Final = FaultKind(
    "documents.xlsx_long",
    N_("the cell has {count} characters"),
    N_("a cell has at most {limit} characters"),
    N_("Shorten it."),
)
NAMELESS: Final = FaultKind(
    "documents.xlsx_nameless",
    N_("the row goes on beyond the last column that has a name"),
    N_("the first row with anything in it names each column"),
    N_("Name the column, or empty the cells."),
)
NO_READER: Final = FaultKind(
    "documents.xlsx_no_reader",
    N_("the package openpyxl is not installed"),
    N_("workbooks are read with it"),
    N_("In the folder with Comity's source, run: pip install '.[site]'; or save the list as CSV."),
)

Row: TypeAlias = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table with their numbers in the file; the first of them names the columns."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    rows: Sequence[Row]

    def find(self, *names: str) -> int | None:
        """Return the position of the first of ``names`` that is a column, or None."""
        return next((self.keys.index(name) for name in names if name in self.keys), None)

    def records(self, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with its number, until ``faults`` is full."""
        width = len(self.columns)
        for number, cells in self.rows:
            if faults.full:
                return
            yield number, [*cells[:width], *[""] * (width - len(cells))]


def read_sheet(name: str, rows: Sequence[Row]) -> Grid:
    """Return the table in ``rows``; raise ``RefusedError`` if its first row names no columns.

    >>> read_sheet("l.xlsx", [(1, ("Party", "Last day")), (3, ("Vale", "2027-01-31"))]).keys
    ('party', 'last-day')
    """
    if not rows:
        raise refuse(EMPTY.at(Place(name)))
    number, head = rows[0]
    columns = tuple(cell.strip() for cell in head)
    keys = tuple(cell.casefold().replace("_", "-").replace(" ", "-") for cell in columns)
    twice = [key for key, count in Counter(keys).items() if key and count > 1]
    if twice:
        raise refuse(*(DUPLICATE_COLUMN.at(Place(name, number), column=key) for key in twice))
    beyond = [at for at, cells in rows[1:] if any(cells[len(columns) :])]
    if beyond:
        raise refuse(*(NAMELESS.at(Place(name, at)) for at in beyond[:20]))
    return Grid(name, columns, keys, rows[1:])


def sheet_rows(data: bytes, name: str, limits: CsvLimits) -> tuple[str, list[Row]]:
    """Return the name and the filled rows of the one sheet of the workbook ``data``.

    Dates become 2027-06-30, whole numbers lose their point; raises ``RefusedError`` with all cells
    that cannot be taken.
    """
    reaches_out = check_parts(data, name, limits.bytes)
    book = _opened(data, name)
    found, faults = dict[str, list[Row]](), FaultList(name)
    for sheet in book.worksheets:
        rows = _rows(sheet, Place(name, column=sheet.title), limits, faults)
        if rows:
            found[sheet.title] = rows
    faults.refuse_any()
    if reaches_out is not None:
        raise refuse(EXTERNAL.at(Place(name), part=reaches_out))
    if len(found) != 1:
        kind = SHEETS if found else EMPTY
        raise refuse(kind.at(Place(name), sheets=", ".join(f"“{one}”" for one in found)))
    return next(iter(found.items()))


def _opened(data: bytes, name: str) -> Any:
    try:
        import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415 - of the site; it has no types
    except ImportError as error:
        raise refuse(NO_READER.at(Place(name))) from error
    try:
        with catch_warnings():
            simplefilter("ignore")
            return openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
    except Exception as error:  # of a hostile file anything may come
        raise refuse(DAMAGED.at(Place(name), reason=type(error).__name__)) from error


def _rows(sheet: Any, place: Place, limits: CsvLimits, faults: FaultList) -> list[Row]:
    rows, cells = list[Row](), 0
    sheet.reset_dimensions()  # what a sheet says of its own size need not be so
    where = f"{place.name}: {sheet.title}"
    try:
        with catch_warnings():
            simplefilter("ignore")
            for number, row in enumerate(sheet.iter_rows(), 1):
                texts = [_text(cell, Place(where, number), limits, faults) for cell in row]
                cells += len(texts)
                large = _too_large(number, texts, cells, limits)
                if large is not None or faults.full:
                    faults.add(TOO_LARGE.at(Place(where, number), **(large or {})))
                    break
                if any(texts):
                    rows.append((number, _trimmed(texts)))
    except Exception as error:
        raise refuse(DAMAGED.at(Place(where), reason=type(error).__name__)) from error
    return rows


def _too_large(
    number: int, texts: Sequence[str], cells: int, limits: CsvLimits
) -> dict[str, object] | None:
    if number > limits.rows + 1:
        return {"limit": limits.rows, "what": "rows"}
    if len(_trimmed(texts)) > limits.columns:
        return {"limit": limits.columns, "what": "columns"}
    return {"limit": MOST_CELLS, "what": "cells"} if cells > MOST_CELLS else None


def _trimmed(texts: Sequence[str]) -> tuple[str, ...]:
    last = max((at for at, text in enumerate(texts, 1) if text), default=0)
    return tuple(texts[:last])


def _text(cell: Any, place: Place, limits: CsvLimits, faults: FaultList) -> str:
    if cell.value is None:
        return ""
    where = Place(place.name, place.line, cell.column_letter)
    if cell.data_type == "f":
        formula = getattr(cell.value, "text", cell.value)
        faults.add(FORMULA.at(where, formula=formula))
        return "="
    if cell.data_type == "e":
        faults.add(NO_VALUE.at(where, value=cell.value))
        return "#"
    text = _plain(cell.value)
    if len(text) > limits.characters:
        faults.add(LONG_CELL.at(where, count=len(text), limit=limits.characters))
        return "…"
    return text


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool | timedelta):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return str(value).strip()
