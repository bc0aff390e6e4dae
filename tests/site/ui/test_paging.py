import pytest
from django.core.exceptions import BadRequest
from django.test import RequestFactory

from comity.site.ui.paging import page_number, page_of, rows_of


@pytest.mark.parametrize(("query", "number"), [("", 1), ("?page=3", 3), ("?page=-1", -1)])
def test_a_page_is_asked_for_by_number(query, number):
    assert page_number(RequestFactory().get(f"/{query}")) == number


def test_what_is_no_number_is_refused():
    with pytest.raises(BadRequest):
        page_number(RequestFactory().get("/?page=x"))


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["0", "-5", "999999999999999999999"])
def test_a_page_beyond_the_list_is_the_nearest_one(client, page):
    assert client.get(f"/en/record/?page={page}").status_code == 200


@pytest.mark.django_db
def test_nonsense_gets_a_page_that_says_so(client):
    response = client.get("/fr/record/?page=x")
    assert response.status_code == 400
    assert b'lang="fr"' in response.content


@pytest.mark.parametrize(
    ("query", "count", "found"),
    [("", 0, (1, 1)), ("", 10, (1, 1)), ("?page=2", 11, (2, 2)), ("?page=9", 25, (3, 3))],
)
def test_a_list_has_a_page_at_least_and_as_many_as_it_fills(query, count, found):
    assert page_of(RequestFactory().get(f"/{query}"), count, 10) == found


def test_the_pages_together_are_the_list():
    lines = list(range(25))
    assert [line for number in (1, 2, 3) for line in rows_of(lines, number, 10)] == lines
