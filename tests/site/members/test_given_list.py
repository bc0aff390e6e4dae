import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from comity.fault import RefusedError
from comity.site.members.given_list import entered_as, given_list
from tests.site.conftest import NOW

TEXT = b"Country,Name\nVale,Ilsa\nVale,Oren\n"


def request(**fields):
    return RequestFactory().post("/", fields)


def test_the_file_goes_to_the_browser_and_comes_back_the_same():
    file = SimpleUploadedFile("a.csv", TEXT)
    first = given_list(request(list=file, **{"column-party": "country", "value-role": ""}))
    assert (first.file, first.data) == ("a.csv", TEXT)
    assert (first.mapping, first.given) == ({"party": "country"}, {})
    again = given_list(request(kept=first.kept, file=first.file, **{"column-party": "country"}))
    assert again == first
    assert [line.name for line in again.lines(NOW)] == ["Ilsa", "Oren"]


def test_its_heading_names_columns_as_the_file_does_and_what_is_known():
    found = given_list(request(list=SimpleUploadedFile("a.csv", TEXT))).heading
    assert found.columns == (("country", "Country"), ("name", "Name"))
    assert found.known == {"name": "name"}


@pytest.mark.parametrize(
    ("name", "plain"), [("\u202ea.csv", "list.csv"), ("", "list.csv"), ("x" * 500, "x" * 100)]
)
def test_a_name_of_a_file_is_bounded_and_plain(name, plain):
    assert given_list(request(kept="cGFydHkK", file=name)).file == plain


@pytest.mark.django_db
def test_ids_depend_on_the_token_and_the_row():
    lines = given_list(
        request(list=SimpleUploadedFile("a.csv", TEXT), **{"column-party": "country"})
    )
    lines = lines.lines(NOW)
    one, batch = entered_as("a" * 32, lines)
    other, _ = entered_as("b" * 32, lines)
    assert batch == ""
    assert one == entered_as("a" * 32, lines)[0]
    assert len({each.person for each in (*one, *other)}) == 4


def test_without_a_file_it_is_refused():
    with pytest.raises(RefusedError) as raised:
        given_list(request())
    assert raised.value.faults[0].code == "people.list_file"
