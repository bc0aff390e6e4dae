import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents import CsvLimits, FaultList, Table, read_table, write_download, write_rows
from comity.fault import Fault, RefusedError

SMALL = CsvLimits(bytes=1000, rows=3, columns=4, characters=10)


def rows_of(data: bytes, limits: CsvLimits | None = None) -> list[tuple[int, list[str]]]:
    table = read_table(data, "f.csv", limits or CsvLimits())
    faults = FaultList("f.csv")
    rows = list(table.records(faults))
    faults.refuse_any()
    return rows


def faults_of(data: bytes, limits: CsvLimits | None = None) -> tuple[Fault, ...]:
    with pytest.raises(RefusedError) as refused:
        rows_of(data, limits)
    return refused.value.faults


def test_records_carry_the_line_on_which_they_begin() -> None:
    data = b'id,text\r\n1,"one\r\ntwo ""quoted""\r\nthree"\r\n\r\n2,next\r\n'
    assert rows_of(data) == [(2, ["1", 'one\r\ntwo "quoted"\r\nthree']), (6, ["2", "next"])]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_delimiters_are_recognised(mark: str) -> None:
    data = f"comment id{mark}VOTE\n1{mark}-1\n".encode()
    table = read_table(data, "f.csv")
    assert (table.delimiter, table.keys) == (mark, ("comment-id", "vote"))
    assert rows_of(data) == [(2, ["1", "-1"])]


@pytest.mark.parametrize("line", [b'"a",b;c', b'"a","b"', b'"a",b'])
def test_quoted_names(line: bytes) -> None:
    assert len(read_table(line + b"\n1,2\n", "f.csv").columns) == 2


def test_a_column_is_found_by_any_of_its_names() -> None:
    table = read_table(b"Voter_ID,vote\n", "f.csv")
    assert table.find("participant", "voter-id") == 0
    assert table.find("statement") is None


def test_byte_order_mark_is_no_part_of_a_name() -> None:
    assert read_table(b"\xef\xbb\xbfvote,at\n", "f.csv").columns == ("vote", "at")


def test_ragged_lines_are_all_named() -> None:
    faults = faults_of(b"a,b\n1,2\n1,2,3\n1\n3,4\n")
    assert [(f.code, f.place.line, f.values["count"]) for f in faults] == [
        ("documents.csv_ragged", 3, "3"),
        ("documents.csv_ragged", 4, "1"),
    ]


def test_blank_lines_are_skipped() -> None:
    assert rows_of(b"a,b\n\n,\n1,2\n\n") == [(4, ["1", "2"])]


def test_a_long_field_is_refused_with_line_column_and_limit() -> None:
    data = b"id,text\n1," + b"x" * 10_001 + b"\n2," + b"y" * 10_000 + b"\n"
    (fault,) = faults_of(data)
    assert (fault.code, fault.place.line, fault.place.column) == (
        "documents.csv_long_field",
        2,
        "text",
    )
    assert fault.values["limit"] == "10000"


def test_a_million_characters_end_the_reading_at_their_line() -> None:
    (fault,) = faults_of(b"id,text\n1,a\n2," + b"x" * 1_000_000 + b"\n3,b\n")
    assert (fault.code, fault.place.line) == ("documents.csv_long_field", 3)


@pytest.mark.parametrize("line", [b'2,"a"b', b'2,"never closed\n3,c'])
def test_broken_quotes_are_named(line: bytes) -> None:
    (fault,) = faults_of(b"id,text\n1,a\n" + line + b"\n")
    assert (fault.code, fault.place.line) == ("documents.csv_quotes", 3)


def test_broken_quotes_in_the_first_line() -> None:
    (fault,) = faults_of(b'id,"text\n1,a\n')
    assert (fault.code, fault.place.line) == ("documents.csv_quotes", 1)


def test_bounds_on_rows_columns_and_bytes() -> None:
    assert len(rows_of(b"a,b\n1,2\n1,2\n1,2\n", SMALL)) == 3
    (fault,) = faults_of(b"a,b\n1,2\n1,2\n1,2\n1,2\n", SMALL)
    assert (fault.code, fault.place.line) == ("documents.csv_rows", 5)
    assert faults_of(b"a,b,c,d,e\n", SMALL)[0].code == "documents.csv_columns"
    assert faults_of(b"a,b\n" + b"," * 900, SMALL)[0].code == "documents.csv_columns"
    assert faults_of(b"a" * 1001, SMALL)[0].code == "documents.too_large"


def test_an_empty_file_is_refused() -> None:
    assert [faults_of(data)[0].code for data in (b"", b"\n \n", b"\xef\xbb\xbf")] == [
        "documents.csv_empty"
    ] * 3


def test_a_repeated_column_is_refused_however_it_is_spelled() -> None:
    assert faults_of(b"Vote,at,vote\n")[0].code == "documents.csv_duplicate_column"


def test_records_stop_at_a_full_list() -> None:
    table = read_table(b"a,b\n" + b"1\n" * 5000, "f.csv")
    faults = FaultList("f.csv")
    assert list(table.records(faults)) == []
    assert len(faults) == 1000


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=8))
def test_what_is_written_for_machines_is_read_back(rows: list[tuple[str, str]]) -> None:
    written = write_rows(("first", "second"), rows)
    assert [fields for _, fields in rows_of(written)] == [list(row) for row in rows if any(row)]
    assert list(csv.reader(io.StringIO(written.decode(), newline="")))[1:] == [
        list(row) for row in rows
    ]


def test_text_that_would_run_as_a_formula_is_made_harmless_in_downloads_only() -> None:
    attacks = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "\t=1", "＝1"]
    rows = [[text, -1] for text in attacks]
    download = write_download(("text", "n"), rows)
    assert download.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(download.decode("utf-8-sig"), newline="")))
    assert read[1:] == [["'" + text, "-1"] for text in attacks]
    # The control: machines get the text as it is.
    plain = list(csv.reader(io.StringIO(write_rows(("text", "n"), rows).decode(), newline="")))
    assert plain[1:] == [[text, "-1"] for text in attacks]


def test_table_is_a_value() -> None:
    table = read_table(b"a,b\n1,2\n", "f.csv")
    assert isinstance(table, Table)
    faults = FaultList("f.csv")
    assert list(table.records(faults)) == list(table.records(faults))
