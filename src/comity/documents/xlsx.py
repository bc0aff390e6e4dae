"""A writer of workbooks: typed cells, no text that runs, the same bytes for the same values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from re import compile as pattern
from typing import Any, Final, Literal, TypeAlias

from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["Column", "Sheet", "Workbook", "write_xlsx"]

Value: TypeAlias = "str | int | float | date | None"
Kind: TypeAlias = Literal["text", "count", "share", "any"]

LONGEST_TEXT: Final = 32_767
"""Characters of one cell; Excel calls a file with more of them damaged."""
LONGEST_NAME: Final = 31
MOST_ROWS: Final = 1_048_575
# What no XML may hold, and control characters, which programs show in ways of their own.
UNFIT: Final = pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
NOT_IN_NAMES: Final = pattern(r"[\[\]:*?/\\]")
NUMBER_FORMATS: Final = {"text": "@", "count": "#,##0", "share": "0.0%", "any": "#,##0.######"}
DATE_FORMAT: Final = "yyyy-mm-dd"
# Without macros, links made of texts, or formulas: a text stays a text, whatever it begins with.
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}

NO_WRITER: Final = FaultKind(
    "documents.xlsx_missing",
    N_("the package XlsxWriter is not installed"),
    N_("workbooks are written with it"),
    N_("In the folder with Comity's source, run: pip install '.[site]'"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, what its numbers are, and how wide it is in characters.

    ``share`` is a part of 1 and shown in percents; ``any`` leaves numbers as they are.
    """

    head: str
    kind: Kind = "text"
    width: int = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns, and its rows, one value for each column."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook and what it says of itself. ``right_to_left`` begins its sheets on the right."""

    title: str
    author: str
    created: datetime
    sheets: Sequence[Sheet]
    right_to_left: bool = False


def write_xlsx(book: Workbook) -> bytes:
    """Return the workbook as an Office Open XML file.

    Numbers and dates are numbers and dates, texts are texts even where they look like formulas or
    addresses; a text that is too long ends in "…". Raises ``RefusedError`` where XlsxWriter is not
    installed, and ``ValueError`` for more rows than a sheet has.
    """
    out = BytesIO()
    made = _new_workbook(out)
    made.set_properties(
        {"title": _fit(book.title), "author": _fit(book.author), "created": book.created}
    )
    looks = _Looks(made)
    taken: set[str] = set()
    for sheet in book.sheets:
        page = made.add_worksheet(_free_name(sheet.name, taken))
        if book.right_to_left:
            page.right_to_left()
        _fill(page, sheet, looks)
    made.close()
    return out.getvalue()


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, made: Any) -> None:
        top = {"valign": "top"}
        self.head = made.add_format({"bold": True, "text_wrap": True, "bottom": 1, **top})
        self.text = made.add_format({"text_wrap": True, **top})
        self.date = made.add_format({"num_format": DATE_FORMAT, "align": "left", **top})
        self.numbers = {
            kind: made.add_format({"num_format": shown, **top})
            for kind, shown in NUMBER_FORMATS.items()
        }


def _new_workbook(out: BytesIO) -> Any:
    try:
        import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - of the site; it has no types
    except ModuleNotFoundError as error:
        raise refuse(NO_WRITER.at(Place("XLSX"))) from error
    return xlsxwriter.Workbook(out, OPTIONS)


def _fill(page: Any, sheet: Sheet, looks: _Looks) -> None:
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
        page.write_string(0, at, _fit(column.head), looks.head)
    page.freeze_panes(1, 0)
    for number, row in enumerate(sheet.rows, start=1):
        if number > MOST_ROWS:
            raise ValueError(f"a sheet has at most {MOST_ROWS} rows")
        for at, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _put(page, (number, at), value, column, looks)


def _put(page: Any, place: tuple[int, int], value: Value, column: Column, looks: _Looks) -> None:
    if isinstance(value, str):
        page.write_string(*place, _fit(value), looks.text)
    elif isinstance(value, date):
        page.write_datetime(*place, value, looks.date)
    elif value is not None:
        page.write_number(*place, value, looks.numbers[column.kind])


def _fit(text: str) -> str:
    """Return ``text`` without what no cell can hold, and no longer than one."""
    shown = UNFIT.sub("\ufffd", text.replace("\r\n", "\n"))
    return shown if len(shown) <= LONGEST_TEXT else shown[: LONGEST_TEXT - 1] + "…"


def _free_name(wanted: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and no other has, as near to ``wanted`` as can be."""
    plain = NOT_IN_NAMES.sub("-", _fit(wanted)).strip("' ") or "-"
    name, number = plain[:LONGEST_NAME], 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: LONGEST_NAME - 4]} {number}"
    taken.add(name.casefold())
    return name
