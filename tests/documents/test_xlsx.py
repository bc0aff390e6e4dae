import builtins
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest

from comity.documents import Column, Sheet, Workbook, write_xlsx
from comity.documents.xlsx import LONGEST_TEXT
from comity.fault import RefusedError

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = ("=1+1", "=HYPERLINK(A1)", "+1", "-1", "@SUM(A1)", "{=1}", "\t=1", "＝1", "|cmd")
COLUMNS = (Column("Text"), Column("n", "count"), Column("Share", "share"))


def book(*rows, columns=COLUMNS):
    sheet = Sheet("Sheet", columns, rows)
    return Workbook("Title", "Somebody", datetime(2026, 11, 21, 9, 30, tzinfo=UTC), (sheet,))


def part(data: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ET.fromstring(archive.read(name))


def texts(data: bytes) -> list[str]:
    return ["".join(each.itertext()) for each in part(data, "xl/sharedStrings.xml")]


def cells(data: bytes, number: int = 1) -> list[ET.Element]:
    return list(part(data, f"xl/worksheets/sheet{number}.xml").iter(f"{MAIN}c"))


def test_numbers_are_numbers_and_texts_are_texts():
    data = write_xlsx(book(("12", 842, 0.88), (None, None, None)))
    first = cells(data)[3:]
    assert [cell.get("t") for cell in first] == ["s", None, None]
    assert [cell.findtext(f"{MAIN}v") for cell in first[1:]] == ["842", "0.88"]


@pytest.mark.parametrize("text", [*FORMULAS, "http://127.0.0.1/", "mailto:a@example.org", "007"])
def test_threat_no_text_becomes_a_formula_an_address_or_a_number(text):
    data = write_xlsx(book((text, 1, 0.5)))
    assert list(part(data, "xl/worksheets/sheet1.xml").iter(f"{MAIN}f")) == []
    assert cells(data)[3].get("t") == "s"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "sheet1.xml.rels" in name]


def test_the_control_written_without_care_a_text_is_a_formula():
    xlsxwriter = pytest.importorskip("xlsxwriter")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as careless:
        careless.add_worksheet().write(0, 0, "=HYPERLINK(A1)")
    assert list(part(out.getvalue(), "xl/worksheets/sheet1.xml").iter(f"{MAIN}f"))


def test_the_same_values_give_the_same_bytes():
    assert write_xlsx(book(("a", 1, 0.5))) == write_xlsx(book(("a", 1, 0.5)))
    with zipfile.ZipFile(io.BytesIO(write_xlsx(book()))) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-21T09:30:00Z" in archive.read("docProps/core.xml")


def test_what_no_cell_can_hold_is_replaced():
    hostile = "a\x00\x0b\ud800\uffffb\r\nc\x85"
    assert texts(write_xlsx(book((hostile, 1, 1))))[3] == "a\ufffd\ufffd\ufffd\ufffdb\nc\ufffd"
    (long,) = [each for each in texts(write_xlsx(book(("x" * 40_000, 1, 1)))) if "xx" in each]
    assert len(long) == LONGEST_TEXT
    assert long.endswith("…")


def test_a_sheet_for_readers_from_the_right_begins_there():
    for right_to_left in (True, False):
        data = write_xlsx(replace(book(), right_to_left=right_to_left))
        (view,) = part(data, "xl/worksheets/sheet1.xml").iter(f"{MAIN}sheetView")
        assert (view.get("rightToLeft") == "1") is right_to_left


def test_names_of_sheets_are_made_fit_and_different():
    wanted = ("a/b[c]:d*e?f\\g", "x" * 40, "x" * 40, "By 'it'", "", "about", "About")
    sheets = tuple(Sheet(name, (Column("h"),), ()) for name in wanted)
    data = write_xlsx(replace(book(), sheets=sheets))
    names = [each.get("name") for each in part(data, "xl/workbook.xml").iter(f"{MAIN}sheet")]
    assert names[0] == "a-b-c--d-e-f-g"
    assert len({name.casefold() for name in names}) == len(wanted)
    assert max(map(len, names)) <= 31


def test_a_day_is_a_date():
    data = write_xlsx(book((date(2026, 11, 21),), columns=(Column("Day", "any"),)))
    assert cells(data)[1].findtext(f"{MAIN}v") == "46347"


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch):
    monkeypatch.setattr("comity.documents.xlsx.MOST_ROWS", 1)
    with pytest.raises(ValueError, match="at most 1 rows"):
        write_xlsx(book(("a", 1, 1), ("b", 1, 1)))


def test_without_the_writer_it_says_what_to_install(monkeypatch):
    known = builtins.__import__

    def without(name, *rest, **more):
        if name == "xlsxwriter":
            raise ModuleNotFoundError(name)
        return known(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RefusedError) as refused:
        write_xlsx(book())
    assert [fault.code for fault in refused.value.faults] == ["documents.xlsx_missing"]
