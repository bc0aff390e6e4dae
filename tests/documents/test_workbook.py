"""Readers of workbooks meet what programs write, and what somebody made to do harm."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.documents import CsvLimits, FaultList, read_sheet, sheet_rows
from comity.fault import RefusedError

LIMITS = CsvLimits(bytes=1_000_000, rows=50, columns=8, characters=100)


def workbook(*rows, more=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, cells in more:
        book.create_sheet(title).append(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data, name, content, method=zipfile.ZIP_DEFLATED):
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a", method) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def refused(data, limits=LIMITS):
    with pytest.raises(RefusedError) as raised:
        sheet_rows(data, "l.xlsx", limits)
    return [(one.code, one.place.line, one.place.column) for one in raised.value.faults]


def test_typed_cells_become_the_texts_a_list_has():
    data = workbook(
        ["Country", "until", "cap", "share"],
        ["Vale", date(2027, 6, 30), 12, 0.5],
        [None, None, None, None],
        ["Sund", datetime(2027, 6, 30, 14, 5), 12.0, True],  # noqa: DTZ001 - a cell has no zone
    )
    sheet, rows = sheet_rows(data, "l.xlsx", LIMITS)
    assert sheet == "Sheet"
    assert rows == [
        (1, ("Country", "until", "cap", "share")),
        (2, ("Vale", "2027-06-30", "12", "0.5")),
        (4, ("Sund", "2027-06-30 14:05:00", "12", "true")),
    ]


def test_days_counted_from_1904_are_the_same_days():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append([date(2027, 6, 30)])
    out = BytesIO()
    book.save(out)
    assert sheet_rows(out.getvalue(), "l.xlsx", LIMITS)[1] == [(1, ("2027-06-30",))]


def test_all_formulas_and_errors_are_told_by_cell():
    data = workbook(["party", "cap"], ["=A1", 2], ["Vale", "=[1]Other!A1"], ["Sund", "#REF!"])
    assert refused(data) == [
        ("documents.xlsx_formula", 2, "A"),
        ("documents.xlsx_formula", 3, "B"),
        ("documents.xlsx_no_value", 4, "B"),
    ]


def test_a_text_that_begins_like_a_formula_is_a_text():
    book = openpyxl.Workbook()
    book.active["A1"] = "party"
    book.active["A2"].value = "=x"
    book.active["A2"].data_type = "s"
    out = BytesIO()
    book.save(out)
    assert sheet_rows(out.getvalue(), "l.xlsx", LIMITS)[1][1] == (2, ("=x",))


def test_a_list_is_one_sheet_and_a_hidden_one_counts():
    assert sheet_rows(workbook(["party"], more=[("Empty", [])]), "l.xlsx", LIMITS)[1]
    assert refused(workbook(["party"], more=[("Old", ["x"])])) == [
        ("documents.xlsx_sheets", None, None)
    ]
    assert refused(workbook()) == [("documents.csv_empty", None, None)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["party"]] * 52, "documents.xlsx_cells"),
        ([["x"] * 9], "documents.xlsx_cells"),
        ([["x" * 101]], "documents.xlsx_long"),
    ],
)
def test_a_sheet_is_bounded(rows, code):
    assert [one[0] for one in refused(workbook(*rows))] == [code]


def test_a_cell_far_away_costs_nothing_and_is_refused():
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "far"
    out = BytesIO()
    book.save(out)
    assert refused(out.getvalue())[0][0] == "documents.xlsx_cells"


def test_the_first_row_names_the_columns():
    grid = read_sheet("l", [(2, ("Last Name", "Party")), (5, ("Rao",))])
    assert (grid.find("party"), grid.find("none")) == (1, None)
    assert list(grid.records(FaultList("l"))) == [(5, ["Rao", ""])]
    for rows, code in [
        ([], "csv_empty"),
        ([(1, ("a", "A"))], "csv_duplicate_column"),
        ([(1, ("a",)), (2, ("x", "y"))], "xlsx_nameless"),
    ]:
        with pytest.raises(RefusedError) as raised:
            read_sheet("l", rows)
        assert raised.value.faults[0].code == f"documents.{code}"


SOUND = workbook(["party"], ["Vale"])


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 5_000), value=st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_and_nothing_else(at, value):
    data = bytearray(SOUND)
    data[at % len(data)] = value
    try:
        sheet_rows(bytes(data), "l.xlsx", LIMITS)
    except RefusedError as error:
        assert error.faults  # noqa: PT017 - both ends are right
