import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents import read_sheet
from comity.fault import RefusedError
from comity.site.members import indico
from comity.site.members.member_list import read_member_list
from tests.documents.test_workbook import workbook
from tests.site.conftest import NOW

HEAD = ["ID", "Name", "First Name", "Last Name", "Email Address", "Affiliation", "Country"]
STATED = [*HEAD, "Registration date", "Registration state"]


def row(number, name, state="Completed", country="Vale"):
    first, _, last = name.partition(" ")
    when = "2026-11-02T09:30:00+01:00"
    return [str(number), name, first, last, "a@example.org", "Institute", country, when, state]


def csv(*rows):
    return "".join(",".join(one) + "\r\n" for one in rows).encode("utf-8-sig")


def read(data, **options):
    wanted = {"mapping": {}, "given": {}, **options}
    return [(one.party, one.name) for one in read_member_list(data, "r.csv", now=NOW, **wanted)]


def codes(data):
    with pytest.raises(RefusedError) as raised:
        read(data)
    return [(one.code, one.place.line) for one in raised.value.faults]


def registrant(**changes):
    personal = {
        "title": "Dr", "firstName": "Ilsa", "surname": "Verrane", "email": "a@example.org",
        "affiliation": "Institute", "country": "Vale", "country_code": "VA", "phone": "",
    }  # fmt: skip
    whole = {
        "registrant_id": "7", "checked_in": False, "checkin_secret": "x",
        "full_name": "Dr Ilsa Verrane", "personal_data": personal, "tags": [],
    }  # fmt: skip
    return whole | changes


def test_a_table_of_indico_needs_no_mapping():
    data = csv(STATED, row(1, "Ilsa Verrane"), row(2, "Oren Tal", country="Sund"))
    assert read(data) == [("Vale", "Ilsa Verrane"), ("Sund", "Oren Tal")]
    assert read(workbook(STATED, row(1, "Ilsa Verrane"))) == [("Vale", "Ilsa Verrane")]


def test_another_column_is_the_party_where_one_says_so():
    data = csv(STATED, row(1, "Ilsa Verrane"))
    assert read(data, mapping={"party": "Affiliation"}) == [("Institute", "Ilsa Verrane")]


@pytest.mark.parametrize("name", ["Pays", "País", "Страна", "国家", "البلد", "Institution"])
def test_forms_in_other_languages_are_known(name):
    data = csv(["ID", "Name", "Email Address", name], ["1", "Ilsa", "a@example.org", "Vale"])
    assert read(data) == [("Vale", "Ilsa")]


@pytest.mark.parametrize("state", ["Withdrawn", "pending", "Rejeté", "Pendiente de pago", "已拒绝"])
def test_who_has_not_completed_it_is_left_out(state):
    data = csv(STATED, row(1, "Ilsa Verrane"), row(2, "Oren Tal", state))
    assert read(data) == [("Vale", "Ilsa Verrane")]


def test_a_state_that_is_not_known_is_told_by_row():
    data = csv(STATED, row(1, "Ilsa Verrane"), row(2, "Oren Tal", "Perhaps"))
    assert codes(data) == [("people.list_state", 3)]


def test_a_list_that_is_not_of_indico_is_read_as_before():
    assert codes(b"Country,Name\nVale,Ilsa\n") == [("people.list_column", 1)]
    assert read(b"party,name,registration state\nVale,Ilsa,Perhaps\n") == [("Vale", "Ilsa")]


def test_what_the_interface_gives_is_read_without_titles():
    data = json.dumps({"registrants": [registrant()]}).encode()
    assert read(data) == [("Vale", "Ilsa Verrane")]
    alone = registrant(personal_data={"country": "Sund"})
    assert read(json.dumps([alone]).encode()) == [("Sund", "Dr Ilsa Verrane")]


@pytest.mark.parametrize(
    "data",
    [b"{", b"[" * 100_000, b"{}", b"[]", b"[1]", b'{"registrants": [{}]}', b"[\xff]"],
)
def test_other_json_is_refused(data):
    assert codes(data)[0][0] == "people.list_json"


def test_json_is_bounded():
    people = json.dumps([registrant()] * 3).encode()
    for most, longest in [(2, 100), (10, 5)]:
        with pytest.raises(RefusedError):
            indico.from_json(people, "r", most, longest)
    assert len(indico.from_json(people, "r", 3, 100).rows) == 3


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda of: (
            st.lists(of)
            | st.dictionaries(
                st.sampled_from(["registrants", "personal_data", "firstName", "tags", "x"]), of
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_table_or_refused(value):
    try:
        indico.from_json(json.dumps(value).encode(), "r", 10, 10)
    except RefusedError as error:
        assert error.faults[0].place.name == "r"  # noqa: PT017 - both ends are right


def test_a_cell_of_json_that_begins_like_a_formula_is_refused_by_row():
    alone = registrant(personal_data={"firstName": "=1+1", "country": "Sund"})
    assert codes(json.dumps([alone]).encode()) == [("people.list_cell", 2)]


def test_the_party_is_the_country_before_the_affiliation():
    grid = read_sheet("r", [(1, tuple(HEAD))])
    assert indico.known_columns(grid) == {"party": "country"}
