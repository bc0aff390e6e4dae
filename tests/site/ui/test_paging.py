import pytest
from django.core.exceptions import BadRequest
from django.test import RequestFactory

from comity.site.ui.paging import page_number


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
