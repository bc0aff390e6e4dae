from datetime import UTC, datetime

import pytest

from comity.fault import RefusedError
from comity.site.members.member_list import read_member_list
from tests.documents.test_workbook import workbook
from tests.site.conftest import NOW


def read(text, mapping=None, given=None):
    data = text if isinstance(text, bytes) else text.encode()
    return read_member_list(data, "l.csv", mapping=mapping or {}, given=given or {}, now=NOW)


def refused(text, **options):
    with pytest.raises(RefusedError) as raised:
        read(text, **options)
    return [(one.code, one.place.line, one.values.get("column")) for one in raised.value.faults]


def test_a_row_is_a_party_and_somebody_of_it():
    (line,) = read("party,name,role,until\nVale,Ilsa Verrane,delegate,2027-06-30\n")
    assert (line.party, line.name, line.role, line.kind, line.cap) == (
        "Vale", "Ilsa Verrane", "delegate", "state", 10,
    )  # fmt: skip
    assert line.until == datetime(2027, 7, 1, tzinfo=UTC)
    assert (line.since, line.source, line.place.line) == (NOW.date(), "l.csv", 2)


def test_columns_are_named_as_the_file_has_them_and_values_given_to_all():
    (line,) = read(
        "Country;Delegate\nVale;Ilsa\n",
        mapping={"party": "Country", "name": "Delegate"},
        given={"role": "delegate", "until": "2027-06-30", "kind": "observer"},
    )
    assert (line.party, line.name, line.role, line.kind) == ("Vale", "Ilsa", "delegate", "observer")


def test_a_party_alone_has_nobody_and_needs_no_role():
    (line,) = read("party,name\nVale,\n", given={"role": "delegate", "until": "2027-01-01"})
    assert (line.name, line.role) == ("", "")


def test_all_faults_are_told_by_row():
    text = (
        "party,name,role,until,cap,kind,status,since\n"
        "=cmd(),Ilsa,,,1,state,in_force,2026-01-01\n"
        "Vale,@x,king,2020-01-01,501,planet,lost,31.1.2026\n"
        "Vale,Ilsa,delegate,,1,state,in_force,2026-01-01\n"
    )
    assert refused(text) == [
        ("people.list_cell", 2, "party"),
        ("people.list_cell", 3, "name"),
        ("people.list_cell", 3, "kind"),
        ("people.list_cell", 3, "status"),
        ("people.list_cell", 3, "since"),
        ("people.list_cell", 3, "cap"),
        ("people.list_cell", 3, "role"),
        ("people.list_cell", 3, "until"),
        ("people.list_cell", 4, "until"),
    ]


@pytest.mark.parametrize("data", ["party\nCôte\n".encode("latin-1"), "party\nx\n".encode("utf-16")])
def test_another_encoding_is_refused_in_words(data):
    ((code, *_),) = refused(data)
    assert code.startswith("documents.")


def test_an_unknown_column_is_named():
    assert refused("name\nIlsa\n") == [("people.list_column", 1, "party")]
    assert refused("party\nx\n", mapping={"name": "Who"}) == [("people.list_column", 1, "Who")]
    assert refused("party\nx\n", given={"rank": "1"}) == [
        ("people.list_unknown_column", None, "rank")
    ]


def test_a_workbook_is_read_as_a_text_is():
    day = datetime(2027, 6, 30)  # noqa: DTZ001 - a cell has no zone
    data = workbook(
        ["Country", "Name", "role", "until", "cap"], ["Vale", "Ilsa", "delegate", day, 5]
    )
    (line,) = read_member_list(data, "l.xlsx", mapping={"party": "Country"}, given={}, now=NOW)
    assert (line.party, line.name, line.role, line.cap) == ("Vale", "Ilsa", "delegate", 5)
    assert line.until == datetime(2027, 7, 1, tzinfo=UTC)
    assert (line.place.name, line.place.line) == ("l.xlsx: Sheet", 2)


def test_faults_of_a_workbook_are_told_by_sheet_row_and_column():
    assert refused(workbook(["party", "cap"], ["Vale", -1], ["Sund", 501])) == [
        ("people.list_cell", 2, "cap"),
        ("people.list_cell", 3, "cap"),
    ]
    assert refused(workbook(["party"], ['=HYPERLINK("x")'])) == [
        ("documents.xlsx_formula", 2, None)
    ]
